"""Reading and auditing a list, compared with only parsing the JSON."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from typing import Any

from zhengwu.audit import audit
from zhengwu.io import read_items, write_items

RECORD = {
    "id": "B{i}",
    "name": "取水许可{i}",
    "item_type": "行政许可",
    "level": "市级",
    "area": "某市",
    "area_code": "441500",
    "organ": "某局",
    "organ_uscc": "12441500196720244T",
    "basic_code": "4401{i:05d}003",
    "impl_code": "12441500196720244T34401{i:05d}003",
    "statutory_limit_raw": "20(工作日)",
    "committed_limit_raw": "{n}(工作日)",
    "materials_raw": ["申请书", "身份证明", "资料{i}"],
    "legal_basis_raw": ["《中华人民共和国水法》第七条、第四十八条"],
    "visits_raw": "0",
    "online": "1",
    "kind_raw": "承诺件",
}
COUNT = 2000


def record(i: int) -> dict[str, Any]:
    """A record like the records of portals."""
    return {
        key: value.format(i=i, n=i % 25) if isinstance(value, str) else value
        for key, value in RECORD.items()
    }


LINES = "\n".join(
    json.dumps(record(i), ensure_ascii=False) for i in range(COUNT)
).encode()


def test_ours_read_and_audit(benchmark: Any) -> None:
    """Reading and auditing."""

    def run() -> int:
        catalogue, report = read_items(BytesIO(LINES))
        return len(report + audit(catalogue, at=date(2026, 11, 21)))

    benchmark.group = "read and audit one record"
    benchmark.extra_info["operations"] = COUNT
    assert benchmark.pedantic(run, rounds=5) > 0


def test_floor_json(benchmark: Any) -> None:
    """Only the parser of the standard library."""
    benchmark.group = "read and audit one record"
    benchmark.extra_info.update(who="json.loads alone", operations=COUNT)
    lines = LINES.splitlines()
    assert (
        len(benchmark.pedantic(lambda: [json.loads(line) for line in lines], rounds=5))
        == COUNT
    )


def test_ours_read(benchmark: Any) -> None:
    """Only reading."""
    benchmark.group = "read one record"
    benchmark.extra_info["operations"] = COUNT
    loaded = benchmark.pedantic(lambda: read_items(BytesIO(LINES)), rounds=5)
    assert len(loaded.catalogue) == COUNT


def test_ours_audit(benchmark: Any) -> None:
    """Only auditing, by every rule."""
    catalogue, _ = read_items(BytesIO(LINES))
    benchmark.group = "audit one item"
    benchmark.extra_info["operations"] = COUNT
    report = benchmark.pedantic(
        lambda: audit(catalogue, at=date(2026, 11, 21)), rounds=5
    )
    assert len(report) > 0


def test_ours_excel(benchmark: Any) -> None:
    """Reading twenty thousand rows of a sheet as items."""
    file = BytesIO()
    catalogue, _ = read_items(BytesIO(LINES))
    write_items([*catalogue] * 10, file, form="xlsx")
    benchmark.group = "read one row of Excel"
    benchmark.extra_info["operations"] = COUNT * 10

    def run() -> int:
        data = BytesIO(file.getvalue())
        return len(read_items(data, "canonical", form="xlsx").catalogue)

    assert benchmark.pedantic(run, rounds=2) == COUNT * 10


def test_ours_csv(benchmark: Any) -> None:
    """Reading rows of CSV as items."""
    file = BytesIO()
    catalogue, _ = read_items(BytesIO(LINES))
    write_items(catalogue, file, form="csv")
    benchmark.group = "read one row of CSV"
    benchmark.extra_info["operations"] = COUNT

    def run() -> int:
        data = BytesIO(file.getvalue())
        return len(read_items(data, "canonical", form="csv").catalogue)

    assert benchmark.pedantic(run, rounds=5) == COUNT
