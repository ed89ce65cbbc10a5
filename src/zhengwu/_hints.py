"""Type hints of classes that other modules derive from."""

from __future__ import annotations

from types import FunctionType
from typing import get_type_hints

import attrs


def resolve_hints(cls: type) -> None:
    """Resolve the hints of a base class and of its converters.

    A derived class takes them over as they are. As text, they would have to be resolved by
    the names of the derived class's module, which does not import all of them.
    """
    attrs.resolve_types(cls)
    for field in attrs.fields(cls):
        if isinstance(field.converter, FunctionType):
            field.converter.__annotations__ = get_type_hints(field.converter)
