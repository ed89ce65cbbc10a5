"""The rule book: every row, the laws it cites, local practice laid over it."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from conftest_helpers import case_id, load_cases

from zhengwu.calendars import china_calendar
from zhengwu.findings.errors import ClockError, InputError, UnknownCodeError
from zhengwu.legal import Article, Force, statute_register
from zhengwu.limits import (
    CalendarDays,
    ExpiryOutcome,
    Hours,
    OnTheSpot,
    WorkingDays,
    WrittenNotice,
    local_rule_sets,
    local_rules,
    parse_rules,
    statutory_rules,
)
from zhengwu.limits.clock._roles import role_name
from zhengwu.limits.rules._data import grounds

CN = china_calendar()
BOOK = statutory_rules()
CASES = load_cases("rules.toml")
BEIJING = timezone(timedelta(hours=8))


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_due(case: dict):
    """Trigger, expected day, article."""
    rule = BOOK.get(case["rule"], case["event"])
    deadline = rule.due(case["event"], CN)
    assert deadline.date == case["due"]
    assert deadline.certain is case.get("certain", True)
    assert deadline.earliest <= case["due"] <= deadline.latest
    assert rule.basis is not None
    assert rule.basis.article == case["article"]
    assert rule.basis.cite() in deadline.explain()


def test_every_rule_has_a_case():
    """Each version of each rule that states a length."""
    tried = {(c["rule"], BOOK.get(c["rule"], c["event"]).since) for c in CASES}
    assert {(r.id, r.since) for r in BOOK if r.limit is not None} <= tried


def test_every_rule_of_the_base_is_there():
    """The rows of the law base that the book was built from."""
    ids = set(
        """
        pal.accept.not_needed pal.accept.not_competent pal.accept.fix_on_spot
        pal.correction_notice pal.accept pal.decide_on_spot pal.decide
        pal.decide.other_law pal.joint pal.subordinate_review pal.certificate
        pal.excluded pal.hearing.request pal.hearing.organise pal.hearing.notice
        pal.renew.apply pal.renew.decide foi.proactive foi.correction foi.receipt_date
        foi.third_party foi.reply foi.co_author arl.apply arl.accept
        arl.correction_notice arl.correct arl.serve arl.defence arl.hearing_notice
        arl.decide arl.decide_simple arl.stay_end apl.decide apl.serve
        apl.hearing.request apl.hearing.notice apl.pay apl.limitation suit.direct
        suit.inaction petition.forward petition.objection petition.finish
        petition.review reg.market_entity reg.real_estate pollution.correction
        pollution.decide pollution.renew
        """.split()  # noqa: SIM905  # easier to read
    )
    assert ids <= set(BOOK.ids)


def test_every_rule_cites_an_article_in_force_while_it_holds():
    """Against the register of statutes, on the last day of the rule, or its first."""
    for rule in BOOK:
        assert rule.basis is not None
        assert Article.parse(rule.basis.article).number
        assert rule.since is not None
        on = rule.until - timedelta(days=1) if rule.until else rule.since
        status = statute_register().status(rule.basis, on)
        assert status.force is Force.IN_FORCE, (rule.id, status)


def test_the_version_of_the_day_is_taken():
    """15 working days under the regulation of 2007, 20 since 15 May 2019."""
    before, after = (
        BOOK.get("foi.reply", day) for day in (date(2019, 5, 14), date(2019, 5, 15))
    )
    assert before.limit == WorkingDays(15)
    assert after.limit == WorkingDays(20)
    assert before.until == after.since == date(2019, 5, 15)
    assert after in BOOK.in_force(date(2026, 1, 1))
    assert before not in BOOK.in_force(date(2026, 1, 1))
    with pytest.raises(InputError, match="2004"):
        BOOK.get("pal.decide", date(2003, 12, 1))
    with pytest.raises(UnknownCodeError):
        BOOK.get("pal.nothing", date(2026, 1, 1))


def test_the_defence_of_2017_had_calendar_days():
    """Ten days were no working days before 2024: art. 40 then named only five and seven."""
    assert BOOK.get("arl.defence", date(2023, 12, 31)).limit == CalendarDays(10)
    assert BOOK.get("arl.defence", date(2024, 1, 1)).limit == WorkingDays(10)


def test_what_follows_at_expiry():
    """Deemed accepted from receipt, or from the end of the period."""
    on = date(2026, 1, 5)
    of = {
        name: BOOK.get(name, on).at_expiry
        for name in (
            "pal.correction_notice",
            "arl.accept",
            "pal.decide",
            "pal.renew.decide",
        )
    }
    assert of["pal.correction_notice"] == (ExpiryOutcome.DEEMED_ACCEPTED_FROM_RECEIPT,)
    assert of["arl.accept"] == (ExpiryOutcome.DEEMED_ACCEPTED_AT_END,)
    assert ExpiryOutcome.LIABILITY_ONLY in of["pal.decide"]
    assert of["pal.renew.decide"] == (ExpiryOutcome.DEEMED_RENEWED,)
    assert all(outcome.label_zh and outcome.label_en for outcome in ExpiryOutcome)


def test_excluded_time_reaches_only_its_section():
    """行政许可法 art. 45: 本节 is arts. 42 to 44, not 32, 47 or 50."""
    on = date(2026, 1, 5)
    assert len(BOOK.get("pal.decide", on).grounds) == 8
    for name in ("pal.correction_notice", "pal.hearing.organise", "pal.renew.decide"):
        assert BOOK.get(name, on).grounds == ()
    assert all(ground.basis for ground in grounds())


def test_a_clock_of_a_rule_keeps_its_terms():
    """An extension of ten days, by the head, with a notice to the applicant."""
    rule = BOOK.get("pal.decide", date(2026, 3, 2))
    clock = rule.start(datetime(2026, 3, 2, 9, tzinfo=BEIJING))
    assert clock.due(CN).date == date(2026, 3, 30)
    sent = WrittenNotice(reference="延字第1号", given_on=date(2026, 3, 20))
    at = datetime(2026, 3, 20, 9, tzinfo=BEIJING)
    longer = clock.extend(
        at, WorkingDays(10), who="agency_head", calendar=CN, notice=sent
    )
    assert longer.due(CN).date == date(2026, 4, 14)  # 6 April is 清明节 (补假)
    assert "第四十二条第一款" in longer.due(CN).explain()
    for who, by, notice, rule_name in (
        ("clerk", 10, sent, "wrong_approver"),
        ("agency_head", 11, sent, "extension_too_long"),
        ("agency_head", 10, None, "reason_not_told"),
    ):
        with pytest.raises(ClockError) as caught:
            clock.extend(at, WorkingDays(by), who=who, calendar=CN, notice=notice)
        assert caught.value.rule == rule_name
    with pytest.raises(ClockError) as caught:
        longer.extend(at, WorkingDays(1), who="agency_head", calendar=CN, notice=sent)
    assert caught.value.rule == "extended_already"


def test_rules_without_a_length_say_so():
    """No due date is invented."""
    rule = BOOK.get("pal.accept", date(2026, 1, 5))
    with pytest.raises(InputError, match="no length"):
        rule.due(date(2026, 1, 5), CN)
    with pytest.raises(InputError, match="no length"):
        rule.start(date(2026, 1, 5))
    with pytest.raises(InputError, match="counted back"):
        BOOK.get("pal.renew.apply", date(2026, 1, 5)).start(date(2026, 1, 5))
    assert "未写明期限" in rule.explain()


def test_yumen():
    """Town limits and four duration classes, whose overlaps are plain to see."""
    book = BOOK.overlay(local_rules("yumen"))
    on = date(2018, 12, 25)
    assert book.replacing("pal.subordinate_review", on).limit == WorkingDays(3)
    assert BOOK.replacing("pal.subordinate_review", on).limit == WorkingDays(20)
    assert book.get("yumen.instant_item", on).limit == WorkingDays(1)
    named = {m: [c.id for c in book.classify(m)] for m in (30, 120, 180, 300, 480, 960)}
    assert named == {
        30: ["instant"],
        120: ["instant", "half_day", "one_day"],
        180: ["half_day", "one_day"],
        300: ["one_day"],
        480: ["one_day", "multi_day"],
        960: ["multi_day"],
    }
    assert "28小时" in book.classify(300)[0].note_zh


def test_local_sets():
    """Each can be laid over the statutes; hotline and ratings differ from place to place."""
    assert len(local_rule_sets()) == 6
    for name in local_rule_sets():
        book = BOOK.overlay(local_rules(name))
        assert len(book) == len(BOOK) + len(local_rules(name))
    on = date(2026, 1, 5)
    anyang = local_rules("anyang")
    assert anyang.get("anyang.hotline", on).extension is not None
    assert anyang.get("anyang.hotline_return", on).limit == Hours(24)
    assert anyang.get("anyang.bad_rating", on).limit == WorkingDays(1)
    assert local_rules("dezhou").get("dezhou.bad_rating", on).limit == WorkingDays(5)
    assert local_rules("suining").get("suining.bad_rating", on).limit == WorkingDays(15)
    on_spot = BOOK.overlay(anyang).replacing("pal.correction_notice", on)
    assert on_spot.limit == OnTheSpot()
    assert local_rules("weifang").get("weifang.hotline", on).confidence == "memory"
    with pytest.raises(UnknownCodeError, match="yumen"):
        local_rules("atlantis")


LONGER = """
data_version = "1"
[[rule_set]]
id = "here"
zh = "本地"
en = "here"
source = "本地规定"
[[rule_set.rule]]
id = "here.decide"
zh = "作出决定"
en = "decide"
trigger = "acceptance"
amount = {amount}
unit = "{unit}"
replaces = "pal.decide"
"""


def test_local_practice_may_only_shorten():
    """优化营商环境条例 art. 36."""
    shorter = parse_rules(LONGER.format(amount=10, unit="working_day"))
    assert BOOK.overlay(shorter).replacing("pal.decide", date(2026, 1, 5)).id == (
        "here.decide"
    )
    for text, problem in (
        (LONGER.format(amount=21, unit="working_day"), "longer"),
        (LONGER.format(amount=9, unit="working_day").replace("pal.decide", "no"), "no"),
    ):
        with pytest.raises((InputError, UnknownCodeError), match=problem):
            BOOK.overlay(parse_rules(text))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('trigger = "acceptance"', 'trigger = "moonrise"', "moonrise"),
        ('en = "decide"', 'en = "decide"\nparty = "mayor"', "party"),
        ('source = "本地规定"', "", "no basis"),
        ("replaces", "replaced", "replaced"),
        ('unit = "working_day"', 'unit = "fortnight"', "fortnight"),
        ("[[rule_set]]", "[[rule_set]]\nstatute = 3", "statute"),
        ('en = "decide"', 'en = "decide"\ndirection = "sideways"', "direction"),
        ('en = "decide"', 'en = "decide"\nexcluded = ["lunch"]', "lunch"),
        ('en = "decide"', 'en = "decide"\nsays = "日"\ncounted_by = "arl"', "calendar"),
    ],
)
def test_a_table_with_a_mistake_is_refused(old: str, new: str, problem: str):
    """Each problem with its place."""
    text = LONGER.format(amount=9, unit="working_day").replace(old, new)
    with pytest.raises((InputError, UnknownCodeError), match=problem):
        parse_rules(text)


def test_a_statute_that_is_not_known_names_file_and_rule():
    """The error names the file and every bad row of a table."""
    row = LONGER.format(amount=10, unit="working_day")
    bad = row.replace("[[rule_set.rule]]", '[[rule_set.rule]]\nstatute = "moon"')
    assert bad != row
    with pytest.raises(InputError) as caught:
        parse_rules(bad, "ours.toml")
    assert "ours.toml rule here.decide" in caught.value.message_en
    assert "moon" in caught.value.message_en


def test_rules_as_data():
    """The keys of the command line, first."""
    plain: dict[str, Any] = BOOK.get("pal.decide", date(2026, 1, 5)).to_record()
    assert list(plain)[:8] == [
        "id", "trigger", "amount", "unit", "extension", "excluded", "at_expiry", "basis",
    ]  # fmt: skip
    assert plain["amount"] == 20
    assert plain["extension"]["who"] == ["agency_head"]
    assert plain["basis"][1]["article"] == "82"


def test_rules_for_people():
    """In both languages, with what is contested."""
    rule = BOOK.get("pal.renew.apply", date(2026, 1, 5))
    assert "有效期届满之前至少 30个自然日" in rule.explain()
    assert "有争议:单位" in rule.explain()
    assert "at least 30 calendar days before expiry of the permit" in rule.explain("en")
    assert "head of the agency" in BOOK.get("pal.decide", date(2026, 1, 5)).explain(
        "en"
    )
    assert role_name("mayor") == "mayor"
