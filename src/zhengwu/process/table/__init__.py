"""The table of a procedure: its rows, its conditions, reading it and checking it."""
