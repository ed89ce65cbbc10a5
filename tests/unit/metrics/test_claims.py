"""Published figures: reproduced, not reproduced, and not derivable."""

from fractions import Fraction

import pytest

from zhengwu.metrics import Aggregation, Base, Claim, published_claims, reproduce
from zhengwu.metrics._changes import BeforeAfter, reduction
from zhengwu.metrics._claims import Bound, Reproduced

CLAIMS = published_claims()


@pytest.mark.parametrize(
    ("name", "percent"),
    [("documents", 36.36), ("days", 80.65)],
    ids=["documents", "days"],
)
def test_huainan_towns_are_reproduced_exactly(name, percent):
    """11 to 7 documents and 31 to 6 days over six items, on the previous promise."""
    reproduction = reproduce(CLAIMS[f"huainan-2020/town/{name}"])
    assert reproduction.outcome is Reproduced.MATCH
    assert reproduction.metric is not None
    assert round(reproduction.metric.percent or 0, 2) == percent
    assert reproduction.metric.base is Base.PREVIOUS


@pytest.mark.parametrize("tier", ["city", "county", "district"])
@pytest.mark.parametrize("what", ["documents", "days"])
def test_huainan_means_are_rounded_so_that_the_figure_is_not_derivable(tier, what):
    """4.62 to 2.16 gives 53.25, printed 53.18: within the range that the rounding allows."""
    reproduction = reproduce(CLAIMS[f"huainan-2020/{tier}/{what}"])
    assert reproduction.outcome is Reproduced.NOT_DERIVABLE
    assert reproduction.metric is not None
    assert (
        abs((reproduction.metric.percent or 0) - float(reproduction.claim.value)) < 0.15
    )
    assert "合计" in reproduction.missing[0]


def test_luoyang_is_on_another_base_than_the_statutory_days():
    """1220 of 7886 days is 15.47 %, not 32.19 %; the base would have to be 3790."""
    reproduction = reproduce(CLAIMS["luoyang-2012/days"])
    assert reproduction.outcome is Reproduced.MISMATCH
    assert reproduction.metric is not None
    assert round(reproduction.metric.percent or 0, 2) == 15.47
    assert reproduction.implied_base is not None
    assert round(reproduction.implied_base) == 3790
    assert "隐含基数" in reproduction.explain()
    assert "base would have to be" in reproduction.explain("en")


def test_item_sites_of_yumen():
    """41 items to 14 centres: 574 at most."""
    claim = CLAIMS["yumen-2018/sites"]
    reproduction = reproduce(claim)
    assert (reproduction.outcome, claim.bound) == (Reproduced.MATCH, Bound.AT_MOST)
    assert reproduction.metric is not None
    assert reproduction.metric.value == 574


@pytest.mark.parametrize(
    "name", [c.id for c in CLAIMS.values() if not c.given or c.id.startswith("unnamed")]
)
def test_figures_that_the_text_lacks_are_not_derivable(name):
    reproduction = reproduce(CLAIMS[name])
    assert reproduction.outcome is Reproduced.NOT_DERIVABLE
    assert reproduction.missing
    assert "无法复算" in reproduction.explain()


def test_every_claim_has_its_source_and_both_languages():
    for claim in CLAIMS.values():
        assert claim.source
        assert claim.zh
        assert claim.en


def test_a_custom_claim_against_several_readings():
    """The first metric that prints as the published figure, and the other metrics."""
    pairs = [BeforeAfter(20, 5), BeforeAfter(10, 0)]
    readings = [
        reduction("x", ("压缩", "cut"), pairs, base=Base.STATUTORY, aggregation=how)
        for how in (Aggregation.RATIO_OF_SUMS, Aggregation.MEAN_OF_RATIOS)
    ]
    claim = Claim(id="本区", zh="平均压缩", en="cut", value="87.5")
    reproduction = reproduce(claim, readings)
    assert reproduction.outcome is Reproduced.MATCH
    assert reproduction.metric is readings[1]
    assert reproduction.tried == (readings[0],)


def test_bounds():
    at_least = Claim(id="x", zh="x", en="x", value="98", bound=Bound.AT_LEAST)
    assert at_least.fits(Fraction(99, 100))
    assert not at_least.fits(Fraction(97, 100))
    rough = Claim(id="x", zh="x", en="x", value="50", bound=Bound.ABOUT)
    assert rough.fits(Fraction(53, 100))
    assert not rough.fits(Fraction(57, 100))
    assert not Claim(id="x", zh="x", en="x").fits(Fraction(1))
