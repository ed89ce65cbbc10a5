"""The public functions and classes, discovered for tests that cover all of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

import zhengwu


def iter_modules() -> Iterator[ModuleType]:
    """Public modules: those whose path has no private part."""
    for info in walk_packages(zhengwu.__path__, "zhengwu."):
        if "._" not in info.name:
            yield import_module(info.name)


@cache
def public_objects() -> dict[str, Any]:
    """Each public object once, by its first path."""
    objects: dict[str, Any] = {}
    seen: set[int] = set()
    for module in iter_modules():
        for name in getattr(module, "__all__", ()):
            value = getattr(module, name)
            if id(value) not in seen:
                seen.add(id(value))
                objects[f"{module.__name__}.{name}"] = value
    return objects


def public_functions() -> dict[str, Callable[..., Any]]:
    """Public functions by their path."""
    return {n: f for n, f in public_objects().items() if inspect.isfunction(f)}


def public_classes() -> dict[str, type]:
    """Public classes by their path."""
    return {n: c for n, c in public_objects().items() if inspect.isclass(c)}


def class_readers() -> dict[str, Callable[..., Any]]:
    """Class methods of public classes that read a text: ``parse``, ``from_toml`` …"""
    return {
        f"{path}.{name}": getattr(cls, name)
        for path, cls in public_classes().items()
        for name, method in vars(cls).items()
        if isinstance(method, classmethod)
        and name.startswith(("parse", "from_"))
        and takes_text(method.__func__)
    }


def takes_text(function: Callable[..., Any]) -> bool:
    """Whether the only required argument of a function is a text, or any object."""
    required = required_parameters(function)
    return len(required) == 1 and required[0].annotation in ("str", "object")


def required_parameters(function: Callable[..., Any]) -> list[inspect.Parameter]:
    """Parameters without a default, apart from the class or instance."""
    return [
        parameter
        for parameter in inspect.signature(function).parameters.values()
        if parameter.default is parameter.empty
        and parameter.name not in ("self", "cls")
        and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    ]
