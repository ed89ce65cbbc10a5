"""Names of a package that are imported when they are first used (PEP 562)."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def lazy_names(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """The ``__getattr__`` of a package that loads its names when they are asked for.

    Names that moved away since 0.1 are answered too, with a warning.

    Args:
        package: Its ``__name__``.
        homes: Module below the package, and its names, with blanks between.
    """
    modules = {
        name: module for module, names in homes.items() for name in names.split()
    }

    def get(name: str) -> Any:
        if name in modules:
            return getattr(import_module(f"{package}.{modules[name]}"), name)
        from zhengwu._moved import resolve_moved

        return resolve_moved(package, name)

    return get
