"""Prints for each group how much slower each peer is than our library in this run.

`--speed-page` also writes the table to the documentation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from platform import python_version
from typing import Any

import pytest

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "speed.md"
HEAD = f"""# 速度 / Speed

由 `pytest benchmarks --speed-page` 写成(Python {python_version()})。同一次运行中的中位数;
看倍数,不看绝对时间。Written by that command: medians of one run; read the ratios.

| 项目 what | 谁 who | 每次 each (µs) | 倍数 ratio |
|---|---|---|---|
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that writes the page."""
    parser.addoption(
        "--speed-page", action="store_true", help="write docs/reference/speed.md"
    )


def rows(config: pytest.Config) -> Iterator[tuple[str, str, float, float]]:
    """Group, library, microseconds per operation, ratio to ours."""
    session = getattr(config, "_benchmarksession", None)
    groups: dict[str, list[Any]] = defaultdict(list)
    for bench in session.benchmarks if session else ():
        groups[bench.group or ""].append(bench)
    for group, benches in groups.items():
        each = {
            bench.extra_info.get("who", "ours"): bench.stats.median
            / bench.extra_info.get("operations", 1)
            * 1e6
            for bench in benches
        }
        ours = each.get("ours", next(iter(each.values())))
        for who, time in each.items():
            yield group, who, time, time / ours


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the ratios of medians, ours first."""
    table = list(rows(config))
    terminalreporter.section("ratios of medians")
    for group, who, time, ratio in table:
        terminalreporter.write_line(
            f"{group:28} {who:28} {time:12.4f} us  x{ratio:,.2f}"
        )
    if config.getoption("--speed-page"):
        lines = [f"| {g} | {w} | {t:.4g} | {r:,.2f} |" for g, w, t, r in table]
        PAGE.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")
