"""Directories, duties, changes and pictures (权力总览)."""
