"""The kinds of reform, a module a subject (改革类型)."""
