"""The frame of a written form: its version, and the class that it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from zhengwu._errors import InputError
from zhengwu._values._classes import FORMAT
from zhengwu._values._problems import refuse, refuse_depth


class Written:
    """Something with a written form (有书面形式者): a value, or a register."""

    __slots__ = ()

    written_format: ClassVar[int] = 1
    """Version of the written form of this class."""

    if TYPE_CHECKING:

        @classmethod
        def from_data(cls, data: Any) -> Self:
            """Read from plain data inside another value."""
            ...

    @classmethod
    def own_schema(cls) -> dict[str, Any] | None:
        """JSON Schema of a written form of its own; None for that of the fields."""
        return None

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read from plain data, strictly; an older form is lifted first.

        Raises:
            InputError: The data is no such value; each problem is listed with its path.
        """
        if not isinstance(data, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise refuse("对象", "an object", data)
        plain = dict(data)
        of = cls.find_class(plain)
        version = plain.pop(FORMAT, of.written_format)
        try:
            return of.from_data(of.lift_data(plain, version))
        except RecursionError:
            raise refuse_depth() from None

    @classmethod
    def find_class(cls, data: Mapping[str, Any]) -> type[Self]:
        """The class that plain data names.

        Raises:
            InputError: The data names no class that may stand here.
        """
        del data
        return cls

    @classmethod
    def lift_data(cls, data: dict[str, Any], version: object) -> dict[str, Any]:
        """Bring plain data of an older form to the present form.

        Raises:
            InputError: The version is not known.
        """
        if type(version) is int and version == cls.written_format:
            return data
        raise InputError(
            f"{cls.__name__} 的格式版本 {version!r} 无法识别;本库读取版本 "
            f"{cls.written_format}",
            f"format {version!r} of {cls.__name__} is unknown; this library reads format "
            f"{cls.written_format}",
        )
