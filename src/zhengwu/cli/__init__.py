"""The command line (命令行), a thin face on the library: `zhengwu` or `python -m zhengwu`.

Exit status: 0 clean, 1 findings of severity error, 2 unusable input with a one-line
reason on standard error.
"""

from zhengwu.cli._main import main

__all__ = ["main"]
