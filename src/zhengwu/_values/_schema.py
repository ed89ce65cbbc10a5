"""JSON Schema (2020-12) of the written forms, generated from the type hints of the classes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, Final, TypeAlias

import attrs

from zhengwu._text import Text
from zhengwu._values._built import Built, plan_arguments
from zhengwu._values._classes import FORMAT, KIND, is_concrete, is_current, iter_family
from zhengwu._values._value import TextValue, Value, plan_of

Plain: TypeAlias = dict[str, Any]
NameField: TypeAlias = Callable[[str], Text]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TITLE: Final = re.compile(r"\s*([^(]*?)\s*\(([^)]*[\u4e00-\u9fff][^)]*)\)")
_ARGUMENT: Final = re.compile(r"^ {4,8}(\w+): (.*(?:\n {9,}.*)*)", re.MULTILINE)


def list_written() -> list[type[Any]]:
    """Classes with a written form that are imported, by name."""
    values = [cls for cls in iter_family(Value) if is_concrete(cls) and attrs.has(cls)]
    built = [cls for cls in iter_family(Built) if cls is not Built and is_current(cls)]
    return sorted((*values, *built), key=lambda cls: cls.__name__)


def describe_class(cls: Any, name_field: NameField, names: set[str]) -> Plain:
    """JSON Schema of the values of a class; `names` collects the classes it refers to."""
    described = {"title": _find_title(cls)}
    if issubclass(cls, TextValue):
        return described | _describe_text(cls)
    own: Plain | None = cls.own_schema()
    if own is not None:
        return described | own
    plan = plan_arguments(cls) if issubclass(cls, Built) else plan_of(cls)
    texts = dict(_ARGUMENT.findall(cls.__doc__ or ""))
    tag, required = KIND, [*plan.required]
    fields: Plain = {}
    if not issubclass(cls, Built):
        tag = plan_of(cls).tag
        required = [tag, *required] if plan_of(cls).of_family else required
    fields[FORMAT] = {"const": cls.written_format}
    fields[tag] = {"const": cls.__name__}
    for name, shape in plan.shapes.items():
        title = " / ".join(name_field(name))
        text = " ".join(texts.get(name, "").split())
        about = {"title": title, "description": text} if text else {"title": title}
        fields[name] = about | shape.schema(names)
    fields |= {key: {} for key in sorted(getattr(cls, "derived_keys", ()))}
    return {
        **described,
        "type": "object",
        "properties": fields,
        "required": required,
        "additionalProperties": False,
    }


def describe_enum(enum: type[Enum]) -> Plain:
    """JSON Schema of the members of an enum, with their Chinese labels."""
    labels = [getattr(member, "label_zh", "") for member in enum]
    named = {"x-labels-zh": labels} if any(labels) else {}
    return {
        "title": _find_title(enum),
        "enum": [member.value for member in enum],
        **named,
    }


def _list_enums(names: set[str]) -> Iterable[type[Enum]]:
    """The enums of the library with these names."""
    for cls in iter_family(Enum):
        if cls.__module__.startswith("zhengwu.") and cls.__name__ in names:
            yield cls


def _describe_text(cls: type[Any]) -> Plain:
    written = {
        "type": "object",
        "properties": {
            FORMAT: {"const": cls.written_format},
            KIND: {"const": cls.__name__},
            "text": {"type": "string"},
        },
        "required": ["text"],
        "additionalProperties": False,
    }
    return {"anyOf": [{"type": "string"}, written]}


def _find_title(cls: type[Any]) -> str:
    """The English phrase and the Chinese term with which a docstring begins."""
    match = _TITLE.match(cls.__doc__ or "")
    return f"{match[2]} / {' '.join(match[1].split())}" if match else cls.__name__


def describe_all(name_field: NameField) -> Plain:
    """JSON Schema of every class with a written form, by its name."""
    names: set[str] = set()
    classes = {
        cls.__name__: describe_class(cls, name_field, names) for cls in list_written()
    }
    enums = {enum.__name__: describe_enum(enum) for enum in _list_enums(names)}
    return dict(sorted((classes | enums).items()))


def choose(definitions: Plain, name: str) -> Plain:
    """JSON Schema of a class, with the definitions of the classes it refers to."""
    needed: dict[str, Any] = {}
    waiting = [name]
    while waiting:
        each = waiting.pop()
        if each not in needed:
            needed[each] = definitions[each]
            waiting += _iter_references(definitions[each])
    return {
        "$schema": _DIALECT,
        "$id": f"urn:zhengwu:schema:{name}",
        "$ref": f"#/$defs/{name}",
        "$defs": dict(sorted(needed.items())),
    }


def _iter_references(schema: object) -> Iterable[str]:
    if isinstance(schema, dict):
        plain: Plain = schema
        for key, value in plain.items():
            if key == "$ref":
                yield str(value).removeprefix("#/$defs/")
            else:
                yield from _iter_references(value)
    elif isinstance(schema, list):
        entries: list[Any] = schema
        for entry in entries:
            yield from _iter_references(entry)
