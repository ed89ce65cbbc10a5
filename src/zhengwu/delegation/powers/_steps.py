"""Steps of a matter, and the treatment of cases in progress when power moves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from zhengwu._frozen import convert_or_keep
from zhengwu._text import JOINED, Lang, Text, TextEnum
from zhengwu.items import Stage


class Step(TextEnum):
    """Step of a matter (办理环节) for which somebody must have the power."""

    ACCEPT = "accept", "受理", "accept"
    REVIEW = "review", "审查", "review"
    VISIT = "visit", "现场核查", "visit the site"
    DECIDE = "decide", "决定", "decide"
    CERTIFY = "certify", "制证", "make the certificate"
    DELIVER = "deliver", "送达", "deliver"
    CHARGE = "charge", "收费", "charge"
    SUPERVISE = "supervise", "监管", "supervise"
    COMPLAINTS = "complaints", "受理投诉", "collect complaints"


_EVERY_STEP: Final = Text("全部环节", "all steps")

ALL_STEPS: Final = frozenset(Step)
"""Every step (全部环节)."""

HANDLING_STEPS: Final = ALL_STEPS - {Step.SUPERVISE, Step.COMPLAINTS}
"""Steps from acceptance to delivery (办理各环节), without supervision and complaints."""

COUNTER_STEPS: Final = frozenset(
    {Step.ACCEPT, Step.CERTIFY, Step.DELIVER, Step.CHARGE, Step.COMPLAINTS}
)
"""Steps that a counter may do for another organ (窗口可代办的环节); deciding is excluded."""

STEPS_OF_STAGE: Final = {
    Stage.ACCEPT: frozenset({Step.ACCEPT}),
    Stage.REVIEW: frozenset({Step.REVIEW}),
    Stage.DECIDE: frozenset({Step.DECIDE}),
    Stage.CERTIFY: frozenset({Step.CERTIFY, Step.DELIVER}),
}
"""Steps that a stage of a stage chain covers (办理层级链各环节)."""


def to_steps(steps: Iterable[Step]) -> frozenset[Step]:
    """Convert to a set of steps (环节集合); the set of all steps is always `ALL_STEPS`."""
    return convert_or_keep(_convert_steps, steps)


def _convert_steps(steps: Iterable[Step]) -> frozenset[Step]:
    chosen = frozenset(steps)
    # perf: nearly all instruments cover all steps, so they share a single set.
    return ALL_STEPS if chosen == ALL_STEPS else chosen


class InProgress(TextEnum):
    """Treatment of cases accepted before a change (在办件处理)."""

    STAY = (
        "stay",
        "变动前已受理的由原机关办结",
        "cases in progress stay",
    )  # the organ that accepted a case finishes it
    MOVE = (
        "move",
        "变动前已受理的一并移交",
        "cases in progress move too",
    )  # cases move together with the power


def steps_label(steps: Iterable[Step], lang: Lang = "zh") -> str:
    """Steps as text for people (环节列示); the set of all steps has a label of its own."""
    chosen = frozenset(steps)
    if chosen == ALL_STEPS:
        return _EVERY_STEP.say(lang)
    return JOINED.say(lang).join(step.label(lang) for step in Step if step in chosen)
