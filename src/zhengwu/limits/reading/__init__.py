"""The wording of a limit, read (时限文字的读取)."""
