"""Parts of codes, citations and readings are checked values and no tuples."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from zhengwu._values import Value
from zhengwu.calendars import Estimate
from zhengwu.codes import Level, organisation_code, uscc
from zhengwu.findings._place import SourceMap
from zhengwu.findings.errors import InputError
from zhengwu.items import parse_fee, parse_stage_chain
from zhengwu.legal import Article

DAY = date(2026, 3, 2)

WRONG: dict[str, Callable[[], Any]] = {
    "article as a text": lambda: Article("42"),  # type: ignore[arg-type]
    "article 0": lambda: Article(0),
    "article below 0": lambda: Article(42, paragraph=-1),
    "article beyond the written form": lambda: Article(10**6),
    "true as an article": lambda: Article(True),
    "estimate of texts": lambda: Estimate("2026-03-02", DAY, DAY),  # type: ignore[arg-type]
    "estimate of an instant": lambda: Estimate(datetime(2026, 3, 2), DAY, DAY),
    "estimate outside its bounds": lambda: Estimate(DAY, date(2026, 3, 3), DAY),
    "credit code of one part": lambda: uscc.Uscc("12441500196720244T", "", "", "", ""),
    "credit code with I": lambda: uscc.Uscc("1", "2", "441500", "19672024I", "T"),
    "credit code of numbers": lambda: uscc.Uscc(1, 2, 441500, 0, 0),  # type: ignore[arg-type]
    "organisation code of 8": lambda: organisation_code.OrganisationCode(
        "6823646", "9"
    ),
    "rate as a text": lambda: type(parse_fee("每本10元").rates[0])("十元"),  # type: ignore[arg-type]
    "stage of no chain": lambda: type(parse_stage_chain("市级司法(受理)").links[0])(
        "市级", "司法", "制造"
    ),
    "source with a text as row": lambda: SourceMap(parts=[("x", "a.csv", "")]),
}


@pytest.mark.parametrize("make", WRONG.values(), ids=WRONG)
def test_wrong_parts_are_refused(make: Callable[[], Any]):
    with pytest.raises(InputError):
        make()


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (Article(32, item=4), {"text": "32:4"}),
        (Article(67, 1, 2), {"text": "67-1(2)"}),
        (uscc.parse("12441500196720244t"), {"text": "12441500196720244T"}),
        (organisation_code.parse("68236467-9"), {"text": "682364679"}),
        (
            Estimate(DAY, DAY, DAY),
            dict.fromkeys(("date", "earliest", "latest"), "2026-03-02"),
        ),
    ],
    ids=["item", "paragraph", "credit code", "organisation code", "estimate"],
)
def test_parts_are_written_and_read_back(value: Value, data: dict[str, object]):
    written = value.to_dict()
    assert data.items() <= written.items()
    assert Value.from_dict(written) == value


def test_articles_are_ordered():
    """By number, inserted article, paragraph and item."""
    given = [Article.parse(text) for text in ("68", "67-1", "67", "32(1)", "32:4", "9")]
    in_order = ["9", "32:4", "32(1)", "67", "67-1", "68"]
    assert [str(article) for article in sorted(given)] == in_order


def test_parts_of_readings_are_read_back():
    chain = parse_stage_chain("市级司法(受理,审核)、省级司法(决定与公开)")
    assert type(chain).from_dict(chain.to_dict()) == chain
    assert chain.links[0].level is Level.CITY
    fee = parse_fee("证书工本费10元/本")
    assert type(fee).from_dict(fee.to_dict()) == fee
    assert fee.rates[0].yuan == Decimal(10)
    places = SourceMap(lines=[2, 2], parts=[(0, "a.csv", ""), (1, "b.csv", "")])
    assert SourceMap.from_dict(places.to_dict()) == places
    assert places.place((1, "name")).file == "b.csv"
