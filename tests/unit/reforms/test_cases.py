"""Every kind of reform and every metric has a case, and its place in the guide."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import zhengwu.reforms
from zhengwu.metrics import METRICS
from zhengwu.reforms import ItemReform, PowerReform, Reform, StepReform, WorldReform

ROOT = Path(__file__).parents[3]
BASES = {Reform, ItemReform, PowerReform, StepReform, WorldReform}
KINDS = sorted(
    name
    for name in zhengwu.reforms.__all__
    if inspect.isclass(kind := getattr(zhengwu.reforms, name))
    and issubclass(kind, Reform)
    and kind not in BASES
)


def read_tests(*folders: str) -> str:
    """Text of the tests in some folders, without this file."""
    return "\n".join(
        path.read_text("utf-8")
        for folder in folders
        for path in sorted((ROOT / "tests" / "unit" / folder).glob("test_*.py"))
        if path != Path(__file__)
    )


def test_every_kind_of_reform_has_a_case():
    """A test of a kind creates a reform of that kind."""
    text = read_tests("reforms")
    missing = [kind for kind in KINDS if not re.search(rf"\b{kind}\(", text)]
    assert not missing, "add a case to tests/unit/reforms/test_reforms.py"


def test_every_kind_of_reform_is_in_the_guide():
    """The table of `docs/how-to/reforms.md` sorts the kinds by purpose."""
    text = (ROOT / "docs" / "how-to" / "reforms.md").read_text("utf-8")
    rows = "\n".join(line for line in text.splitlines() if line.startswith("|"))
    missing = [kind for kind in KINDS if f"`{kind}`" not in rows]
    assert not missing, "add the kind to the table of docs/how-to/reforms.md"


def test_every_metric_has_a_case():
    """A test of a metric names the metric, or calls its function."""
    text = read_tests("metrics", "reforms")
    missing = [name for name in METRICS if not re.search(rf'"{name}"|\b{name}\(', text)]
    assert not missing, "add a case to tests/unit/metrics/test_metrics.py"
