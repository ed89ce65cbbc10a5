"""Bounds on the extent of a sheet and on the size of a spreadsheet."""

from __future__ import annotations

from typing import Final

from zhengwu._errors import InputError
from zhengwu._text import Text
from zhengwu.io.source._bounds import Bounds

_HIGHEST_RATIO: Final = 200  # unpacked bytes per byte of the file
_ALLOWANCE: Final = 1 << 24  # unpacked bytes that are allowed at any ratio
_SPARSEST: Final = 100  # places of the rectangle per cell
_ALWAYS_ALLOWED: Final = 2_000_000  # places of a rectangle


def limit_size(packed: int, bounds: Bounds) -> int:
    """Maximum number of unpacked bytes of a file of `packed` bytes."""
    return min(bounds.unpacked, _HIGHEST_RATIO * packed + _ALLOWANCE)


def refuse_bomb(size: int, packed: int, bounds: Bounds) -> None:
    """Refuse a file that is unreasonably large once it is unpacked.

    Raises:
        InputError: The file is too large.
    """
    if size > limit_size(packed, bounds):
        raise InputError(
            f"Excel 文件解压后将达 {size} 字节,大小异常,已拒绝读取;"
            "确需读取时提高 Bounds(unpacked=…),或导出为 CSV",
            f"the Excel file would unpack to {size} bytes, which is unreasonable; refused; "
            "raise Bounds(unpacked=…) if such a size is intended, or export it as CSV",
        )


def refuse_size(data: bytes, bounds: Bounds) -> None:
    """Refuse a file that is larger than it may be once it is unpacked.

    Raises:
        InputError: The file is too large.
    """
    if len(data) > bounds.unpacked:
        raise InputError(
            f"文件超过 {bounds.unpacked} 字节,已拒绝读取;请拆分文件,"
            "或提高 Bounds(unpacked=…)",
            f"the file is larger than {bounds.unpacked} bytes and was refused; split it, "
            "or raise Bounds(unpacked=…)",
        )


def refuse_broken(problem: Text) -> InputError:
    """The error about an old Excel file that is broken."""
    return InputError(
        f"Excel 文件(.xls)已损坏:{problem.zh};请用表格软件打开后另存为 .xlsx",
        f"the Excel file (.xls) is broken: {problem.en}; open it in a spreadsheet and save "
        "it as .xlsx",
    )


def check_extent(
    name: str, rows: int, columns: int, cells: int, bounds: Bounds
) -> None:
    """Refuse a sheet beyond the bounds, or with few cells far apart.

    Args:
        name: Name of the sheet.
        rows: Number of the last row with a value.
        columns: Number of the last column with a value.
        cells: Number of cells with a value.
        bounds: Bounds on the sheet.

    Raises:
        InputError: The sheet is beyond the bounds.
    """
    for zh, en, number, most in (
        ("行", "rows", rows, bounds.rows),
        ("列", "columns", columns, bounds.columns),
    ):
        if number > most:
            raise InputError(
                f"工作表 {name} 有 {number} {zh},超过上限 {most};"
                f"请删除远处的多余单元格,或提高 Bounds({en}=…)",
                f"sheet {name} has {number} {en}, more than the bound of {most}; delete "
                f"the stray cells, or raise Bounds({en}=…)",
            )
    if rows * columns > min(bounds.cells, _SPARSEST * cells + _ALWAYS_ALLOWED):
        raise InputError(
            f"工作表 {name} 只有 {cells} 个单元格,却占 {rows} 行 "
            f"{columns} 列;请删除远处的多余单元格,或提高 Bounds(cells=…)",
            f"sheet {name} has {cells} cells spread over {rows} rows "
            f"and {columns} columns; delete the stray cells, or raise "
            "Bounds(cells=…)",
        )
