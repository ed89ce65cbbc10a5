"""Checks powers for every place and every day (权力配置核验)."""
