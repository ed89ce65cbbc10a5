"""The engine: what may happen to a case, and what the case is then."""
