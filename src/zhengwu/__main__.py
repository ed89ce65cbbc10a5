"""Run the command `zhengwu` as `python -m zhengwu`."""

from zhengwu.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
