"""Which items a reform applies to: conditions that can be joined, printed and sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from typing import Any

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import refuse_other, to_texts
from zhengwu.codes import ItemType, Level, region_code
from zhengwu.legal import Force, StatuteRegister, parse_citations, statute_register
from zhengwu.world import Handling, Initiation, Standing


def _told(test: Any) -> Any:
    """What a condition is compared by: the function, and what it was given."""
    if isinstance(test, partial):
        return test.func, tuple(map(_told, test.args))
    return test


@attrs.frozen
class Where:
    """Condition (适用范围) on an item: joined with ``&``, ``|`` and ``~``.

    Args:
        test: Whether an item meets it.
        zh: It in Chinese.
        en: The same in English.
        keys: Keys of items that it names.

    >>> print((by_level(Level.TOWN) & ~named("证明")).zh)
    镇(乡、街道)级 且 非(名称含 证明)
    """

    test: Callable[[Handling], bool] = attrs.field(
        eq=_told, validator=attrs.validators.is_callable()
    )
    zh: str = "自定义条件"
    en: str = "a condition of one's own"
    keys: frozenset[str] = frozenset()

    def __call__(self, handling: Handling) -> bool:
        """Whether the item meets it."""
        return self.test(handling)

    def __and__(self, other: Callable[[Handling], bool] | Where) -> Where:
        """Both."""
        other = to_where(other)
        return Where(
            partial(_both, self, other),
            f"{self.zh} 且 {other.zh}",
            f"{self.en} and {other.en}",
            self.keys | other.keys,
        )

    def __or__(self, other: Callable[[Handling], bool] | Where) -> Where:
        """Either."""
        other = to_where(other)
        return Where(
            partial(_either, self, other),
            f"({self.zh} 或 {other.zh})",
            f"({self.en} or {other.en})",
            self.keys | other.keys,
        )

    def __invert__(self) -> Where:
        """Not this."""
        zh, en = f"非({self.zh})", f"not ({self.en})"
        return Where(partial(_not, self), zh, en, self.keys)


def _both(one: Where, other: Where, handling: Handling) -> bool:
    return one.test(handling) and other.test(handling)


def _either(one: Where, other: Where, handling: Handling) -> bool:
    return one.test(handling) or other.test(handling)


def _not(one: Where, handling: Handling) -> bool:
    return not one.test(handling)


def to_where(value: Callable[[Handling], bool] | Where) -> Where:
    """A condition of any function (条件).

    Raises:
        InputError: It is neither.
    """
    if not callable(value):
        raise InputError(
            f"where 应为条件或函数,现为 {value!r};可用 by_key、by_level、named 等",
            f"where must be a condition or a function, not {value!r}; take by_key, "
            "by_level, named and so on",
        )
    return value if isinstance(value, Where) else Where(value)


def _always(_: Handling) -> bool:
    return True


EVERYTHING = Where(_always, "全部事项", "every item")
"""Every item (全部事项)."""


def by_key(keys: Iterable[str] | str) -> Where:
    """Items with these keys (指定事项)."""
    chosen = frozenset(to_texts(keys))
    return Where(
        partial(_has_key, chosen),
        f"指定的 {len(chosen)} 项",
        f"named items: {len(chosen)}",
        chosen,
    )


def _has_key(keys: frozenset[str], handling: Handling) -> bool:
    return handling.key in keys


def by_code(codes: Iterable[str] | str) -> Where:
    """Items with these basic or implementing codes (按编码)."""
    chosen = frozenset(to_texts(codes))
    return Where(
        partial(_has_code, chosen), f"{len(chosen)} 个编码", f"codes: {len(chosen)}"
    )


def _has_code(codes: frozenset[str], handling: Handling) -> bool:
    item = handling.item
    return item.basic_code in codes or item.implementing_code in codes


def named(part: str) -> Where:
    """Items whose name contains these characters (按名称)."""
    refuse_other(part, "named", str)
    return Where(partial(_has_name, part), f"名称含 {part}", f"name contains {part}")


def _has_name(part: str, handling: Handling) -> bool:
    return part in handling.item.name


def of_organ(part: str) -> Where:
    """Items whose implementing body has these characters (按实施主体)."""
    return Where(partial(_has_organ, part), f"主体含 {part}", f"body contains {part}")


def _has_organ(part: str, handling: Handling) -> bool:
    return part in handling.item.organ


def by_level(*levels: Level) -> Where:
    """Items of these tiers (按层级)."""
    for level in levels:
        refuse_other(level, "by_level", Level)
    zh = "、".join(level.label_zh for level in levels)
    en = ", ".join(level.name.lower() for level in levels)
    return Where(partial(_has_level, levels), zh, en)


def _has_level(levels: tuple[Level, ...], handling: Handling) -> bool:
    return handling.item.level in levels


def by_type(*types: ItemType) -> Where:
    """Items of these types (按事项类型)."""
    for one in types:
        refuse_other(one, "by_type", ItemType)
    zh = "、".join(one.label_zh for one in types)
    return Where(
        partial(_has_type, types), zh, ", ".join(t.name.lower() for t in types)
    )


def _has_type(types: tuple[ItemType, ...], handling: Handling) -> bool:
    return handling.item.item_type in types


def in_area(code: str) -> Where:
    """Items of a division and those under it (按区划).

    Raises:
        CodeFormatError: It is no code of a division.
    """
    stem = region_code.parse(code).stem
    return Where(partial(_has_area, stem), f"区划 {code}", f"division {code}")


def _has_area(stem: str, handling: Handling) -> bool:
    return handling.item.area_code.startswith(stem)


def initiated(*how: Initiation) -> Where:
    """Items that are begun so (按启动方式), such as on application."""
    words = {
        Initiation.ON_APPLICATION: "依申请",
        Initiation.EX_OFFICIO: "依职权",
        Initiation.PUBLIC_SERVICE: "公共服务",
    }
    zh = "、".join(words[one] for one in how)
    return Where(partial(_is_initiated, how), zh, ", ".join(one.value for one in how))


def _is_initiated(how: tuple[Initiation, ...], handling: Handling) -> bool:
    return handling.initiation in how


def form_only() -> Where:
    """Items that are known to need a review of form only (仅需形式审查)."""
    return Where(_is_form_only, "仅需形式审查", "review of form only")


def _is_form_only(handling: Handling) -> bool:
    if handling.form_only is not None:
        return handling.form_only
    return bool(handling.steps) and not any(s.substantive for s in handling.steps)


def general() -> Where:
    """Items that are known to be general matters (一般事项)."""
    return Where(_is_general, "一般事项", "general matters")


def _is_general(handling: Handling) -> bool:
    return handling.general is True


def suspended() -> Where:
    """Items that are suspended (暂停实施的)."""
    return Where(_is_suspended, "暂停实施的", "suspended")


def _is_suspended(handling: Handling) -> bool:
    return handling.standing is Standing.SUSPENDED


_LAPSED = (Force.REPEALED, Force.NO_SUCH_ARTICLE)


def no_basis(on: date, statutes: StatuteRegister | None = None) -> Where:
    """Items without any valid legal basis on a day (无依据或依据已废止).

    One that states nothing has none. One whose citation the register cannot tell, or
    whose wording names no statute, is not one of them: what is unknown is not called
    invalid; see `unknown_basis`.

    Args:
        on: The day.
        statutes: Register of statutes; the one that ships if None.
    """
    register = statute_register() if statutes is None else statutes
    return Where(
        partial(_has_no_basis, on, register),
        f"{on} 无有效依据",
        f"without a valid basis on {on}",
    )


def _has_no_basis(on: date, statutes: StatuteRegister, handling: Handling) -> bool:
    return all(force in _LAPSED for force in _forces(on, statutes, handling))


def _forces(on: date, statutes: StatuteRegister, handling: Handling) -> Iterator[Force]:
    """What became of each citation; a wording that names no statute is unknown."""
    for text in handling.item.legal_basis:
        cited = parse_citations(text)
        if not cited and text.strip():
            yield Force.UNKNOWN
        yield from (statutes.status(one, on).force for one in cited)


def unknown_basis(on: date, statutes: StatuteRegister | None = None) -> Where:
    """Items whose basis the register cannot judge on a day (依据待核)."""
    register = statute_register() if statutes is None else statutes
    return Where(
        partial(_has_unknown_basis, on, register),
        f"{on} 依据待核",
        f"basis unknown on {on}",
    )


def _has_unknown_basis(on: date, statutes: StatuteRegister, handling: Handling) -> bool:
    forces = [*_forces(on, statutes, handling)]
    return Force.UNKNOWN in forces and Force.IN_FORCE not in forces
