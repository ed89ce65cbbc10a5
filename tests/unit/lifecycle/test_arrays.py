"""Checking many cases by the table gives the same results as checking each case."""

import pytest

from zhengwu.findings.errors import InputError
from zhengwu.lifecycle import Conformance, code_map

np = pytest.importorskip("numpy")

from zhengwu.lifecycle.arrays import ReplayTable  # noqa: E402  # needs NumPy

APLANMIS = Conformance(code_map("aplanmis"))
TABLE = ReplayTable(APLANMIS)
NAMES = [*code_map("aplanmis").by_code, "??"]


def columns(logs):
    starts = np.cumsum([0, *(len(log) for log in logs)])[:-1]
    return TABLE.number(code for log in logs for code in log), starts


def test_by_hand():
    logs = [["1", "3", "8", "11"], ["1", "6", "7", "6"], [], ["3"], ["1", "??", "3"]]
    result = TABLE.replay(*columns(logs))
    assert result.first_bad.tolist() == [-1, 3, -1, 0, 1]
    assert result.bad.tolist() == [1, 3, 4]
    deviations = TABLE.deviations(result, ["甲", "乙", "丙", "丁", "戊"], logs)
    positions = [(deviation.case, deviation.position) for deviation in deviations]
    assert positions == [("乙", 3), ("丁", 0), ("戊", 1)]
    assert deviations[0].reasons[0].code == "not_yet_notified"


def test_as_walking_each_case():
    """50,000 cases of up to 30 records, mostly plausible."""
    rng = np.random.default_rng(20261121)
    usual = ["1", "6", "7", "3", "8", "9", "10", "16", "11", "15"]
    logs = []
    for length, noise in zip(
        rng.integers(0, 30, 50_000), rng.random(50_000), strict=True
    ):
        log = [usual[n % len(usual)] for n in range(length)]
        if noise < 0.5 and length:
            log[rng.integers(length)] = NAMES[rng.integers(len(NAMES))]
        logs.append(log)
    result = TABLE.replay(*columns(logs))
    walked = [APLANMIS.automaton.walk(log) for log in logs]
    assert result.states.tolist() == [state for state, _ in walked]
    assert result.first_bad.tolist() == [bad for _, bad in walked]


def test_no_case_at_all():
    result = TABLE.replay(np.array([], dtype=np.uint8), np.array([], dtype=np.int64))
    assert result.first_bad.size == 0


@pytest.mark.parametrize(
    ("codes", "starts"),
    [
        ([0.5, 1.0], [0]),
        (["1"], [0]),
        ([0, 1], [0, 5]),
        ([0, 1], [1]),
        ([0, 1, 2], [0, 2, 1]),
        ([0, 200], [0]),
        ([[0, 1]], [0]),
        ([-1], [0]),
    ],
    ids=[
        "fractions",
        "texts",
        "beyond",
        "late",
        "falling",
        "no code",
        "two",
        "negative",
    ],
)
def test_columns_that_cannot_be_used(codes, starts):
    with pytest.raises(InputError):
        TABLE.replay(np.array(codes), np.array(starts))
