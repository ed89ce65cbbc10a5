"""A case of every item of the real list; skipped where it is absent."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from lifecycle_scene import K, Scene, at

from zhengwu.io import read_items
from zhengwu.lifecycle import (
    CaseRules,
    Context,
    EventLog,
    IdentityCheck,
    ItemFeature,
    Submission,
    read_case,
)


@pytest.fixture(scope="module")
def walked(real_data: Path) -> list[Scene]:
    """Submitted, accepted, decided and delivered within a day, each by its own rules."""
    catalogue, _ = read_items(real_data / "items.jsonl")
    scenes = []
    for item in catalogue:
        rules = CaseRules.of(item)
        scene = Scene(context=Context(rules))
        papers = Submission(rules.documents or ["申请书"], IdentityCheck.COUNTER)
        scene.do(K.SUBMIT, "2026-09-21", details=papers)
        scene.by(K.RECEIVE, K.ACCEPT, when="2026-09-21")
        instant = ItemFeature.INSTANT in rules.features
        steps = (K.INSTANT_DECIDE,) if instant else (K.START_REVIEW, K.PROPOSE)
        scene.by(*steps, K.GRANT, when="2026-09-21")
        made = ItemFeature.CERTIFICATE in rules.features
        way = (K.MAKE_CERT, K.CERT_READY) if made else (K.NO_CERT,)
        scene.by(*way, K.DELIVER, K.CLOSE, K.ARCHIVE, when="2026-09-22")
        scenes.append(scene)
    return scenes


def test_every_real_item_has_its_case(walked: list[Scene]):
    """1,989 items; each filed, on time, with a whole log."""
    assert len(walked) == 1989
    for scene in walked:
        shown = read_case(scene.case, at("2026-12-01"), scene.ctx)
        assert shown.on_time is True
        assert not EventLog.of(scene.log).check()


def test_features_that_the_list_states(walked: list[Scene]):
    """Chains over several tiers are two-level items."""
    found = Counter(f for scene in walked for f in scene.ctx.rules.features)
    assert found[ItemFeature.TWO_LEVEL] > 10
