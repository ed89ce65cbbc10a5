"""Instruments by which power moves, and all of them together (权力与文书)."""
