"""Values: checked when they are made, written as plain data, and read back equal (值)."""

from zhengwu._values._classes import TEXT_READERS
from zhengwu._values._value import Value

__all__ = ["TEXT_READERS", "Value"]
