"""Every reader takes linear time, also on files made to slow it down."""

from __future__ import annotations

import io
from collections.abc import Callable
from time import process_time

import pytest
from spreadsheets import cell_xml, ods_cell, ods_table, pack_ods, pack_xlsx, sheet_xml

from zhengwu.findings.errors import InputError
from zhengwu.io import iter_records, read_events, read_items, read_powers

_STEEPEST = 3.4  # of a doubled file; quadratic time gives 4, here over two doublings 16
_LARGE_ENOUGH = 0.02  # seconds; shorter times are noise


def sheet_rows(n: int, more: str = "") -> str:
    header = f'<row r="1">{cell_xml("A1", "name")}</row>'
    rows = "".join(
        f'<row r="{i}">{cell_xml(f"A{i}", "x")}</row>' for i in range(2, n + 2)
    )
    return sheet_xml(header + rows, after=more)


def merged(n: int) -> str:
    cells = "".join(f'<mergeCell ref="A{i}:A{n + 1}"/>' for i in range(2, 60))
    return sheet_rows(n, f"<mergeCells>{cells}</mergeCells>")


TEXTS: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "plain": ("csv", lambda n: b"name,a\n" + b"x,1\n" * n),
    "marks of three": ("csv", lambda n: b"name,a\n" + b'x,"""\n' * n),
    "marks that close and open": ("csv", lambda n: b"name,a\n" + b'x","\n' * n),
    "marks that are never closed": ("csv", lambda n: b"name,a\n" + b'"a""\n' * n),
    "one mark at the start": ("csv", lambda n: b'name,a\n"' + b"x,1\n" * n),
    "one long row": ("csv", lambda n: b"name,a\n" + b'"a"x,' * n),
    "one long cell": ("csv", lambda n: b'name,a\n"' + b"x\n" * n + b'",1\n'),
    "no line end": ("csv", lambda n: b"name,a\n" + b"x" * (n * 10)),
    "lines": ("jsonl", lambda n: b'{"name": "x"}\n' * n),
    "brackets": ("jsonl", lambda n: b"[" * (n * 10)),
    "deep lines": ("jsonl", lambda n: (b'{"name":' + b"[" * 150 + b"]" * 150 + b"}\n") * (n // 20)),
    "wide lines": ("jsonl", lambda n: b'{"name": "x", "documents": [' + b"[]," * n + b"1]}"),
    "escapes": ("jsonl", lambda n: b'{"name": "' + b"\\\\ud800" * n + b'"}'),
    "document": ("json", lambda n: b"[" + b'{"name": "x"},' * n + b"{}]"),
    "deep document": ("json", lambda n: b'[{"name": "x"},' + b"[" * (n * 10) + b"]" * (n * 10) + b"]"),
    "objects": ("json", lambda n: b'{"a":' * (n * 10) + b"1" + b"}" * (n * 10)),
    "sheet": ("xlsx", lambda n: pack_xlsx([sheet_rows(n // 4)])),
    "merged": ("xlsx", lambda n: pack_xlsx([merged(n // 4)])),
    "ods": ("xlsx", lambda n: pack_ods(ods_table(ods_cell("name"), *[ods_cell("x")] * (n // 4)))),
}  # fmt: skip


def measure(work: Callable[[], object]) -> float:
    """Shortest of three times."""
    times: list[float] = []
    for _ in range(3):
        start = process_time()
        work()
        times.append(process_time() - start)
    return min(times)


def check_growth(work: Callable[[int], Callable[[], object]], n: int) -> None:
    """Compare n, 2n and 4n; a second look where the machine was busy."""
    for _ in range(3):
        first, second, third = (measure(work(size)) for size in (n, 2 * n, 4 * n))
        if third < _LARGE_ENOUGH or third < _STEEPEST**2 * max(first, 0.001):
            return
    pytest.fail(f"{n}: {first:.3f} s, {2 * n}: {second:.3f} s, {4 * n}: {third:.3f} s")


@pytest.mark.parametrize("name", TEXTS)
def test_records_in_linear_time(name: str):
    """Four times the file takes less than twelve times as long."""
    form, make = TEXTS[name]
    if form == "xlsx":
        pytest.importorskip("python_calamine")

    def work(size: int) -> Callable[[], object]:
        data = make(size)

        def read() -> None:
            try:
                for _ in iter_records(io.BytesIO(data), form=form):
                    pass
            except InputError:
                pass

        return read

    check_growth(work, 2_000)


@pytest.mark.parametrize("read", [read_items, read_events, read_powers])
def test_lists_in_linear_time(read: Callable[[io.BytesIO], object]):
    """Items, events and powers, of which each line is set aside or read."""

    def work(size: int) -> Callable[[], object]:
        data = b'{"name": "x", "kind": "organ", "id": "x"}\n' * size
        return lambda: read(io.BytesIO(data))

    check_growth(work, 300)


def test_records_of_one_organ_in_linear_time():
    """An organ with a record for each of many years."""

    def work(size: int) -> Callable[[], object]:
        lines = (
            f'{{"kind": "organ", "id": "a", "name": "x", "level": "4", '
            f'"since": "{year}-01-01", "until": "{year + 1}-01-01"}}\n'
            for year in range(1000, 1000 + size)
        )
        data = "".join(lines).encode()
        return lambda: read_powers(io.BytesIO(data))

    check_growth(work, 300)
