"""A running limit: suspended, extended, read at any instant (时限计时)."""
