"""Values: checked when they are made, written as plain data, and read back equal (值)."""

from zhengwu._values._any import freeze
from zhengwu._values._classes import TEXT_READERS, Named, as_object, read_fields
from zhengwu._values._scalars import Shape
from zhengwu._values._value import Value, plan_of

__all__ = [
    "TEXT_READERS",
    "Named",
    "Shape",
    "Value",
    "as_object",
    "freeze",
    "plan_of",
    "read_fields",
]
