"""Rules on documents: documents that may not be required, and entries without content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from zhengwu.audit._rule import AuditContext, AuditSubject, item_rules
from zhengwu.findings import Finding
from zhengwu.items import DocumentSource, Necessity

_CATCH_ALL: Final = re.compile(
    r"其他(?:有关|相关|需要|应当|必要)?(?:的)?(?:材料|资料|文件|证明)"
    r"|规定的其他|需要的其他|认为需要|等(?:相关|有关)?(?:材料|资料)\Z"
)
_PLACEHOLDER: Final = re.compile(
    r"(?:暂?无|空|待(?:定|补充?|完善|填写?)|详?见附件|[/\\.\-_*?#…—\uff1f]+|[\d ]+|xx"
    r"|(?:申请)?(?:材料|资料|文件|附件|事项)(?:名称)?[ ]?(?:[\d一二三四五六七八九十]{1,4}|[a-z])?"
    r"|(?:测试|test|demo|asdf|qwer|zxcv|abc)(?:事项|材料|资料|文件|数据|名称|用)?[\da-z_ -]*"
    r"|(?P<char>[^\W\d])(?P=char){2,})\Z",  # aaaa, 啊啊啊
    re.IGNORECASE,
)
# Documents that a public organ keeps and can share, and that organ.
_KEEPERS: Final = {
    "营业执照": "市场监管部门",
    "户口簿": "公安机关",
    "户口本": "公安机关",
    "居住证": "公安机关",
    "无犯罪记录证明": "公安机关",
    "结婚证": "民政部门",
    "离婚证": "民政部门",
    "不动产权证": "自然资源部门",
    "不动产权属证": "自然资源部门",
    "社会保险": "人社部门",
    "社保证明": "人社部门",
    "纳税证明": "税务部门",
    "完税证明": "税务部门",
    "出生医学证明": "卫生健康部门",
    "死亡证明": "卫生健康部门",
    "法人登记证书": "登记管理机关",
}
_NO_SHARING: Final = re.compile(r"遗失|声明|承诺书|申请|复印件加盖|境外|外国|国外")
_MARKS: Final = re.compile(
    r"[\s《》\"'“”()\uff08\uff09\[\]【】、,\uff0c。.:\uff1a;\uff1b]"
)
_PROOF: Final = re.compile(r"证明(?:材料|文件)?\Z")
_PRODUCED: Final = re.compile(
    r"(?:换发|换证|补发|补办|变更|延续|注销|年检|年审|遗失|到期)"
)
_TRAINED: Final = re.compile(r"(?:培训|考试|考核)合格")
_TRAINING: Final = re.compile(r"培训|考试|考核")
_SHORTEST_NAME: Final = 4


def _report_document(
    subject: AuditSubject, code: str, entry: int, **data: str
) -> Finding:
    """Finding about a document of the item."""
    name = subject.item.documents[entry].name
    return subject.finding(code, "documents", document=name, **data, entry=entry)


def catch_all_document(subject: AuditSubject, _: AuditContext) -> Iterator[Finding]:
    """兜底条款."""
    for i, document in enumerate(subject.item.documents):
        if _CATCH_ALL.search(document.name):
            yield _report_document(subject, "ZWAU045", i)


def document_repeated(subject: AuditSubject, _: AuditContext) -> Iterator[Finding]:
    """同一事项材料重复."""
    seen: set[str] = set()
    for i, document in enumerate(subject.item.documents):
        name = _MARKS.sub("", document.name)
        if name in seen and document.case == "":
            yield _report_document(subject, "ZWAU046", i)
        seen.add(name)


def name_is_placeholder(subject: AuditSubject, _: AuditContext) -> Iterator[Finding]:
    """名称是占位或测试文字."""
    name = subject.item.name
    if _PLACEHOLDER.match(name.strip()):
        of = {"of": "事项名称", "of_en": "item name"}
        yield subject.finding("ZWAU047", "name", name=name, **of)
    of = {"of": "材料名称", "of_en": "document name"}
    for i, document in enumerate(subject.item.documents):
        name = document.name
        if _PLACEHOLDER.match(name.strip()):
            yield subject.finding("ZWAU047", "documents", name=name, **of, entry=i)


def document_available_from_organ(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """其他机关掌握的材料."""
    for i, document in enumerate(subject.item.documents):
        if _NO_SHARING.search(document.name):
            continue
        for name, keeper in _KEEPERS.items():
            if name in document.name:
                yield _report_document(subject, "ZWAU048", i, holder=keeper)
                break


def document_produced_by_item(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """要求提交本事项自己产生的材料."""
    item = subject.item
    if _PRODUCED.search(item.name) or _PRODUCED.search(item.parent):
        return
    result = _MARKS.sub("", item.result_name)
    steps = [_MARKS.sub("", str(step)) for step in item.steps]
    for i, document in enumerate(item.documents):
        name = _MARKS.sub("", document.name)
        if len(name) < _SHORTEST_NAME or "申请" in name:
            continue
        issued = any(
            name in step and re.search("发|颁|核发|出具|制证", step) for step in steps
        )
        trained = _TRAINED.search(name) and any(
            _TRAINING.search(step) for step in steps
        )
        if (result and name == result) or issued or trained:
            yield _report_document(subject, "ZWAU049", i)


def proof_without_legal_basis(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """要求证明而无依据."""
    for i, document in enumerate(subject.item.documents):
        stated = document.basis or "《" in document.name
        if _PROOF.search(document.name) and not stated:
            yield _report_document(subject, "ZWAU050", i)


def conditional_document_without_case(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """非必要材料未写明情形."""
    for i, document in enumerate(subject.item.documents):
        if document.necessity is Necessity.CONDITIONAL and not document.case:
            yield _report_document(subject, "ZWAU051", i)


def issuing_organ_missing(subject: AuditSubject, _: AuditContext) -> Iterator[Finding]:
    """政府部门核发的材料未写明核发机关."""
    for i, document in enumerate(subject.item.documents):
        if document.source is DocumentSource.GOVERNMENT and not document.issuer:
            yield _report_document(subject, "ZWAU053", i)


DOCUMENT_RULES: Final = item_rules(
    ("ZWAU045", catch_all_document),
    ("ZWAU046", document_repeated),
    ("ZWAU047", name_is_placeholder),
    ("ZWAU048", document_available_from_organ),
    ("ZWAU049", document_produced_by_item),
    ("ZWAU050", proof_without_legal_basis),
    ("ZWAU051", conditional_document_without_case),
    ("ZWAU053", issuing_organ_missing),
)
