"""Writes the generated pages of the reference; `--check` only reports outdated pages.

Pages: process, time rules, calendar, finding codes, statutes, public names. Run the script
after a change of those tables.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from pkgutil import walk_packages

from calendar_report import back_test_page, peers_page

import zhengwu
from zhengwu._text import Text
from zhengwu._values._schema import describe_all
from zhengwu.findings import finding_codes
from zhengwu.findings._elements import element_label
from zhengwu.findings._registry import AREAS
from zhengwu.legal import statute_register
from zhengwu.lifecycle import national_process, process_page
from zhengwu.limits import TimeRule, local_rule_sets, local_rules, statutory_rules
from zhengwu.limits.clock._roles import role_name
from zhengwu.procedures import local_times, procedure, procedure_names
from zhengwu.process import procedure_page

REFERENCE = Path(__file__).parent / "reference"
SCHEMAS = Path(zhengwu.__file__).parent / "io" / "data" / "schemas.json"


def findings_page() -> Iterator[str]:
    """Page of finding codes: one section per code."""
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
    """Page of statutes: one row per version."""
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
    """Page of public names: one line per name."""
    yield "# 公共名称 / Public names\n"
    yield "本页所列名称都可依赖。Programs may rely on the names of this page.\n"
    names = [
        f"zhengwu.{name}"
        for name in zhengwu.__all__
        if inspect.ismodule(getattr(zhengwu, name))
    ]
    more = (
        "codes.uscc",
        "codes.organisation_code",
        "codes.basic_code",
        "codes.implementing_code",
        "codes.region_code",
        "codes.resident_id",
        "calendars.arrays",
        "calendars.ical",
        "findings.errors",
        "io.xlsx",
        "limits.arrays",
    )
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


_RULE_COLUMNS = (
    "规则 rule",
    "期限 length",
    "延长 extension",
    "不计入 excluded",
    "期满 at expiry",
    "依据 basis",
    "施行 in force",
)


def rules_page() -> Iterator[str]:
    """Page of time rules: one section per statute, one row per rule."""
    yield "# 时限规则 / Time rules\n"
    yield "由规则表生成;`zhengwu rules` 的输出与此相同。带 * 的字段有争议,所列为我们的理解。"
    yield "Generated from the table of rules; `zhengwu rules` prints the same. Fields with * are"
    yield "contested; the table has our reading.\n"
    books = [statutory_rules(), *map(local_rules, local_rule_sets())]
    for book in books:
        yield f"## {book.title_zh} / {book.title_en}\n"
        yield "| " + " | ".join(_RULE_COLUMNS) + " |"
        yield "|---" * len(_RULE_COLUMNS) + "|"
        for rule in book:
            yield _format_rule(rule)
        yield ""
        if book.classes:
            yield "| 时长分类 class | 办公时间(分钟) office minutes | |"
            yield "|---|---|---|"
            for kind in book.classes:
                most = "" if kind.high is None else kind.high
                yield f"| {kind.name_zh} {kind.name_en} | {kind.low}–{most} | {kind.note_zh} |"
            yield ""


def _format_rule(rule: TimeRule) -> str:
    length = rule.limit.label() if rule.limit else "—"
    if rule.backward:
        has_amount = rule.limit is not None and rule.limit.amount
        length = f"{rule.trigger_zh}前" + (f"至少{length}" if has_amount else "")
    else:
        length = f"自{rule.trigger_zh}起 {length}"
    extension = ""
    if rule.extension is not None:
        who = "、".join(map(role_name, rule.extension.who))
        extension = f"{rule.extension.label()}({who})"
    cited = [basis.cite() for basis in rule.bases] or [rule.source]
    star = "*" + "、".join(rule.contested) if rule.contested else ""
    cells = (
        f"`{rule.id}` {rule.title_zh} {rule.title_en} {star}",
        length,
        extension,
        "、".join(ground.name_zh for ground in rule.grounds),
        "、".join(outcome.label_zh for outcome in rule.at_expiry),
        "、".join(c.replace("中华人民共和国", "") for c in cited),
        f"{rule.since or ''}–{rule.until or ''}",
    )
    return "| " + " | ".join(cell.strip() for cell in cells) + " |"


def procedures_page() -> list[str]:
    """The list of the procedures that ship."""
    lines = [
        "# 各类程序 / Procedures",
        "",
        "| 程序 / Procedure | | 阶段 / Phases | 时限 / Clocks | 地方时限 / Local limits |",
        "|---|---|---|---|---|",
    ]
    for name in procedure_names():
        table = procedure(name)
        local = [n.partition(".")[2] for n in local_times() if n.startswith(f"{name}.")]
        lines.append(
            f"| [{table.title_zh}](procedures/{name}.md) | {table.title_en} "
            f"| {len(table.phases)} | {len(table.clocks)} | {', '.join(local)} |"
        )
    return lines


def procedure_pages(name: str) -> list[str]:
    """The page of a procedure: in Chinese, then in English."""
    table = procedure(name)
    english = procedure_page(table, "en").replace("\n#", "\n##")
    return [procedure_page(table, "zh"), f"#{english}"]


PAGES = {
    "procedures.md": procedures_page,
    **{
        f"procedures/{name}.md": partial(procedure_pages, name)
        for name in procedure_names()
    },
    "process.md": lambda: process_page(national_process()),
    "time-rules.md": rules_page,
    "calendar-back-test.md": back_test_page,
    "calendar-peers.md": peers_page,
    "findings.md": findings_page,
    "statutes.md": statutes_page,
    "api.md": api_page,
}


def write_schemas() -> str:
    """JSON Schema of every written form, as shipped."""
    for info in walk_packages(zhengwu.__path__, "zhengwu."):
        if ".cli" not in info.name and not info.name.endswith("__main__"):
            importlib.import_module(info.name)
    definitions = describe_all(
        lambda name: Text(element_label(name), element_label(name, "en"))
    )
    return json.dumps(definitions, ensure_ascii=False, separators=(",", ":")) + "\n"


def main() -> int:
    """Write the pages, or list the pages that are outdated."""
    outdated = []
    for name, page in PAGES.items():
        text = "\n".join(page()).rstrip() + "\n"
        path = REFERENCE / name
        if "--check" not in sys.argv:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        elif not path.exists() or path.read_text("utf-8") != text:
            outdated.append(name)
    schemas = write_schemas()
    if "--check" not in sys.argv:
        SCHEMAS.write_text(schemas, "utf-8")
    elif not SCHEMAS.exists() or SCHEMAS.read_text("utf-8") != schemas:
        outdated.append(SCHEMAS.name)
    if outdated:
        print(f"outdated: {', '.join(outdated)}; run python docs/generate.py")
    return int(bool(outdated))


if __name__ == "__main__":
    raise SystemExit(main())
