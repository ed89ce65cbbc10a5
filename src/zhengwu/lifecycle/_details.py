"""Details of events: one class for each shape of details, and the class of each event kind."""

from __future__ import annotations

from collections.abc import (
    Iterable,  # noqa: F401  # pyright: ignore[reportUnusedImport]  # for hints
    Mapping,
)
from datetime import date
from typing import ClassVar, Final, TypeAlias, assert_never

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import to_texts
from zhengwu._values import Value
from zhengwu.lifecycle._kinds import (
    DeliveryMethod,
    EventKind,
    IdentityCheck,
    JointKind,
)
from zhengwu.limits import WrittenNotice
from zhengwu.limits.values._limit import SimpleLimit

_LOWEST, _HIGHEST = 1, 5


@attrs.frozen
class NoDetails(Value):
    """Details of an event that has none (无附加内容)."""


@attrs.frozen
class Submission(Value):
    """Content of a submission (提交内容).

    Args:
        supplied: Names of the documents.
        identity: How the applicant's identity was verified; None if it was not verified.
        applicant: Id of the applicant, where an agent submits.
        rules: Id of the item's rules under which the application is submitted. Other rules
            refuse the submission, so a log is not folded by the wrong rules. Not checked if
            empty.
    """

    private: ClassVar[frozenset[str]] = frozenset({"applicant"})

    supplied: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    identity: IdentityCheck | None = None
    applicant: str = attrs.field(default="", repr=False)
    rules: str = ""


@attrs.frozen
class Materials(Value):
    """Documents (申请材料) that were received, and documents known to be missing.

    Args:
        supplied: Names of the documents received.
        missing: Names of the documents that are missing or not in the legal form.
    """

    supplied: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    missing: tuple[str, ...] = attrs.field(default=(), converter=to_texts)


@attrs.frozen
class SpotFix(Value):
    """Error corrected on the spot (当场更正).

    Args:
        what: What was corrected.
        possible: Whether the error could be corrected on the spot.
    """

    what: str
    possible: bool = True


@attrs.frozen
class CorrectionNotice(Value):
    """One-time correction notice (一次性补正告知).

    Args:
        missing: Names of all documents to be supplied or corrected.
        reference: Number of the notice.
        within: Time limit for the correction; None for the time limit of the item.
    """

    missing: tuple[str, ...] = attrs.field(converter=to_texts)
    reference: str = ""
    within: SimpleLimit | None = None


@attrs.frozen
class Reasoned(Value):
    """Reason (理由说明), with the second person who confirmed it where required.

    Args:
        reason: The reason.
        basis: The article on which it is based.
        second: Id of the second person; empty if nobody confirmed it.
    """

    reason: str = ""
    basis: str = ""
    second: str = ""


@attrs.frozen
class NonAcceptance(Value):
    """Refusal to accept an application that another organ handles (不予受理).

    Args:
        competent: Id of the competent organ.
        reason: The reason.
        second: Id of the second person who confirmed the refusal, where the window has no
            veto.
    """

    competent: str = ""
    reason: str = ""
    second: str = ""


@attrs.frozen
class Pledge(Value):
    """Written promise of the applicant (书面承诺).

    Args:
        reference: File number of the promise.
        gaps: Names of the documents to be supplied later.
        within: Time limit to supply the documents, or to check the promise; None for the
            time limit of the item.
        dishonest: Whether the applicant is on the list of dishonest persons.
    """

    reference: str = ""
    gaps: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    within: SimpleLimit | None = None
    dishonest: bool = False


@attrs.frozen
class Assignment(Value):
    """Assignment (指派) of the handler of a case.

    Args:
        officer: Id of the handler.
    """

    officer: str = ""


@attrs.frozen
class SpecialProcedure(Value):
    """Special procedure (特别程序) whose time is not counted (行政许可法 art. 45).

    Args:
        ground: Id of the ground in the time rule, such as ``"hearing"``.
        notice: Proof that the applicant was notified in writing of the time needed.
        basis: The article that requires the procedure.
    """

    ground: str
    notice: WrittenNotice | None = None
    basis: str = ""


@attrs.frozen
class SpecialResult(Value):
    """Result of a special procedure (特别程序结果).

    Args:
        reference: File number of the result.
        host: Id of the chair of a hearing.
    """

    reference: str = ""
    host: str = ""


@attrs.frozen
class ExtensionGrant(Value):
    """Extension that was approved (延期批准).

    Args:
        by: Length of the extension.
        notice: Proof that the applicant was notified of the reason.
    """

    by: SimpleLimit
    notice: WrittenNotice | None = None


@attrs.frozen
class Consultation(Value):
    """Question to another organ (征求意见).

    Args:
        organ: Id of the organ that is asked.
        within: Time limit for the answer; None for the time limit of the item.
        basis: The article that requires the opinion.
    """

    organ: str
    within: SimpleLimit | None = None
    basis: str = ""


@attrs.frozen
class JointStep(Value):
    """Joint step (联合踏勘、会商会审): a visit, a meeting, or the vote of a panel.

    Args:
        kind: Kind of joint step.
        organs: Ids of the organs that take part.
        officers: Ids of the officers who take part.
    """

    kind: JointKind = JointKind.MEETING
    organs: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    officers: tuple[str, ...] = attrs.field(default=(), converter=to_texts)


@attrs.frozen
class Conclusion(Value):
    """Conclusion of a side matter (并行事项结论).

    Args:
        reference: File number of the conclusion.
        agrees: Whether the conclusion is in favour of a grant.
        votes_for: Number of votes in favour, for a panel.
        votes_against: Number of votes against, for a panel.
    """

    reference: str = ""
    agrees: bool = True
    votes_for: int = 0
    votes_against: int = 0


@attrs.frozen
class ReviewOpinion(Value):
    """Opinion of the review (审查意见).

    Args:
        reference: File number of the opinion.
        rights_told: Whether the persons concerned were notified of their right to be heard.
        advice: File number of the legal advice; empty if no advice was taken.
    """

    reference: str = ""
    rights_told: bool = False
    advice: str = ""


@attrs.frozen
class Decision(Value):
    """Decision (决定书) that grants, denies, changes or ends a licence or an application.

    Args:
        number: Number of the decision.
        signed_by: Id of the person who signed the decision.
        ground: Id of the ground, where the law lists the grounds.
        reason: Reason of an unfavourable decision.
        remedy: Whether the applicant was notified of the right to administrative
            reconsideration and litigation.
        valid_until: Last day of the licence; None for a licence without end.
    """

    number: str = ""
    signed_by: str = ""
    ground: str = ""
    reason: str = ""
    remedy: bool = False
    valid_until: date | None = None


@attrs.frozen
class ReturnFromAbove(Value):
    """Return by the organ above (上级退回).

    Args:
        reason: The reason.
        asks: Names of the documents that the organ above asks for.
    """

    reason: str = ""
    asks: tuple[str, ...] = attrs.field(default=(), converter=to_texts)


@attrs.frozen
class Certificate(Value):
    """Certificate (证照) that was produced.

    Args:
        number: Number of the certificate.
        checked: Whether the certificate passed its check.
    """

    number: str = ""
    checked: bool = False


@attrs.frozen
class Delivery(Value):
    """Delivery of the result (送达).

    Args:
        method: Method of delivery.
        proof: Number of the receipt.
    """

    method: DeliveryMethod = DeliveryMethod.COUNTER
    proof: str = ""


@attrs.frozen
class Closing(Value):
    """Closing of a case (办结).

    Args:
        fee_settled: Whether all fees are paid.
    """

    fee_settled: bool = True


@attrs.frozen
class Filing(Value):
    """Filing of a case (归档).

    Args:
        reference: File number.
        missing: Names of the documents that the file lacks.
    """

    reference: str = ""
    missing: tuple[str, ...] = attrs.field(default=(), converter=to_texts)


@attrs.frozen
class PaperRecord(Value):
    """Record of an event on file (文书记录).

    Args:
        reference: File number of the record.
        reason: The reason, where the event requires a reason.
    """

    reference: str = ""
    reason: str = ""


@attrs.frozen
class Rating(Value):
    """Rating of the service (好差评): 5 is 非常满意, 1 is 非常不满意; 1 and 2 are bad.

    Args:
        score: Score from 1 to 5.
        comment: Comment of the applicant.
    """

    score: int
    comment: str = attrs.field(default="", repr=False)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not _LOWEST <= self.score <= _HIGHEST:
            raise InputError(
                f"评价应为 1 至 5(非常不满意至非常满意),现为 {self.score}",
                "a rating must be between 1 (very dissatisfied) and 5 (very satisfied), "
                f"not {self.score}",
            )


Details: TypeAlias = (
    NoDetails
    | Submission
    | Materials
    | SpotFix
    | CorrectionNotice
    | Reasoned
    | NonAcceptance
    | Pledge
    | Assignment
    | SpecialProcedure
    | SpecialResult
    | ExtensionGrant
    | Consultation
    | JointStep
    | Conclusion
    | ReviewOpinion
    | Decision
    | ReturnFromAbove
    | Certificate
    | Delivery
    | Closing
    | Filing
    | PaperRecord
    | Rating
)
"""Details of an event (事件内容)."""


def _choose_details(kind: EventKind) -> type[Details]:  # noqa: C901, PLR0911, PLR0912  # one row a kind
    """Chooses the details class of an event kind. A new event kind must be added here."""
    k = EventKind
    match kind:
        case (
            k.SAVE | k.RECEIVE | k.CORRECTION_LAPSE | k.DEEM_ACCEPTED
            | k.INSTANT_DECIDE | k.SPECIAL_OVERRUN | k.WITHDRAW_EARLY | k.WITHDRAW
            | k.MAKE_CERT | k.NO_CERT | k.OPINION_LAPSE | k.CHILD_OPEN | k.GAP_LAPSE
            | k.RATING_LAPSE | k.LICENCE_EXPIRE | k.RENEW_APPLY | k.RENEW_DEEMED
        ):  # fmt: skip
            return NoDetails
        case k.SUBMIT:
            return Submission
        case k.RESUPPLY | k.ACCEPT | k.GAP_SUPPLY:
            return Materials
        case k.COUNTER_FIX:
            return SpotFix
        case k.NOTIFY_CORRECTION:
            return CorrectionNotice
        case (
            k.NOT_REQUIRED | k.SEND_BACK | k.OPINION_RECALL | k.JOINT_CANCEL | k.VOID
            | k.RATING_CHECK | k.RATING_APPEAL
        ):  # fmt: skip
            return Reasoned
        case k.NOT_ACCEPTED:
            return NonAcceptance
        case k.ACCEPT_DEFERRED | k.ACCEPT_COMMITMENT:
            return Pledge
        case k.START_REVIEW:
            return Assignment
        case k.START_SPECIAL:
            return SpecialProcedure
        case k.END_SPECIAL:
            return SpecialResult
        case k.EXTEND:
            return ExtensionGrant
        case k.CONSULT:
            return Consultation
        case k.JOINT_VISIT | k.MEETING:
            return JointStep
        case k.OPINION_REPLY | k.JOINT_DONE | k.CHILD_CLOSE | k.PLEDGE_VERIFY:
            return Conclusion
        case k.FORWARD_UP | k.PROPOSE:
            return ReviewOpinion
        case (
            k.UPPER_GRANTED | k.UPPER_DENIED | k.GRANT | k.DENY | k.TERMINATE
            | k.LICENCE_CHANGE | k.LICENCE_REVOKE | k.LICENCE_RECALL
            | k.LICENCE_CANCEL | k.RENEW_GRANT | k.RENEW_REFUSE
        ):  # fmt: skip
            return Decision
        case k.UPPER_RETURN:
            return ReturnFromAbove
        case k.CERT_READY:
            return Certificate
        case k.DELIVER:
            return Delivery
        case k.CLOSE:
            return Closing
        case k.ARCHIVE:
            return Filing
        case (
            k.NOTICE_READY | k.PLEDGE_BREACH | k.RATING_RECTIFY | k.RATING_ANSWER
            | k.RATING_SETTLE
        ):  # fmt: skip
            return PaperRecord
        case k.RATE:
            return Rating
        case _:
            assert_never(kind)


DETAILS_OF: Final[Mapping[EventKind, type[Details]]] = {
    kind: _choose_details(kind) for kind in EventKind
}
"""Details class of each kind of event (各类事件的内容)."""
