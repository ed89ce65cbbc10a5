"""Prints, for each group, how many times slower each peer is than ours in this run."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Ratios of medians, ours first."""
    session = getattr(config, "_benchmarksession", None)
    groups: dict[str, list[Any]] = defaultdict(list)
    for bench in session.benchmarks if session else ():
        groups[bench.group or ""].append(bench)
    terminalreporter.section("ratios of medians")
    for group, benches in groups.items():
        ours = next(b for b in benches if "ours" in b.name).stats.median
        for bench in benches:
            median = bench.stats.median
            per = bench.extra_info.get("operations", 1)
            terminalreporter.write_line(
                f"{group:28} {bench.extra_info.get('who', 'ours'):28} "
                f"{median / per * 1e6:12.3f} us  x{median / ours:,.1f}"
            )
