"""Values that differ by tier or area, such as deposits, refund shares, courier fees."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, Generic, TypeVar

import attrs

from zhengwu._dates import check_interval, within
from zhengwu._errors import UnknownCodeError
from zhengwu._frozen import FrozenMap, convert_or_keep, keep
from zhengwu._text import Text
from zhengwu._values import Value
from zhengwu.codes import Level, RegionCode, region_code

_T = TypeVar("_T")
_NAME: Final = Text("分级参数", "parameter")


def _to_by_area(value: Mapping[str, _T]) -> Mapping[str, _T]:
    return convert_or_keep(_convert_by_area, value)


def _convert_by_area(value: Mapping[str, _T]) -> Mapping[str, _T]:
    return FrozenMap({str(region_code.parse(code)): v for code, v in value.items()})


def _to_by_level(value: Mapping[Level, _T]) -> Mapping[Level, _T]:
    return keep(value)


@attrs.frozen(kw_only=True)
class LocalParameter(Value, Generic[_T]):
    """Value that differs by tier or area (分级参数), over ``[since, until)``.

    Args:
        id: Id of the parameter, such as ``deposit``.
        by_level: Value for each tier.
        by_area: Value for areas, by code of 6, 9 or 12 digits. The smallest area that
            contains the place applies; an area takes precedence over the tier.
        since: First day; None for no start.
        until: First day on which the values are no longer valid; None for no end.

    >>> courier = LocalParameter(
    ...     id="courier", by_level={Level.TOWN: 6}, by_area={"620981": 4}
    ... )
    >>> courier.get(Level.TOWN), courier.get(Level.TOWN, RegionCode("620981"))
    (6, 4)
    """

    id: str
    by_level: Mapping[Level, _T] = attrs.field(
        factory=dict[Level, _T], converter=_to_by_level
    )
    by_area: Mapping[str, _T] = attrs.field(
        factory=dict[str, _T], converter=_to_by_area
    )
    since: date | None = None
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_interval(self, _NAME)

    def is_valid_on(self, on: date) -> bool:
        """Whether the values are valid on that day."""
        return within(on, self.since, self.until)

    def get(self, level: Level, place: RegionCode | None = None) -> _T:
        """The value for a place if its area has a value, otherwise the value for the tier.

        Raises:
            UnknownCodeError: Neither the area nor the tier has a value.
        """
        if place is not None:
            for area in reversed((*place.parents, place)):
                if str(area) in self.by_area:
                    return self.by_area[str(area)]
        if level not in self.by_level:
            known = [*(tier.label_zh for tier in self.by_level), *self.by_area]
            raise UnknownCodeError(f"分级参数 {self.id}", level.label_zh, known)
        return self.by_level[level]
