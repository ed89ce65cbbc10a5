"""Cases: deciding, folding, checking foreign logs, alerts; compared with `transitions`.

Every case has its own instants, as in a hall, so that caches hold only results that they
would also hold in use.
"""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from zhengwu.codes import Level, region_code
from zhengwu.delegation import Powers, ServiceItem, StatutoryPower
from zhengwu.lifecycle import (
    Actor,
    Assignment,
    Case,
    CaseRules,
    Certificate,
    ClockKind,
    Closing,
    Conformance,
    Context,
    CorrectionNotice,
    Decision,
    Delivery,
    Event,
    EventKind,
    Filing,
    IdentityCheck,
    ItemFeature,
    Materials,
    ReviewOpinion,
    Role,
    Submission,
    alerts,
    code_map,
    decide,
    fold,
)
from zhengwu.limits import WorkingDays
from zhengwu.organs import (
    Appointment,
    HallRegister,
    Organ,
    OrganRegister,
    Post,
    PostRole,
)

K = EventKind
CASES = 2_000
RECORDS = 10_000_000
PLACE = "450103001"
_STEPS = (
    (K.SUBMIT, 0, "applicant", Submission(["申请表"], IdentityCheck.ONLINE)),
    (K.RECEIVE, 1, "window", None),
    (K.NOTIFY_CORRECTION, 4, "window", CorrectionNotice(["章程"], "补正")),
    (K.RESUPPLY, 24, "applicant", Materials(["章程"])),
    (K.ACCEPT, 26, "window", Materials()),
    (K.START_REVIEW, 30, "officer", Assignment("o")),
    (K.PROPOSE, 50, "officer", ReviewOpinion("意见")),
    (K.GRANT, 52, "head", Decision("许可", "h")),
    (K.MAKE_CERT, 53, "cert", None),
    (K.CERT_READY, 60, "cert", Certificate("证", checked=True)),
    (K.DELIVER, 62, "window", Delivery(proof="回证")),
    (K.CLOSE, 63, "window", Closing()),
    (K.ARCHIVE, 70, "archive", Filing("档")),
)


def _make_actors() -> dict[str, Actor]:
    return {
        "applicant": Actor(Role.APPLICANT, "a"),
        "window": Actor(Role.WINDOW, "窗员", "县局"),
        "officer": Actor(Role.OFFICER, "经办", "县局"),
        "head": Actor(Role.HEAD, "局长", "县局"),
        "cert": Actor(Role.CERT, "窗员", "县局"),
        "archive": Actor(Role.ARCHIVE, "经办", "县局"),
    }


@cache
def logs(cases: int = CASES) -> list[list[Event]]:
    """Thirteen events per case, starting at a random minute of 2025."""
    rng = random.Random(7)  # noqa: S311  # a sample, not a secret
    actors = _make_actors()
    first = datetime.fromisoformat("2025-01-02T09:00+08:00")
    cases_events = []
    for number in range(cases):
        name = f"2025-{number:06}"
        start = first + timedelta(minutes=rng.randrange(60 * 24 * 330))
        cases_events.append(
            [
                Event(name, n, kind, start + timedelta(hours=hours), actors[who], *more)
                for n, (kind, hours, who, details) in enumerate(_STEPS, 1)
                for more in [() if details is None else (details,)]
            ]
        )
    return cases_events


def powers() -> Powers:
    """A county bureau with a window clerk, an officer and a head."""
    organs = OrganRegister(
        [
            Organ(
                id="县局",
                name="县局",
                level=Level.COUNTY,
                areas=[region_code.parse("450103")],
            )
        ]
    )
    posts = [
        Post(id="窗岗", name="窗岗", organ="县局", role=PostRole.CLERK),
        Post(id="办岗", name="办岗", organ="县局", role=PostRole.OFFICER),
        Post(id="长岗", name="长岗", organ="县局", role=PostRole.HEAD),
    ]
    halls = HallRegister(
        posts,
        [
            Appointment(post="窗岗", person="窗员", since=date(2020, 1, 1)),
            Appointment(post="办岗", person="经办", since=date(2020, 1, 1)),
            Appointment(post="长岗", person="局长", since=date(2020, 1, 1)),
        ],
    )
    instruments = [StatutoryPower(id="法", items=["甲"], holder="县局")]
    return Powers([ServiceItem(id="甲", name="许可")], instruments, organs, halls)


@cache
def context(*, checked: bool = True) -> Context:
    """Rules with a promised time; with powers if `checked`."""
    rules = CaseRules(
        item="甲",
        place=PLACE,
        features={ItemFeature.CERTIFICATE},
        times={ClockKind.PROM: WorkingDays(5)},
    )
    return Context(rules, powers=powers() if checked else None)


def _decide_all(ctx: Context) -> None:
    for events in logs():
        case = Case(events[0].case)
        for event in events:
            case = decide(case, event, ctx).case


@pytest.mark.benchmark(group="decide an event")
def test_ours_decide(benchmark: Any) -> None:
    """Checks of roles, posts, powers, conditions and clocks."""
    ctx = context()
    for events in logs(20):
        case = Case(events[0].case)
        for event in events:
            answer = decide(case, event, ctx)
            assert hasattr(answer, "document"), answer
            case = answer.case
    benchmark.extra_info["operations"] = CASES * len(_STEPS)
    benchmark(lambda: _decide_all(ctx))


@pytest.mark.benchmark(group="decide an event")
def test_ours_decide_without_powers(benchmark: Any) -> None:
    """The same without checks of powers."""
    ctx = context(checked=False)
    benchmark.extra_info.update(operations=CASES * len(_STEPS), who="without powers")
    benchmark(lambda: _decide_all(ctx))


@pytest.mark.benchmark(group="decide an event")
def test_peer_transitions(benchmark: Any) -> None:
    """`transitions` alone: the same thirteen events without guards, clocks and reasons."""
    machinery = pytest.importorskip("transitions")
    names = [kind.value for kind, *_ in _STEPS]
    states = [f"s{n}" for n in range(len(names) + 1)]
    rows = [
        {"trigger": name, "source": states[n], "dest": states[n + 1]}
        for n, name in enumerate(names)
    ]
    machine = machinery.Machine(
        model=None,
        states=states,
        transitions=rows,
        initial="s0",
        auto_transitions=False,
    )

    class Model:
        pass

    def run() -> None:
        for _ in range(CASES // 10):
            model: Any = Model()
            machine.add_model(model)
            for name in names:
                getattr(model, name)()
            machine.remove_model(model)

    benchmark.extra_info.update(operations=CASES // 10 * len(names), who="transitions")
    benchmark(run)


@pytest.mark.benchmark(group="fold an event")
def test_ours_fold(benchmark: Any) -> None:
    """Folding the log of a case."""
    ctx = context(checked=False)
    benchmark.extra_info["operations"] = CASES * len(_STEPS)
    benchmark(lambda: [fold(events, ctx) for events in logs()])


@pytest.mark.benchmark(group="warn of a case")
def test_ours_alerts(benchmark: Any) -> None:
    """Open cases with two clocks each."""
    ctx = context(checked=False)
    cases = [fold(events[:7], ctx).case for events in logs()]
    at = datetime.fromisoformat("2025-12-20T09:00+08:00")
    benchmark.extra_info["operations"] = CASES
    benchmark(lambda: alerts(cases, at, ctx))


@pytest.mark.benchmark(group="array: check a foreign record")
def test_ours_table_replay(benchmark: Any) -> None:
    """Ten million records of a million cases, with the position of the first error."""
    np = pytest.importorskip("numpy")
    from zhengwu.lifecycle.arrays import ReplayTable

    table = ReplayTable(Conformance(code_map("aplanmis")))
    usual = table.number(["1", "6", "7", "3", "8", "9", "10", "16", "11", "15"])
    codes = np.tile(usual, RECORDS // len(usual))
    rng = np.random.default_rng(1)
    codes[rng.integers(0, RECORDS, RECORDS // 200)] = 3
    starts = np.arange(RECORDS // len(usual)) * len(usual)
    benchmark.extra_info["operations"] = RECORDS
    result = benchmark.pedantic(lambda: table.replay(codes, starts), rounds=3)
    assert 0 < result.bad.size < starts.size
