"""Conditions on the items of a reform: they can be combined, printed and pickled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, ClassVar, Final

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import convert_or_keep, refuse_other, to_texts
from zhengwu._values import Value, read_any, refuse, shape_of, unwritable, write_any
from zhengwu.codes import ItemType, Level, region_code
from zhengwu.legal import Force, StatuteRegister, parse_citations, statute_register
from zhengwu.world import Handling, Initiation, Standing

_LEVELS: Final = shape_of(tuple[Level, ...])
_TYPES: Final = shape_of(tuple[ItemType, ...])


def _comparison_key(test: Any) -> Any:
    """Function of a condition and its arguments, by which conditions are compared."""
    if isinstance(test, partial):
        return test.func, tuple(map(_comparison_key, test.args))
    return test


def _meets_both(first: Where, second: Where, handling: Handling) -> bool:
    return first.test(handling) and second.test(handling)


def _meets_either(first: Where, second: Where, handling: Handling) -> bool:
    return first.test(handling) or second.test(handling)


def _fails(condition: Where, handling: Handling) -> bool:
    return not condition.test(handling)


def _is_any(_: Handling) -> bool:
    return True


def _has_key(keys: frozenset[str], handling: Handling) -> bool:
    return handling.key in keys


def _has_code(codes: frozenset[str], handling: Handling) -> bool:
    item = handling.item
    return item.basic_code in codes or item.implementing_code in codes


def _has_name(part: str, handling: Handling) -> bool:
    return part in handling.item.name


def _has_organ(part: str, handling: Handling) -> bool:
    return part in handling.item.organ


def _has_level(levels: tuple[Level, ...], handling: Handling) -> bool:
    return handling.item.level in levels


def _has_type(types: tuple[ItemType, ...], handling: Handling) -> bool:
    return handling.item.item_type in types


def _has_area(stem: str, handling: Handling) -> bool:
    return handling.item.area_code.startswith(stem)


def _is_initiated(how: tuple[Initiation, ...], handling: Handling) -> bool:
    return handling.initiation in how


def _is_form_only(handling: Handling) -> bool:
    if handling.form_only is not None:
        return handling.form_only
    return bool(handling.steps) and not any(s.substantive for s in handling.steps)


def _is_general(handling: Handling) -> bool:
    return handling.general is True


def _is_suspended(handling: Handling) -> bool:
    return handling.standing is Standing.SUSPENDED


_LAPSED = (Force.REPEALED, Force.NO_SUCH_ARTICLE)


def _has_no_basis(on: date, statutes: StatuteRegister, handling: Handling) -> bool:
    return all(force in _LAPSED for force in _iter_forces(on, statutes, handling))


def _iter_forces(
    on: date, statutes: StatuteRegister, handling: Handling
) -> Iterator[Force]:
    """Force of each cited statute; UNKNOWN for a text that cites no statute."""
    for text in handling.item.legal_basis:
        cited = parse_citations(text)
        if not cited and text.strip():
            yield Force.UNKNOWN
        yield from (statutes.status(basis, on).force for basis in cited)


def _has_unknown_basis(on: date, statutes: StatuteRegister, handling: Handling) -> bool:
    forces = [*_iter_forces(on, statutes, handling)]
    return Force.UNKNOWN in forces and Force.IN_FORCE not in forces


@attrs.frozen
class Where(Value):
    """Condition (适用范围) on an item; combined with ``&``, ``|`` and ``~``.

    Args:
        test: Whether an item meets the condition.
        zh: Chinese text of the condition.
        en: English text of the condition.
        keys: Keys of the items that the condition names.

    >>> print((Where.by_level(Level.TOWN) & ~Where.named("证明")).zh)
    镇(乡、街道)级 且 非(名称含 证明)
    """

    test: Callable[[Handling], bool] = attrs.field(eq=_comparison_key)
    zh: str = "自定义条件"
    en: str = "a custom condition"
    keys: frozenset[str] = frozenset()

    unwritten: ClassVar[frozenset[str]] = frozenset({"test"})
    derived_keys: ClassVar[frozenset[str]] = frozenset({"condition"})

    def derive(self) -> dict[str, Any]:
        """The name of the condition and its arguments.

        Raises:
            InputError: The condition is a function of the caller.
        """
        return {"condition": _write_test(self.test)}

    @classmethod
    def complete(cls, values: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
        """The condition, from its name and its arguments."""
        del values
        return {"test": _read_test(data.get("condition"))}

    def __call__(self, handling: Handling) -> bool:
        """Whether the item meets the condition."""
        return self.test(handling)

    def __and__(self, other: Callable[[Handling], bool] | Where) -> Where:
        """Condition that requires both."""
        other = to_where(other)
        return Where(
            partial(_meets_both, self, other),
            f"{self.zh} 且 {other.zh}",
            f"{self.en} and {other.en}",
            self.keys | other.keys,
        )

    def __or__(self, other: Callable[[Handling], bool] | Where) -> Where:
        """Condition that requires at least one of the two."""
        other = to_where(other)
        return Where(
            partial(_meets_either, self, other),
            f"({self.zh} 或 {other.zh})",
            f"({self.en} or {other.en})",
            self.keys | other.keys,
        )

    def __invert__(self) -> Where:
        """Opposite condition."""
        zh, en = f"非({self.zh})", f"not ({self.en})"
        return Where(partial(_fails, self), zh, en, self.keys)

    @classmethod
    def everything(cls) -> Where:
        """Every item (全部事项)."""
        return cls(_is_any, "全部事项", "every item")

    @classmethod
    def by_key(cls, keys: Iterable[str] | str) -> Where:
        """Items with these keys (指定事项)."""
        chosen = frozenset(to_texts(keys))
        return cls(
            partial(_has_key, chosen),
            f"指定的 {len(chosen)} 项",
            f"named items: {len(chosen)}",
            chosen,
        )

    @classmethod
    def by_code(cls, codes: Iterable[str] | str) -> Where:
        """Items with one of these basic or implementing codes (按编码)."""
        chosen = frozenset(to_texts(codes))
        return cls(
            partial(_has_code, chosen), f"{len(chosen)} 个编码", f"codes: {len(chosen)}"
        )

    @classmethod
    def named(cls, part: str) -> Where:
        """Items whose name contains these characters (按名称)."""
        refuse_other(part, "named", str)
        return cls(partial(_has_name, part), f"名称含 {part}", f"name contains {part}")

    @classmethod
    def of_organ(cls, part: str) -> Where:
        """Items whose implementing body contains these characters (按实施主体)."""
        return cls(partial(_has_organ, part), f"主体含 {part}", f"body contains {part}")

    @classmethod
    def by_level(cls, *levels: Level | str) -> Where:
        """Items of these tiers (按层级)."""
        chosen: tuple[Level, ...] = _LEVELS.check(levels)
        zh = "、".join(level.label_zh for level in chosen)
        en = ", ".join(level.name.lower() for level in chosen)
        return cls(partial(_has_level, chosen), zh, en)

    @classmethod
    def by_type(cls, *types: ItemType | str) -> Where:
        """Items of these types (按事项类型)."""
        chosen: tuple[ItemType, ...] = _TYPES.check(types)
        zh = "、".join(item_type.label_zh for item_type in chosen)
        return cls(
            partial(_has_type, chosen), zh, ", ".join(t.name.lower() for t in chosen)
        )

    @classmethod
    def in_area(cls, code: str) -> Where:
        """Items of a division and of the divisions under it (按区划).

        Raises:
            CodeFormatError: The code is not a division code.
        """
        stem = region_code.parse(code).stem
        return cls(partial(_has_area, stem), f"区划 {code}", f"division {code}")

    @classmethod
    def initiated(cls, *how: Initiation) -> Where:
        """Items initiated in one of these ways (按启动方式), such as on application."""
        zh = "、".join(way.label_zh for way in how)
        return cls(
            partial(_is_initiated, how), zh, ", ".join(way.label_en for way in how)
        )

    @classmethod
    def form_only(cls) -> Where:
        """Items recorded as needing a formal review only (仅需形式审查)."""
        return cls(_is_form_only, "仅需形式审查", "review of form only")

    @classmethod
    def general(cls) -> Where:
        """Items recorded as general matters (一般事项)."""
        return cls(_is_general, "一般事项", "general matters")

    @classmethod
    def suspended(cls) -> Where:
        """Items that are suspended (暂停实施的)."""
        return cls(_is_suspended, "暂停实施的", "suspended")

    @classmethod
    def no_basis(cls, on: date, statutes: StatuteRegister | None = None) -> Where:
        """Items without any valid legal basis on a day (无依据或依据已废止).

        An item that states no basis has none. If the register does not know a cited
        statute, or the text cites no statute, the basis is unknown and not invalid, and
        the item is not selected; see `unknown_basis`.

        Args:
            on: The day.
            statutes: Register of statutes; the shipped register if None.
        """
        register = statute_register() if statutes is None else statutes
        return cls(
            partial(_has_no_basis, on, register),
            f"{on} 无有效依据",
            f"without a valid basis on {on}",
        )

    @classmethod
    def unknown_basis(cls, on: date, statutes: StatuteRegister | None = None) -> Where:
        """Items whose basis the register cannot judge on a day (依据待核)."""
        register = statute_register() if statutes is None else statutes
        return cls(
            partial(_has_unknown_basis, on, register),
            f"{on} 依据待核",
            f"basis unknown on {on}",
        )


def to_where(value: Callable[[Handling], bool] | Where) -> Where:
    """Converts a function to a condition; a condition is returned unchanged (条件).

    Raises:
        InputError: The value is neither a condition nor a function.
    """
    return convert_or_keep(_convert_where, value)


def _convert_where(value: Callable[[Handling], bool] | Where) -> Where:
    if not callable(value):
        raise InputError(
            f"where 应为条件或函数,现为 {value!r};可用 Where.by_key、Where.by_level、Where.named 等",
            f"where must be a condition or a function, not {value!r}; use "
            "Where.by_key, Where.by_level, Where.named and so on",
        )
    return value if isinstance(value, Where) else Where(value)


_TESTS: Final[Mapping[str, Callable[..., bool]]] = {
    "all": _is_any,
    "both": _meets_both,
    "either": _meets_either,
    "not": _fails,
    "key": _has_key,
    "code": _has_code,
    "name": _has_name,
    "organ": _has_organ,
    "level": _has_level,
    "type": _has_type,
    "area": _has_area,
    "initiated": _is_initiated,
    "form_only": _is_form_only,
    "general": _is_general,
    "suspended": _is_suspended,
    "no_basis": _has_no_basis,
    "unknown_basis": _has_unknown_basis,
}
"""Conditions that can be written, by the name under which they are written."""

_NAMES: Final = {test: name for name, test in _TESTS.items()}


def _write_test(test: Any) -> list[Any]:
    """The name of a condition, and its arguments.

    Raises:
        InputError: The condition is a function of the caller.
    """
    function, arguments = (
        (test.func, test.args) if isinstance(test, partial) else (test, ())
    )
    if function not in _NAMES:
        raise unwritable(test)
    return [_NAMES[function], *map(write_any, arguments)]


def _read_test(data: Any) -> Callable[[Handling], bool]:
    """The condition that a name and arguments state.

    Raises:
        InputError: There is no condition of that name, or its arguments do not fit.
    """
    entries: list[Any] = data if isinstance(data, list) else [data]
    name, *arguments = entries or [None]
    if not isinstance(name, str) or name not in _TESTS:
        listed = ", ".join(_TESTS)
        raise refuse(f"条件名({listed})", f"the name of a condition ({listed})", name)
    test = _TESTS[name]
    given = tuple(map(read_any, arguments))
    bound: Any = partial(test, *given) if given else test
    condition: Callable[[Handling], bool] = bound
    return condition
