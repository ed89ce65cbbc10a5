"""Comparisons as data frames, tables and bar charts."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib import import_module
from io import BytesIO
from typing import Any, Final

import attrs

from zhengwu._errors import MissingExtraError
from zhengwu._visible import escape_markdown, show_controls

_FONTS: Final = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans SC",
    "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "SimHei", "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei", "Arial Unicode MS", "Droid Sans Fallback", "Noto Sans CJK JP",
    "AR PL UMing CN", "SimSun", "STHeiti",
)  # fmt: skip
_NOTEBOOK_DPI: Final = 100


def build_frame(library: str, rows: list[dict[str, Any]]) -> Any:
    """Rows as a data frame of a library (数据框)."""
    try:
        module: Any = import_module(library)
    except ImportError:
        raise MissingExtraError("analysis", library) from None
    if library == "polars":
        return module.DataFrame(rows, infer_schema_length=None)
    return module.DataFrame(rows)


def format_figure(row: dict[str, Any]) -> str:
    """Figure with its interval and change, as the text of a table cell (单元格文字)."""
    value = row["value"]
    if value is None:
        return "-"
    text = _format_number(value)
    if row["low"] is not None:
        text += f" ±{(row['high'] - row['low']) / 2:.2f}"
    if row["change"] is not None:
        text += f" ({_format_number(row['change'], '+')}"
        if row["change_low"] is not None:
            text += f" ±{(row['change_high'] - row['change_low']) / 2:.2f}"
        text += ")"
    return text + ("*" if row["projected"] else "") + ("†" if row["not_taken"] else "")


def _format_number(value: float, sign: str = "") -> str:
    """Number with two decimals, and without a minus sign before zero."""
    return f"{round(value, 2) + 0.0:{sign}.2f}"


def build_markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Table in Markdown (Markdown 表)."""
    lines = [f"| {' | '.join(map(escape_markdown, head))} |", "|---" * len(head) + "|"]
    lines += [f"| {' | '.join(map(escape_markdown, row))} |" for row in rows]
    return "\n".join(lines)


def build_html_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Table in HTML (HTML 表)."""
    top = "".join(f"<th>{escape(show_controls(text))}</th>" for text in head)
    body = "".join(
        "<tr>"
        + "".join(f"<td>{escape(show_controls(text))}</td>" for text in row)
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def chinese_font() -> str | None:
    """Name of an installed Chinese font, or None (中文字体).

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    try:
        from matplotlib import font_manager
    except ImportError:
        raise MissingExtraError("analysis", "matplotlib") from None
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in _FONTS if name in installed), None)


def draw_bars(
    rows: Sequence[dict[str, Any]],
    english: Sequence[dict[str, Any]],
    axes: Any,
) -> Plot:
    """Bar chart of a figure over scenarios (柱状图).

    A scenario without the figure has no bar, and a dash.

    Args:
        rows: Row of each scenario, in the requested language.
        english: Same rows in English, used if no Chinese font is installed.
        axes: Axes to draw on; new axes if None.
    """
    font = chinese_font()
    if axes is None:
        from matplotlib.figure import Figure

        axes = Figure(layout="constrained").subplots()
    shown = rows if font else english
    names = [row["scenario"] for row in shown]
    if font is None:
        names = [
            name if name.isascii() else f"scenario {n}" for n, name in enumerate(names)
        ]
    values = [row["value"] for row in shown]
    halves = [
        0.0 if row["low"] is None else (row["high"] - row["low"]) / 2 for row in shown
    ]
    drawn = axes.bar(
        names, [value or 0.0 for value in values], yerr=halves if any(halves) else None
    )
    first = shown[0]
    axes.set_ylabel(
        f"{first['name']} ({first['unit']})" if first["unit"] else first["name"]
    )
    axes.bar_label(drawn, labels=["—" if v is None else f"{v:.2f}" for v in values])
    if font is not None:
        for text in (axes.yaxis.label, *axes.get_xticklabels()):
            text.set_fontfamily([font])
    return Plot(axes)


@attrs.frozen(eq=False)
class Plot:
    """Plot (图表), which a notebook shows as a picture.

    Args:
        axes: The matplotlib axes, to change what is drawn.
    """

    axes: Any

    @property
    def figure(self) -> Any:
        """The matplotlib figure."""
        return self.axes.figure

    def save(self, target: Any, *, dpi: int = 150) -> None:
        """Write the picture to a path or a binary file; the ending says the format.

        Args:
            target: Path, or a file that is open for writing bytes (then PNG).
            dpi: Dots per inch.
        """
        self.figure.savefig(target, dpi=dpi)

    def _repr_png_(self) -> bytes:
        picture = BytesIO()
        self.figure.savefig(picture, dpi=_NOTEBOOK_DPI, format="png")
        return picture.getvalue()
