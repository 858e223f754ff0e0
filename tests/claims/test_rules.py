from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims import rules
from app.claims.errors import NothingJudged
from app.claims.values import LineDraft
from app.kernel.money import ZERO, decimals
from tests.claims.scrubbing.facts import DAY, LINE, days, sibling

OMR = Decimal
amounts = st.decimals(min_value=0, max_value=99_999, places=3)
quantities = st.decimals(min_value="0.001", max_value=999, places=3)
factors = st.decimals(min_value="0.01", max_value=2, places=2)
percents = st.decimals(min_value=0, max_value=100, places=2)
caps = st.none() | amounts

# fmt: off
PRICES = [
    # quantity     unit price       factor        price
    (OMR("1"),     OMR("20.000"),   OMR("1"),     OMR("20.000")),
    (OMR("3"),     OMR("0.333"),    OMR("1"),     OMR("0.999")),
    (OMR("0.5"),   OMR("0.001"),    OMR("1"),     OMR("0.001")),
    (OMR("0.499"), OMR("0.001"),    OMR("1"),     OMR("0.000")),
    (OMR("1.5"),   OMR("6.667"),    OMR("1"),     OMR("10.001")),
    (OMR("2"),     OMR("10.000"),   OMR("0.85"),  OMR("17.000")),
]
TAXES = [
    # price          category         tax
    (OMR("20.000"),  "standard",      OMR("1.000")),
    (OMR("0.010"),   "standard",      OMR("0.001")),
    (OMR("0.009"),   "standard",      OMR("0.000")),
    (OMR("20.000"),  "exempt",        ZERO),
    (OMR("20.000"),  "zero",          ZERO),
    (OMR("20.000"),  "out_of_scope",  ZERO),
]
SHARES = [
    # nets                          percent       maximum         shares
    (["20.000"],                    OMR("10"),    None,           ["2.000"]),
    (["20.000"],                    None,         None,           ["0.000"]),
    (["20.000"],                    OMR("0"),     None,           ["0.000"]),
    (["20.000"],                    OMR("100"),   None,           ["20.000"]),
    (["20.000"],                    OMR("10"),    OMR("1.999"),   ["1.999"]),
    (["20.000"],                    OMR("10"),    OMR("2.000"),   ["2.000"]),
    (["20.000"],                    OMR("10"),    ZERO,           ["0.000"]),
    (["0.001", "0.001", "0.001"],   OMR("50"),    None,           ["0.001", "0.001", "0.000"]),
    (["10.000", "10.000", "10.000"],OMR("50"),    OMR("10"),      ["3.334", "3.333", "3.333"]),
    (["30.000", "10.000"],          OMR("20"),    OMR("4.000"),   ["3.000", "1.000"]),
    (["0.000", "10.000"],           OMR("20"),    None,           ["0.000", "2.000"]),
    ([],                            OMR("20"),    None,           []),
    (["0.000"],                     OMR("20"),    None,           ["0.000"]),
]
LEFT = [
    # service        today            left
    (DAY,            DAY,             60),
    (DAY - days(59), DAY,             1),
    (DAY - days(60), DAY,             0),
    (DAY - days(61), DAY,             -1),
]
OUTCOMES = [
    # lines                               claim
    (["approved"],                        "approved"),
    (["approved", "approved"],            "approved"),
    (["denied", "denied"],                "denied"),
    (["approved", "denied"],              "partial"),
    (["partial"],                         "partial"),
    (["approved", "partial"],             "partial"),
    (["approved", "pended"],              "pended"),
    (["denied", "pended"],                "pended"),
]
JUDGED = [
    # asked         approved         outcome
    ("18.000",      "18.000",        "approved"),
    ("18.000",      "18.001",        "approved"),
    ("18.000",      "17.999",        "partial"),
    ("18.000",      "0.001",         "partial"),
    ("18.000",      "0.000",         "denied"),
]
# fmt: on


@pytest.mark.parametrize(("quantity", "unit_price", "factor", "price"), PRICES)
def test_line_price(quantity, unit_price, factor, price):
    assert rules.line_price(quantity, unit_price, factor) == price


@pytest.mark.parametrize(("price", "category", "tax"), TAXES)
def test_tax(price, category, tax):
    assert rules.tax_of(price, category) == tax


@pytest.mark.parametrize(("nets", "percent", "maximum", "shares"), SHARES)
def test_patient_shares(nets, percent, maximum, shares):
    computed = rules.patient_shares([OMR(net) for net in nets], percent, maximum)

    assert [str(share) for share in computed] == shares


@pytest.mark.parametrize(("service", "today", "left"), LEFT)
def test_days_left(service, today, left):
    assert rules.days_left(service, today, 60) == left


@pytest.mark.parametrize(("outcomes", "adjudication"), OUTCOMES)
def test_adjudication(outcomes, adjudication):
    assert rules.adjudication_of(outcomes) == adjudication


def test_an_answer_without_lines_judges_nothing():
    with pytest.raises(NothingJudged):
        rules.adjudication_of([])


@pytest.mark.parametrize(("asked", "approved", "outcome"), JUDGED)
def test_line_outcome(asked, approved, outcome):
    assert rules.line_outcome(OMR(asked), OMR(approved)) == outcome


# fmt: off
DUPLICATES = [
    ({},                                    True,  True),
    ({"quantity": OMR(2)},                  False, True),
    ({"practitioner_licence": "P-2"},       False, True),
    ({"service_date": DAY - days(1)},       False, True),
    ({"service_date": DAY + days(3)},       False, True),
    ({"service_date": DAY + days(4)},       False, False),
    ({"code": "DEMO-101"},                  False, False),
]
# fmt: on


@pytest.mark.parametrize(("changes", "exact", "near"), DUPLICATES)
def test_duplicates(changes, exact, near):
    (other,) = sibling(**changes).siblings

    assert rules.is_exact_duplicate(LINE, "P-1", other) is exact
    assert rules.is_near_duplicate(LINE, other, 3) is near


@given(st.lists(amounts, max_size=12), percents, caps)
def test_shares_add_up_to_the_capped_copayment_and_never_exceed_their_line(nets, percent, cap):
    shares = rules.patient_shares(nets, percent, cap)
    asked = rules.round_baisa(sum(nets, ZERO) * percent / 100)

    assert sum(shares, ZERO) == (asked if cap is None else min(asked, cap))
    for net, share in zip(nets, shares, strict=True):
        assert ZERO <= share <= net
        assert decimals(share) <= 3


@given(st.lists(amounts, min_size=2, max_size=12), percents)
def test_each_share_is_within_a_baisa_of_its_exact_part(nets, percent):
    shares = rules.patient_shares(nets, percent)
    whole = sum(nets, ZERO)

    for net, share in zip(nets, shares, strict=True):
        exact = sum(shares, ZERO) * net / whole if whole else ZERO
        assert abs(share - exact) < OMR("0.001") + OMR("1e-12")


drafts = st.builds(
    LineDraft,
    sequence=st.just(1),
    local_code=st.just("C1"),
    service_date=st.just(date(2026, 11, 22)),
    quantity=quantities,
    unit_price=amounts,
    factor=factors,
    vat_category=st.sampled_from(["exempt", "zero", "standard", "out_of_scope"]),
)


@given(st.lists(drafts, max_size=8), percents, caps)
def test_a_claim_always_adds_up(lines, percent, cap):
    claim = rules.claim_amounts(lines, percent, cap)

    assert claim.net == rules.claim_total(line.net for line in claim.lines)
    assert claim.net == claim.patient_share + claim.payer_share
    assert claim.tax == sum((line.tax for line in claim.lines), ZERO)
    for draft, line in zip(lines, claim.lines, strict=True):
        assert line.net == rules.line_net(draft.quantity, draft.unit_price, draft.factor, line.tax)
        assert line.payer_share == rules.payer_share(line.net, line.patient_share) >= ZERO


def test_a_share_typed_by_a_person_stands():
    plain = LineDraft(
        sequence=1, local_code="C1", service_date=DAY, quantity=OMR(1), unit_price=OMR(20),
        patient_share=OMR("0.500"),
    )  # fmt: skip
    claim = rules.claim_amounts([plain], OMR(10))

    assert claim.patient_share == OMR("0.500")
    assert claim.payer_share == OMR("19.500")
