"""Reading of the wording of a limit (时限文字的读取)."""
