"""Shapes of collections, and of places where one of several shapes may stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Any, Final

from zhengwu._errors import InputError, Problem
from zhengwu._frozen import FrozenMap
from zhengwu._values._classes import KIND, RECORD, Named, as_object
from zhengwu._values._problems import join_problems, nest, refuse
from zhengwu._values._scalars import SCALARS, Nothing, Plain, Shape, as_list

_PLAIN_COLLECTIONS: Final = frozenset({tuple, list, frozenset, set})


class Entries(Shape):
    """Tuple or frozenset with entries of one shape (若干项).

    Any other collection is converted; a text or a member alone is taken as one entry.
    """

    by_type = False

    def __init__(self, of: Shape, into: type[Any]) -> None:
        self._of = of
        self._into = into
        self.names = (f"若干{of.names[0].strip()}", f"a collection of {of.names[1]}")

    def check(self, value: Any) -> Any:
        kind = type(value)
        if kind in _PLAIN_COLLECTIONS and self._of.kinds.issuperset(map(type, value)):
            return value if kind is self._into else self._into(value)
        if isinstance(value, str | Enum) or type(value) in self._of.kinds:
            value = (value,)
        if isinstance(value, bytes | Mapping) or not isinstance(value, Iterable):
            raise refuse(*self.names, value)
        entries: list[Any] = []
        problems: list[Problem] = []
        same = type(value) is self._into
        for number, entry in enumerate(value):
            try:
                entries.append(self._of.check(entry))
            except InputError as error:
                problems += nest(error, number)
                continue
            same = same and entries[-1] is entry
        if problems:
            raise join_problems(problems)
        return value if same else self._into(entries)

    def write(self, value: Any) -> Plain:
        data = [self._of.write(entry) for entry in value]
        return data if self._into is tuple else sorted(data, key=repr)

    def read(self, data: Plain) -> Any:
        entries: list[Any] = as_list(data)
        if self._of.as_is.issuperset(map(type, entries)):  # perf: mostly texts
            return self._into(entries)
        entries = []
        problems: list[Problem] = []
        for number, entry in enumerate[Any](data):
            try:
                entries.append(self._of.read(entry))
            except InputError as error:
                problems += nest(error, number)
        if problems:
            raise join_problems(problems)
        return self._into(entries)

    def schema(self, names: set[str]) -> dict[str, Any]:
        unique = {} if self._into is tuple else {"uniqueItems": True}
        return {"type": "array", "items": self._of.schema(names), **unique}


class Fixed(Shape):
    """Tuple with a fixed number of entries (定长元组)."""

    by_type = False

    def __init__(self, parts: tuple[Shape, ...]) -> None:
        self._parts = parts
        zh = "、".join(part.names[0].strip() for part in parts)
        self.names = (
            f"一组({zh})",
            f"a tuple of {', '.join(part.names[1] for part in parts)}",
        )

    def _convert_parts(self, value: Sequence[Any], method: str) -> Any:
        if len(value) != len(self._parts):
            raise refuse(*self.names, value)
        problems: list[Problem] = []
        entries: list[Any] = []
        for number, (part, entry) in enumerate(zip(self._parts, value, strict=True)):
            try:
                entries.append(getattr(part, method)(entry))
            except InputError as error:
                problems += nest(error, number)
        if problems:
            raise join_problems(problems)
        return tuple(entries)

    def check(self, value: Any) -> Any:
        if not isinstance(value, tuple | list):
            raise refuse(*self.names, value)
        return self._convert_parts(value, "check")

    def write(self, value: Any) -> Plain:
        return [part.write(e) for part, e in zip(self._parts, value, strict=True)]

    def read(self, data: Plain) -> Any:
        return self._convert_parts(as_list(data), "read")

    def schema(self, names: set[str]) -> dict[str, Any]:
        parts = [part.schema(names) for part in self._parts]
        size = len(parts)
        return {
            "type": "array",
            "prefixItems": parts,
            "minItems": size,
            "maxItems": size,
        }


class Table(Shape):
    """Mapping with keys and values of one shape each (对照表)."""

    by_type = False

    def __init__(self, keys: Shape, values: Shape, into: type[Any]) -> None:
        self._keys = keys
        self._values = values
        self._into = into
        self.names = (
            f"以{keys.names[0].strip()}为键的对照表",
            f"a mapping from {keys.names[1]} to {values.names[1]}",
        )

    def check(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise refuse(*self.names, value)
        given: Mapping[Any, Any] = (
            value.as_dict() if isinstance(value, FrozenMap) else value
        )
        same = type(value) is self._into
        if (
            same
            and self._keys.kinds.issuperset(map(type, given))
            and self._values.kinds.issuperset(map(type, given.values()))
        ):
            return value
        entries: dict[Any, Any] = {}
        problems: list[Problem] = []
        for key, entry in given.items():
            try:
                new_key, new = self._keys.check(key), self._values.check(entry)
            except InputError as error:
                problems += nest(error, key if isinstance(key, str | int) else str(key))
                continue
            same = same and new_key is key and new is entry
            entries[new_key] = new
        if problems:
            raise join_problems(problems)
        return value if same else self._into(entries)

    def write(self, value: Any) -> Plain:
        return {
            str(self._keys.write(key)): self._values.write(entry)
            for key, entry in value.items()
        }

    def read(self, data: Plain) -> Any:
        entries: dict[Any, Any] = {}
        problems: list[Problem] = []
        for key, entry in as_object(data).items():
            try:
                entries[self._read_key(key)] = self._values.read(entry)
            except InputError as error:
                problems += nest(error, key)
        if problems:
            raise join_problems(problems)
        return self._into(entries)

    def _read_key(self, key: str) -> Any:
        if self._keys is SCALARS[int]:
            try:
                return int(key)
            except ValueError:
                raise refuse(*self._keys.names, key) from None
        return self._keys.read(key)

    def schema(self, names: set[str]) -> dict[str, Any]:
        keys = self._keys.schema(names)
        named = {"propertyNames": keys} if keys.get("type") != "integer" else {}
        values = self._values.schema(names)
        return {"type": "object", "additionalProperties": values, **named}


class Either(Shape):
    """One of several shapes (多选一); the first shape that accepts a value converts it."""

    def __init__(self, shapes: tuple[Shape, ...]) -> None:
        self.parts = shapes
        self._real = tuple(shape for shape in shapes if not isinstance(shape, Nothing))
        self.by_type = all(shape.by_type for shape in shapes)
        self.kinds = frozenset().union(*(shape.kinds for shape in shapes))
        self.as_is = frozenset().union(*(shape.as_is for shape in shapes))
        self._by_kind = {kind: shape for shape in shapes for kind in shape.kinds}
        self._by_name = {
            shape.cls.__name__: shape for shape in shapes if isinstance(shape, Named)
        }
        self.names = (
            "或".join(dict.fromkeys(shape.names[0] for shape in self._real)),
            " or ".join(dict.fromkeys(shape.names[1] for shape in self._real)),
        )

    def check(self, value: Any) -> Any:
        if type(value) in self.kinds:
            return value
        return self._try(value, "check")

    def _try(self, value: Any, method: str) -> Any:
        """What the first shape that accepts a value makes of it."""
        error: InputError | None = None
        for shape in self._real:
            try:
                return getattr(shape, method)(value)
            except InputError as problem:
                error = problem
        # With one alternative to None, its own message says the most.
        if error is not None and len(self._real) == 1:
            raise error
        raise refuse(*self.names, value)

    def write(self, value: Any) -> Plain:
        return self._find(value).write(value)

    def _find(self, value: Any) -> Shape:
        shape = self._by_kind.get(type(value))
        if shape is not None:
            return shape
        for shape in self._real:
            try:
                shape.check(value)
            except InputError:
                continue
            return shape
        raise refuse(*self.names, value)

    def read(self, data: Plain) -> Any:
        # An exact type comes first: a text of digits must not become a number.
        shape = self._by_kind.get(type(data))
        if shape is not None and not isinstance(shape, Named):
            return shape.read(data)
        if isinstance(data, dict):
            plain: dict[str, Any] = data
            shape = self._by_name.get(plain.get(KIND) or plain.get(RECORD) or "")
            if shape is not None:
                return shape.read(data)
        return self._try(data, "read")

    def schema(self, names: set[str]) -> dict[str, Any]:
        return {"anyOf": [shape.schema(names) for shape in self.parts]}
