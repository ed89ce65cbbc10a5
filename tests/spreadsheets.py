"""Spreadsheets made by hand, as programs other than offices write them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

import pytest

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns"


def _pack(parts: Mapping[str, str]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def pack_xlsx(
    sheets: Sequence[str],
    *,
    target: str = "worksheets/sheet{}.xml",
    strings: str = "",
) -> bytes:
    """An Excel file of sheets in XML, whose relationships name the parts `target`."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="S{i}" sheetId="{i}" r:id="r{i}"/>' for i in numbers)
    related = "".join(
        f'<Relationship Id="r{i}" Type="{_OFFICE}/worksheet" Target="{target.format(i)}"/>'
        for i in numbers
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship '
        f'Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f"{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'{related}<Relationship Id="s" Type="{_OFFICE}/sharedStrings" '
        'Target="sharedStrings.xml"/></Relationships>',
        **{f"xl/{target.format(i)}": s for i, s in enumerate(sheets, 1)},
    }
    if strings:
        parts["xl/sharedStrings.xml"] = strings
    return _pack(parts)


def sheet_xml(rows: str, *, before: str = "", after: str = "") -> str:
    """A sheet in XML."""
    return (
        f'<worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData>{after}'
        "</worksheet>"
    )


def cell_xml(reference: str, text: str) -> str:
    """A cell with a text."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def pack_ods(tables: str) -> bytes:
    """An OpenDocument spreadsheet of tables in XML."""
    names = "".join(
        f' xmlns:{n}="{_OPEN}:{n}:1.0"' for n in ("office", "table", "text")
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return _pack(
        {
            "mimetype": kind,
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{_OPEN}:manifest:1.0">'
            f'<m:file-entry m:full-path="/" m:media-type="{kind}"/></m:manifest>',
            "content.xml": f"<office:document-content{names}><office:body>"
            f"<office:spreadsheet>{tables}</office:spreadsheet></office:body>"
            "</office:document-content>",
        }
    )


def ods_table(*rows: str) -> str:
    """A table of an OpenDocument file; each row with its cells in XML."""
    inside = "".join(
        row
        if row.startswith("<table:table-row")
        else f"<table:table-row>{row}</table:table-row>"
        for row in rows
    )
    return f'<table:table table:name="清单">{inside}</table:table>'


def ods_cell(text: str, attributes: str = "") -> str:
    """A cell with a text."""
    return (
        f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}'
        "</text:p></table:table-cell>"
    )


def make_book(fill: Callable[[Any], None]) -> bytes:
    """An Excel file that XlsxWriter writes; skips the test if it is not installed."""
    pytest.importorskip("python_calamine")
    xlsxwriter = pytest.importorskip("xlsxwriter")
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        fill(book)
    return file.getvalue()
