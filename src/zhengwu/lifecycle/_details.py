"""What events bring with them: one value for each shape, and which kind has which."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, TypeAlias, assert_never

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import to_texts
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
class NoDetails:
    """Nothing more (无附加内容) than the event itself."""


@attrs.frozen
class Submission:
    """What is handed in with an application (提交内容).

    Args:
        supplied: Names of the documents.
        identity: How the applicant's identity was verified; None if it was not.
        applicant: Id of the applicant, where an agent submits.
        rules: Id of the rules of the item under which it is submitted; with it a log is
            not folded by other rules. Not checked if empty.
    """

    supplied: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    identity: IdentityCheck | None = None
    applicant: str = attrs.field(default="", repr=False)
    rules: str = ""


@attrs.frozen
class Materials:
    """Documents (申请材料) that came, and those that are known to be missing.

    Args:
        supplied: Names of those that came.
        missing: Names of those that are missing or not in form.
    """

    supplied: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    missing: tuple[str, ...] = attrs.field(default=(), converter=to_texts)


@attrs.frozen
class SpotFix:
    """Error corrected on the spot (当场更正).

    Args:
        what: What was corrected.
        possible: Whether it could be corrected on the spot at all.
    """

    what: str
    possible: bool = True


@attrs.frozen
class CorrectionNotice:
    """One-time correction notice (一次性补正告知).

    Args:
        missing: Names of all documents to be supplied or corrected.
        reference: Number of the notice.
        within: Time to supply them; None for the time of the item.
    """

    missing: tuple[str, ...] = attrs.field(converter=to_texts)
    reference: str = ""
    within: SimpleLimit | None = None


@attrs.frozen
class Reasoned:
    """Reason (理由说明), with who confirmed it where a second person must.

    Args:
        reason: Why.
        basis: The article that it rests on.
        second: Id of the second person; empty if there is none.
    """

    reason: str = ""
    basis: str = ""
    second: str = ""


@attrs.frozen
class NonAcceptance:
    """Refusal to accept what another organ handles (不予受理).

    Args:
        competent: Id of the organ to which to apply.
        reason: Why.
        second: Id of who confirmed it, where the window has no veto.
    """

    competent: str = ""
    reason: str = ""
    second: str = ""


@attrs.frozen
class Pledge:
    """Written promise of the applicant (书面承诺).

    Args:
        reference: Where it is filed.
        gaps: Names of documents still to come.
        within: Time to supply them, or to check the promise; None for that of the item.
        dishonest: Whether the applicant stands on the list of the dishonest.
    """

    reference: str = ""
    gaps: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    within: SimpleLimit | None = None
    dishonest: bool = False


@attrs.frozen
class Assignment:
    """Assignment (指派) of the one who handles it.

    Args:
        officer: Id of the handler.
    """

    officer: str = ""


@attrs.frozen
class SpecialProcedure:
    """Special procedure (特别程序) whose time is not counted (行政许可法 art. 45).

    Args:
        ground: Which, by its id in the time rule, such as ``"hearing"``.
        notice: Proof that the applicant was told in writing how long it takes.
        basis: The article that calls for it.
    """

    ground: str
    notice: WrittenNotice | None = None
    basis: str = ""


@attrs.frozen
class SpecialResult:
    """Result of a special procedure (特别程序结果).

    Args:
        reference: Where it is filed.
        host: Id of who chaired it, for a hearing.
    """

    reference: str = ""
    host: str = ""


@attrs.frozen
class ExtensionGrant:
    """Extension that was approved (延期批准).

    Args:
        by: By how much.
        notice: Proof that the applicant was told the reason.
    """

    by: SimpleLimit
    notice: WrittenNotice | None = None


@attrs.frozen
class Consultation:
    """Question to another organ (征求意见).

    Args:
        organ: Id of the organ that is asked.
        within: Time to answer; None for that of the item.
        basis: The article that calls for its opinion.
    """

    organ: str
    within: SimpleLimit | None = None
    basis: str = ""


@attrs.frozen
class JointStep:
    """Joint step (联合踏勘、会商会审): a visit, a meeting, or the vote of a panel.

    Args:
        kind: Which.
        organs: Ids of the organs that take part.
        officers: Ids of the persons.
    """

    kind: JointKind = JointKind.MEETING
    organs: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    officers: tuple[str, ...] = attrs.field(default=(), converter=to_texts)


@attrs.frozen
class Conclusion:
    """How a side matter ended (并行事项结论).

    Args:
        reference: Where it is filed.
        agrees: Whether it is in favour.
        votes_for: Votes in favour, of a panel.
        votes_against: Votes against.
    """

    reference: str = ""
    agrees: bool = True
    votes_for: int = 0
    votes_against: int = 0


@attrs.frozen
class ReviewOpinion:
    """Opinion of the review (审查意见).

    Args:
        reference: Where it is filed.
        rights_told: Whether those concerned were told of their right to be heard.
        advice: Where legal advice is filed; empty if none was taken.
    """

    reference: str = ""
    rights_told: bool = False
    advice: str = ""


@attrs.frozen
class Decision:
    """Decision (决定书) that grants, refuses, changes or ends.

    Args:
        number: Its number.
        signed_by: Id of who signed it.
        ground: Ground, where the law lists them.
        reason: Why, where it is unfavourable.
        remedy: Whether the applicant was told of review and suit.
        valid_until: Last day of the licence; None for no end.
    """

    number: str = ""
    signed_by: str = ""
    ground: str = ""
    reason: str = ""
    remedy: bool = False
    valid_until: date | None = None


@attrs.frozen
class ReturnFromAbove:
    """Return by the organ above (上级退回).

    Args:
        reason: Why.
        asks: Names of documents that it asks for.
    """

    reason: str = ""
    asks: tuple[str, ...] = attrs.field(default=(), converter=to_texts)


@attrs.frozen
class Certificate:
    """Certificate (证照) that was made.

    Args:
        number: Its number.
        checked: Whether it passed its check.
    """

    number: str = ""
    checked: bool = False


@attrs.frozen
class Delivery:
    """Delivery of the result (送达).

    Args:
        method: How.
        proof: Number of the receipt.
    """

    method: DeliveryMethod = DeliveryMethod.COUNTER
    proof: str = ""


@attrs.frozen
class Closing:
    """Closing of a case (办结).

    Args:
        fee_settled: Whether nothing is left to pay.
    """

    fee_settled: bool = True


@attrs.frozen
class Filing:
    """Filing of a case (归档).

    Args:
        reference: Where it is filed.
        missing: What the file lacks.
    """

    reference: str = ""
    missing: tuple[str, ...] = attrs.field(default=(), converter=to_texts)


@attrs.frozen
class PaperRecord:
    """Record on paper or file (文书记录).

    Args:
        reference: Where it is filed.
        reason: Why, where a reason belongs to it.
    """

    reference: str = ""
    reason: str = ""


def _check_score(_: Rating, __: object, value: int) -> None:
    if isinstance(value, bool) or not _LOWEST <= value <= _HIGHEST:
        raise InputError(
            f"评价应为 1 至 5(非常不满意至非常满意),现为 {value!r}",
            f"a rating lies between 1 and 5, not {value!r}",
        )


@attrs.frozen
class Rating:
    """Rating of the service (好差评): 5 is 非常满意, 1 is 非常不满意; 1 and 2 are bad.

    Args:
        score: From 1 to 5.
        comment: What was written.
    """

    score: int = attrs.field(validator=_check_score)
    comment: str = attrs.field(default="", repr=False)


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
"""What an event brings with it (事件内容)."""


def _details_of(kind: EventKind) -> type[Details]:  # noqa: C901, PLR0911, PLR0912  # one row a kind
    """The one place that says what each kind brings; a new kind must be added here."""
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
    kind: _details_of(kind) for kind in EventKind
}
"""What each kind of event brings with it (各类事件的内容)."""
