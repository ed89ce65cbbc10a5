"""Answers who may do what at a place, and in whose name (由谁办理)."""
