"""Type hints of everything public can be read at run time, and imports stay fast."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from enum import EnumType
from typing import Any, get_type_hints

import pytest
from public_surface import public_classes, public_functions, public_objects

from zhengwu._text import TextEnum

pytest.importorskip("numpy")  # arrays are typed with it


CHINESE = "[\u4e00-\u9fff]"
NAMES = {"SimPy"}  # names of other software are the same in Chinese


def iter_functions_of(cls: type) -> Iterator[tuple[str, Any]]:
    """Functions of a class of this library and of its bases, also those of properties."""
    for base in cls.__mro__:
        if base.__module__.startswith("zhengwu"):
            for name, member in vars(base).items():
                value: Any = member
                if isinstance(value, classmethod | staticmethod):
                    value = value.__func__
                elif isinstance(value, property):
                    value = value.fget
                value = getattr(value, "func", value)  # cached_property
                if inspect.isfunction(value):
                    yield name, value


@pytest.mark.parametrize("path", sorted(public_functions()))
def test_hints_of_functions(path: str):
    """Frameworks read the hints of functions."""
    hints = get_type_hints(public_functions()[path])
    assert not [name for name, hint in hints.items() if isinstance(hint, str)]


@pytest.mark.parametrize("path", sorted(public_classes()))
def test_hints_of_classes(path: str):
    """Frameworks read the hints of fields, constructors, methods and properties."""
    cls = public_classes()[path]
    hints = get_type_hints(cls)
    assert not [name for name, hint in hints.items() if isinstance(hint, str)]
    for name, function in iter_functions_of(cls):
        try:
            get_type_hints(function)
        except NameError as error:
            pytest.fail(f"{function.__module__} lacks {error.name} for {name}")


def test_every_public_enumeration_has_texts_and_labels():
    """Members are texts; each has a Chinese and an English label."""
    enums = [c for c in public_objects().values() if isinstance(c, EnumType)]
    assert len(enums) > 25
    for enum in enums:
        assert issubclass(enum, TextEnum), enum
        assert len({m.label_zh for m in enum}) == len(enum), enum
        for member in enum:
            assert str(member) == f"{member}" == member.value == member
            assert member.label_zh in NAMES or re.search(CHINESE, member.label_zh)
            assert member.label_en
            assert member.label_en.isascii()


def seconds_to_import(module: str) -> float:
    """Least processor time of several interpreters that import a module."""
    pytest.importorskip("resource")
    import resource

    seconds = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-c", f"import {module}"],
            check=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(
            after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        )
    return min(seconds)


@pytest.mark.parametrize(
    ("module", "times"), [("zhengwu.calendars", 6), ("zhengwu.lifecycle", 15)]
)
def test_imports_take_few_times_as_long_as_attrs(module: str, times: int):
    """Hints are readable without importing what the work does not need.

    Measured alone: 3.1 and 8.3 times; the bounds leave room for a busy machine.
    """
    assert seconds_to_import(module) < times * seconds_to_import("attrs")
