"""The command line (命令行) of the library: `zhengwu` or `python -m zhengwu`.

Exit status: 0 without problems, 1 with findings of severity error, 2 if the input cannot be
used; then standard error has the reason in one line.
"""

from zhengwu.cli._main import main

__all__ = ["main"]
