"""Time limits and deadlines as values (时限值)."""
