"""`python -m zhengwu`, the same as the command `zhengwu`."""

from zhengwu.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
