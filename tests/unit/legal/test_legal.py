"""Citations, statutes with dated versions, and whether an article was in force."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from zhengwu.findings.errors import InputError
from zhengwu.legal import (
    Article,
    Force,
    LegalBasis,
    Statute,
    StatuteRegister,
    StatuteVersion,
    parse_citations,
    statute_register,
)
from zhengwu.legal._register import StatuteKind

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("title", "article", "on", "force"),
    [
        ("行政许可法", "42", date(2004, 6, 30), Force.NOT_YET),
        ("行政许可法", "42", date(2004, 7, 1), Force.IN_FORCE),
        ("行政许可法", "82", TODAY, Force.IN_FORCE),
        ("行政许可法", "84", TODAY, Force.NO_SUCH_ARTICLE),
        ("信访条例", "33", date(2022, 4, 30), Force.IN_FORCE),
        ("信访条例", "33", date(2022, 5, 1), Force.REPEALED),
        ("信访工作条例", "34", date(2022, 5, 1), Force.IN_FORCE),
        ("民法典", "201", date(2020, 12, 31), Force.NOT_YET),
        ("民法典", "201", date(2021, 1, 1), Force.IN_FORCE),
        ("行政复议法", "62", date(2024, 1, 1), Force.IN_FORCE),
        ("政府信息公开条例", "33", date(2019, 5, 15), Force.IN_FORCE),
        ("《中华人民共和国行政许可法》", "42", TODAY, Force.IN_FORCE),
        ("临溪区办法", "1", TODAY, Force.UNKNOWN),
    ],
)
def test_force_on_a_day(title: str, article: str, on: date, force: Force):
    """Effective and repeal days follow the statutes."""
    basis = LegalBasis(title=title, article=article)
    assert statute_register().status(basis, on).force is force


def test_repealed_statute_names_its_successor():
    """信访工作条例 replaced 信访条例 on 1 May 2022."""
    status = statute_register().status(LegalBasis(title="信访条例"), TODAY)
    assert [basis.title for basis in status.instead] == ["信访工作条例"]
    assert "已废止" in status.explain()
    assert "repealed" in status.explain("en")
    assert status.is_in_force is False


def test_old_version_gives_the_new_article_number():
    """The 2021 revision of 行政处罚法 moved 听证 from art. 42 to arts. 63 and 64."""
    basis = LegalBasis(title="行政处罚法", article="42", version="2017")
    status = statute_register().status(basis, TODAY)
    assert status.force is Force.SUPERSEDED
    assert [b.article for b in status.instead] == ["63", "64"]


def test_topic_decides_whether_an_article_was_renumbered():
    """森林法 art. 32 was the felling licence until 2019; today it has another subject."""
    basis = LegalBasis(title="森林法", article="32")
    register = statute_register()
    felling = register.status(basis, TODAY, topic="林木采伐许可证核发")
    assert felling.force is Force.RENUMBERED
    assert "57" in [b.article for b in felling.instead]
    assert register.status(basis, TODAY, topic="森林防火").force is Force.IN_FORCE
    assert register.status(basis, TODAY).force is Force.IN_FORCE


def test_unknown_statute_is_unknown_not_invalid():
    """A statute missing from the register is of unknown validity."""
    status = statute_register().status(LegalBasis(title="某市办法"), TODAY)
    assert status.is_in_force is None
    assert "不能判断" in status.explain()


def test_every_shipped_statute_is_sound():
    """Ids are unique; versions have sources; successors and renumbered articles exist."""
    register = statute_register()
    ids = {statute.id for statute in register}
    assert len(ids) == len(register)
    for statute in register:
        for version in statute.version:
            assert version.source or version.confidence == "memory", statute.id
            assert not version.repealed_by or version.repealed_by in ids
        for row in statute.renumbered:
            Article.parse(row.from_article)
            assert statute.version_named(row.from_version), (statute.id, row)
            for article in row.to_article:
                Article.parse(article)


def test_user_adds_a_statute():
    """The new register contains the local rule; the old register is unchanged."""
    local = Statute(
        id="linxi",
        title="临溪区政务服务办法",
        kind=StatuteKind.RULE,
        version=(StatuteVersion(label="2025", effective=date(2025, 1, 1), articles=9),),
    )
    register = statute_register().with_statutes(local)
    basis = LegalBasis(title="临溪区政务服务办法", article="9")
    assert register.status(basis, TODAY).is_in_force is True
    assert statute_register().status(basis, TODAY).is_in_force is None


def test_toml_register_reports_every_problem_at_once():
    """The error names every wrong type and unknown key with its path."""
    text = '[[statute]]\nid = 3\ntitle = "甲"\nkind = "law"\ncolour = "red"\n'
    with pytest.raises(InputError) as caught:
        StatuteRegister.from_toml(text, "mine.toml")
    assert "mine.toml.statute[0].id" in str(caught.value)
    assert "colour" in str(caught.value)
    with pytest.raises(InputError, match="TOML"):
        StatuteRegister.from_toml("= 3")


def test_versions_may_not_overlap():
    """A statute with two versions in force on the same day is rejected."""
    earlier = StatuteVersion(label="1", effective=date(2020, 1, 1))
    later = StatuteVersion(label="2", effective=date(2021, 1, 1))
    with pytest.raises(InputError, match="overlap"):
        Statute(id="x", title="x", kind=StatuteKind.LAW, version=(earlier, later))
    with pytest.raises(InputError, match="must be after"):
        StatuteVersion(label="1", effective=date(2020, 1, 1), ended=date(2020, 1, 1))


def test_status_takes_no_datetime():
    """`status` rejects a datetime."""
    with pytest.raises(InputError):
        statute_register().status(LegalBasis(title="民法典"), datetime(2026, 1, 1))


@pytest.mark.parametrize(
    ("text", "zh"),
    [
        ("42", "第四十二条"),
        ("42(1)", "第四十二条第一款"),
        ("32:4", "第三十二条第四项"),
        ("32(1):4", "第三十二条第一款第四项"),
        ("67-1", "第六十七条之一"),
        ("201", "第二百零一条"),
        ("110", "第一百一十条"),
    ],
)
def test_article_forms(text: str, zh: str):
    """An article prints in the written form and in the form of Chinese laws."""
    assert str(Article.parse(text)) == text
    assert Article.parse(text).zh() == zh


@pytest.mark.parametrize("text", ["", "第42条", "42(", "42:x", "a"])
def test_malformed_articles_are_rejected(text: str):
    """`Article.parse` accepts only the written form."""
    with pytest.raises(InputError):
        Article.parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "《森林法》第五十六条、第五十七条",
            ["《森林法》第五十六条", "《森林法》第五十七条"],
        ),
        ("《防洪法》第27条", ["《防洪法》第二十七条"]),
        ("《水土保持法》实施细则 第十二条", ["《水土保持法实施细则》第十二条"]),
        ("取水许可管理办法(水利部令第34号)", ["《取水许可管理办法》"]),
        ("《水法》(2016年修正)第七条", ["《水法》(2016)第七条"]),
        (
            "《行政许可法》第三十二条第一款第(四)项",
            ["《行政许可法》第三十二条第一款第四项"],
        ),
        ("国办发[1999]16号", []),
        ("", []),
    ],
)
def test_citations_as_people_write_them(text: str, expected: list[str]):
    """Parsing finds title, year and every article; other text gives nothing."""
    assert [basis.cite() for basis in parse_citations(text)] == expected


def test_basis_needs_a_title():
    """A legal basis without a title is rejected."""
    with pytest.raises(ValueError, match="title"):
        LegalBasis(title="")


def test_a_statute_without_dates_is_unknown():
    """A statute without versions is of unknown validity."""
    register = StatuteRegister([Statute(id="x", title="某规定", kind=StatuteKind.RULE)])
    assert register.status(LegalBasis(title="某规定"), TODAY).force is Force.UNKNOWN
    assert register.find("某规定") is not None


def test_versions_are_looked_up_by_label_or_year():
    """A version is looked up by its label or its year."""
    statute = statute_register().find("行政许可法")
    assert statute is not None
    assert statute.version_named("2004") is statute.version[0]  # in force from 2004
    assert statute.version_named("1998") is None
    undated = Statute(
        id="y",
        title="乙",
        kind=StatuteKind.RULE,
        version=(StatuteVersion(label="试行", effective=date(2020, 1, 1)),),
    )
    assert undated.version_named("2020") is undated.version[0]
    assert undated.basis("3").cite() == "《乙》第三条"


def test_cited_versions_that_do_not_fit_the_day():
    """A later version is not yet in force; an unknown version gives UNKNOWN."""
    register = statute_register()
    early = register.status(
        LegalBasis(title="行政许可法", version="2019"), date(2019, 4, 22)
    )
    assert early.force is Force.NOT_YET
    strange = register.status(LegalBasis(title="行政许可法", version="1995"), TODAY)
    assert strange.force is Force.UNKNOWN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《 》第一条", []),
        (
            "《行政许可法》(2003年8月27日通过,2019年4月23日修正)第七条",
            ["《行政许可法》(2019)第七条"],
        ),
        ("《行政许可法》第\uff11\uff12条", ["《行政许可法》第十二条"]),
        (
            "《行政许可法》第三十二、三十三条",
            ["《行政许可法》第三十二条", "《行政许可法》第三十三条"],
        ),
        ("依据行政许可法第四十二条", ["《行政许可法》第四十二条"]),
    ],
)
def test_odd_citations(text: str, expected: list[str]):
    """Citations as real lists contain them."""
    assert [basis.cite() for basis in parse_citations(text)] == expected


@pytest.mark.parametrize(
    "text", ["甲" * 100_000, "《" * 100_000, "《a" * 50_000, "第一" * 50_000]
)
def test_long_citations_are_read_in_time(text: str):
    """Parsing a hundred thousand characters does not time out."""
    assert all(basis.cite() for basis in parse_citations(text))
