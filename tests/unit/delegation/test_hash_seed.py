"""Reports and answers do not depend on the hash seed of the process (PYTHONHASHSEED)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from powers_scene import (
    AT_CITY,
    AT_COUNTY,
    DAY,
    area,
    devolution,
    entrustment,
    powers,
    who,
    with_organs,
)

from zhengwu.codes import Level
from zhengwu.delegation import StatutoryPower, Step, changes, check_powers
from zhengwu.organs import Organ

TESTS = Path(__file__).parents[2]


def report_of_alike_faults() -> str:
    """Six entrustments with the same fault, places and days."""
    wrong = (entrustment(id=f"委托{n}", entruster="市局") for n in range(6))
    return check_powers(powers(AT_COUNTY, *wrong)).to_text(limit=3)


def report_of_two_circles() -> str:
    """Two circles of entrustments that share an organ."""
    ways = ("县局", "东镇"), ("东镇", "县局"), ("东镇", "西镇"), ("西镇", "东镇")
    circles = (
        entrustment(
            id=f"{giver}-{taker}",
            entruster=giver,
            trustee=taker,
            areas=area("450103"),
        )
        for giver, taker in ways
    )
    return check_powers(powers(AT_COUNTY, *circles)).to_text()


def labels_of_changes() -> str:
    """Each step goes to another organ on the same day."""
    scene = powers(
        AT_CITY,
        devolution(id="受理", steps=[Step.ACCEPT]),
        devolution(id="审查", steps=[Step.REVIEW], receiver="东镇"),
        devolution(id="决定", steps=[Step.DECIDE], receiver="西镇"),
        devolution(id="送达", steps=[Step.DELIVER], receiver="邻县局"),
    )
    return "\n".join(change.label() for change in changes(scene, DAY))


def explanation_of_parts() -> str:
    """A power without stated areas, of an organ that serves two areas of the place."""
    areas = area("450103001") + area("450104")
    bureaus = [
        Organ(id=f"双区局{n}", name="双区局", level=Level.COUNTY, areas=areas)
        for n in range(4)
    ]
    scene = powers(
        *(
            StatutoryPower(id=f"法{n}", items=["甲"], holder=bureau.id)
            for n, bureau in enumerate(bureaus)
        ),
        StatutoryPower(id="法", items=["甲"], holder="县局", areas=area("450104")),
        organs=with_organs(*bureaus),
    )
    return who(scene, place="450100").explain()


TEXTS = (
    report_of_alike_faults,
    report_of_two_circles,
    labels_of_changes,
    explanation_of_parts,
)


def text_with_seed(name: str, seed: int) -> str:
    """The text, written by a process of its own with a hash seed."""
    path = os.pathsep.join((str(TESTS), str(Path(__file__).parent)))
    code = f"import test_hash_seed; print(test_hash_seed.{name}())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={
            **os.environ,
            "PYTHONHASHSEED": str(seed),
            "PYTHONIOENCODING": "utf-8",
            "PYTHONPATH": path,
        },
    )
    return done.stdout


@pytest.mark.parametrize("write", TEXTS, ids=lambda write: write.__name__)
def test_the_text_is_the_same_in_every_process(write):
    """Two processes with different hash seeds write the same text."""
    first, second = (text_with_seed(write.__name__, seed) for seed in (1, 3))
    assert first == second == write() + "\n"
