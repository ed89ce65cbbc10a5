"""A case of every item of the real list; skipped if the list is absent."""

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
def scenes(real_data: Path) -> list[Scene]:
    """A case of each item by the rules of the item, delivered within a day."""
    catalogue, _ = read_items(real_data / "items.jsonl")
    finished = []
    for item in catalogue:
        rules = CaseRules.of(item)
        scene = Scene(context=Context(rules))
        papers = Submission(rules.documents or ["申请书"], IdentityCheck.COUNTER)
        scene.do(K.SUBMIT, "2026-09-21", details=papers)
        scene.by(K.RECEIVE, K.ACCEPT, when="2026-09-21")
        instant = ItemFeature.INSTANT in rules.features
        steps = (K.INSTANT_DECIDE,) if instant else (K.START_REVIEW, K.PROPOSE)
        scene.by(*steps, K.GRANT, when="2026-09-21")
        certificate = ItemFeature.CERTIFICATE in rules.features
        steps = (K.MAKE_CERT, K.CERT_READY) if certificate else (K.NO_CERT,)
        scene.by(*steps, K.DELIVER, K.CLOSE, K.ARCHIVE, when="2026-09-22")
        finished.append(scene)
    return finished


def test_every_real_item_has_its_case(scenes: list[Scene]):
    """Each of 1,989 items has a case on time with an intact log."""
    assert len(scenes) == 1989
    for scene in scenes:
        reading = read_case(scene.case, at("2026-12-01"), scene.ctx)
        assert reading.on_time is True
        assert not EventLog.of(scene.log).check()


def test_features_that_the_list_states(scenes: list[Scene]):
    """Items with a chain over several tiers are two-level items."""
    counts = Counter(f for scene in scenes for f in scene.ctx.rules.features)
    assert counts[ItemFeature.TWO_LEVEL] > 10
