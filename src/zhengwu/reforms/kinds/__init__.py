"""Kinds of reform, one module per subject (改革类型)."""
