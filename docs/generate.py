"""Writes the generated pages of the reference; `--check` only says whether they are true.

Pages: finding codes, statutes, public names. Run it after a change of those tables.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

from calendar_report import back_test_page, peers_page

import zhengwu
from zhengwu.findings import AREAS, finding_codes
from zhengwu.legal import statute_register

REFERENCE = Path(__file__).parent / "reference"


def findings_page() -> Iterator[str]:
    """One section a code."""
    yield "# 检查代码 / Finding codes\n"
    yield "代码登记一次,不再改号。Codes are registered once and never renumbered.\n"
    codes = finding_codes()
    for area, (zh, en) in AREAS.items():
        yield f"## {zh} / {en}\n"
        for code in codes:
            if code.area != area:
                continue
            basis = "、".join(b.cite() for b in code.basis) or "—"
            yield f"### {code.code} {code.title_zh}\n"
            yield f"{code.title_en} · {code.severity.label_zh} {code.severity.value} · "
            yield f"since {code.since}\n"
            yield f"- {code.message_zh}"
            yield f"- {code.message_en}\n"
            yield f"为什么:{code.why_zh} {code.why_en}\n"
            yield f"怎么办:{code.fix_zh}。{code.fix_en}.\n"
            yield f"例 / example: `{code.example}` · 依据 / basis: {basis}\n"


def statutes_page() -> Iterator[str]:
    """One row a version."""
    yield "# 法规登记册 / Register of statutes\n"
    yield "“待核”表示日期凭记忆,应再核对。`memory` marks dates still to be confirmed.\n"
    yield "| 名称 title | 文本 version | 施行 effective | 失效 ended | 条数 articles | 核对 |"
    yield "|---|---|---|---|---|---|"
    for statute in statute_register():
        for version in statute.version:
            known = "已核" if version.confidence == "read" else "待核 memory"
            yield (
                f"| {statute.title} | {version.label} | {version.effective} | "
                f"{version.ended or ''} | {version.articles or ''} | {known} |"
            )


def api_page() -> Iterator[str]:
    """One line a public name."""
    yield "# 公共名称 / Public names\n"
    yield "凡列于此的名称都可依赖。What is listed here may be relied on.\n"
    names = [f"zhengwu.{name}" for name in zhengwu.__all__ if not name.startswith("_")]
    more = ("calendars.arrays", "calendars.ical", "findings.errors", "limits.arrays")
    for name in [*names, *(f"zhengwu.{name}" for name in more)]:
        module = importlib.import_module(name)
        first = (module.__doc__ or "").splitlines()[0]
        yield f"## `{name}`\n"
        yield f"{first}\n"
        for public in module.__all__:
            value = getattr(module, public)
            doc = ""
            if inspect.isclass(value) or inspect.isroutine(value):
                doc = (inspect.getdoc(value) or "").splitlines()[0]
            yield f"- `{public}` {doc}".rstrip()
        yield ""


PAGES = {
    "calendar-back-test.md": back_test_page,
    "calendar-peers.md": peers_page,
    "findings.md": findings_page,
    "statutes.md": statutes_page,
    "api.md": api_page,
}


def main() -> int:
    """Write the pages, or compare them."""
    stale = []
    for name, page in PAGES.items():
        text = "\n".join(page()).rstrip() + "\n"
        path = REFERENCE / name
        if "--check" not in sys.argv:
            path.write_text(text, "utf-8")
        elif not path.exists() or path.read_text("utf-8") != text:
            stale.append(name)
    if stale:
        print(f"stale: {', '.join(stale)}; run python docs/generate.py")
    return int(bool(stale))


if __name__ == "__main__":
    raise SystemExit(main())
