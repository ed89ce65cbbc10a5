"""Instruments that move power, and the collection of all of them (权力与文书)."""
