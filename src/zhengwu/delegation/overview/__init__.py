"""Directories, duties, changes and charts of powers (权力总览)."""
