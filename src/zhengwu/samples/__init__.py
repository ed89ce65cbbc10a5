"""Sample data of a district that does not exist (示例数据), for the tour, the docs and tests.

临溪区 was written for this library, with the kinds of faults that real lists have: its list
of items (``district.jsonl``), its powers (``powers.jsonl``), and one application with the
rules of its item (``case.jsonl``, ``case.toml``).

>>> from zhengwu import samples
>>> samples.names()
('case.jsonl', 'case.toml', 'district.jsonl', 'powers.jsonl')
>>> len(samples.district())
15
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Final

from zhengwu._errors import UnknownCodeError
from zhengwu._tables import read_data
from zhengwu.delegation import Powers
from zhengwu.items import Catalogue
from zhengwu.lifecycle import CaseRules, Event

__all__ = [
    "case_rules",
    "district",
    "events",
    "names",
    "open_sample",
    "powers",
    "write_samples",
]

_NAMES: Final = ("case.jsonl", "case.toml", "district.jsonl", "powers.jsonl")


def names() -> tuple[str, ...]:
    """Names of the files (示例文件名)."""
    return _NAMES


def open_sample(name: str) -> BytesIO:
    """A file, open for reading bytes (打开示例文件).

    Raises:
        UnknownCodeError: No sample has that name.
    """
    if name not in _NAMES:
        raise UnknownCodeError("samples", name, _NAMES)
    return BytesIO(read_data("zhengwu.samples", name).encode("utf-8"))


def write_samples(folder: str | Path) -> tuple[Path, ...]:
    """Write every file into a folder (写出示例文件); it is created if absent."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    paths = tuple(target / name for name in _NAMES)
    for path in paths:
        path.write_bytes(open_sample(path.name).getvalue())
    return paths


def district() -> Catalogue:
    """The list of the district (示例清单); what is wrong with it is for `audit` to say."""
    from zhengwu.io import read_items

    return read_items(open_sample("district.jsonl")).catalogue


def powers() -> Powers:
    """The powers of the district (示例权力配置), with its organs, hall and instruments."""
    from zhengwu.io import read_powers

    return read_powers(open_sample("powers.jsonl")).powers


def case_rules() -> CaseRules:
    """The rules of the item applied for (示例办件规则)."""
    from zhengwu.lifecycle import parse_case_rules

    return parse_case_rules(read_data("zhengwu.samples", "case.toml"), "case.toml")


def events() -> tuple[Event, ...]:
    """What happened to one application, in order (示例办件事件)."""
    from zhengwu.io import read_events

    loaded = read_events(open_sample("case.jsonl"))
    loaded.report.raise_for()
    (log,) = loaded.logs.values()
    return tuple(log.events)
