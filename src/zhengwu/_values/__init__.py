"""Values: checked on construction, written as plain data, and read back equal (值)."""

from zhengwu._values._any import AnyShape, freeze, read_any, thaw, write_any
from zhengwu._values._built import Built
from zhengwu._values._classes import (
    CODECS,
    KIND,
    RECORD,
    TEXT_READERS,
    Codec,
    Named,
    Row,
    as_object,
    read_fields,
    tag_of,
)
from zhengwu._values._hints import has_members, shape_of, shapes_of
from zhengwu._values._problems import join_problems, nest, refuse, unwritable
from zhengwu._values._scalars import Shape
from zhengwu._values._schema import choose as choose_schema
from zhengwu._values._value import TextValue, Value, plan_of

__all__ = [
    "CODECS",
    "KIND",
    "RECORD",
    "TEXT_READERS",
    "AnyShape",
    "Built",
    "Codec",
    "Named",
    "Row",
    "Shape",
    "TextValue",
    "Value",
    "as_object",
    "choose_schema",
    "freeze",
    "has_members",
    "join_problems",
    "nest",
    "plan_of",
    "read_any",
    "read_fields",
    "refuse",
    "shape_of",
    "shapes_of",
    "tag_of",
    "thaw",
    "unwritable",
    "write_any",
]
