"""Views of a procedure and of its cases: due days, ledgers, pages and pictures."""
