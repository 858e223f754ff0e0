"""How a payer judges: pure rules, as tables."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.sandbox import adjudication, categories, plans, scenarios
from app.sandbox.adjudication import Approval, Circumstances, allow, deny, judge
from app.sandbox.denials import REASONS
from app.sandbox.payers import DENYING, INSTANT, PARTLY
from app.sandbox.reading import Line, ReceivedClaim
from app.sandbox.stories import Cover

TODAY = date(2026, 11, 22)
COVER = Cover("ALPHA-1", plans.plan_of("DEMO-ALPHA"), date(2025, 1, 1), date(2026, 12, 31))
GAMMA = replace(COVER, plan=plans.plan_of("DEMO-GAMMA"))


def line(category: str = plans.CONSULTATION, net: str = "12.500", **more) -> Line:
    values = {
        "sequence": 1,
        "system": "s",
        "code": f"DEMO-{category}",
        "display": "",
        "category": category,
        "day": TODAY,
        "quantity": Decimal(1),
        "net": Decimal(net),
        "tax": Decimal("0.000"),
        "patient_share": Decimal("1.250"),
    }
    return Line(**{**values, **more})


def claim(*lines: Line, **more) -> ReceivedClaim:
    values = {
        "use": "claim",
        "kind": "professional",
        "patient_id": "12345678",
        "patient_name": "",
        "deferred": False,
        "emergency": False,
        "approvals": (),
        "related": (),
        "comment": "",
        "prescription": "",
        "attachments": (),
        "lines": lines,
        "total": sum((x.net for x in lines), Decimal(0)),
    }
    return ReceivedClaim(**{**values, **more})


def knowing(cover: Cover = COVER, temper: str = INSTANT, **more) -> Circumstances:
    values = {
        "evidence": False,
        "unanswered": False,
        "approvals": {},
        "claimed_before": frozenset(),
        "still_held": frozenset(),
    }
    return Circumstances(cover=cover, temper=temper, **{**values, **more})


CONS, LAB, IMG, MED, DEN = (
    plans.CONSULTATION,
    plans.LABORATORY,
    plans.IMAGING,
    plans.MEDICATION,
    plans.DENTAL,
)
OK = Approval(date(2026, 12, 1), {f"DEMO-{IMG}": Decimal(1), f"DEMO-{LAB}": Decimal(1)})
LATE = replace(OK, until=date(2026, 11, 21))
OTHER = replace(OK, left={"X": Decimal(1)})
USED = replace(OK, left={f"DEMO-{IMG}": Decimal("0.999")})

# fmt: off
REASON = [
    # cover                                     temper   category  approvals      evidence  reason
    (COVER,                                     INSTANT, CONS,     {},            False,    ""),
    (COVER,                                     DENYING, CONS,     {},            False,    "MNEC-003"),
    (GAMMA,                                     PARTLY,  CONS,     {},            False,    ""),
    (GAMMA,                                     PARTLY,  MED,      {},            False,    ""),
    (GAMMA,                                     PARTLY,  LAB,      {},            False,    "MNEC-003"),
    (GAMMA,                                     PARTLY,  LAB,      {},            True,     ""),
    (GAMMA,                                     PARTLY,  LAB,      {"A": OK},     False,    ""),
    (GAMMA,                                     PARTLY,  IMG,      {},            False,    "AUTH-001"),
    (GAMMA,                                     PARTLY,  IMG,      {},            True,     "AUTH-001"),
    (GAMMA,                                     PARTLY,  IMG,      {"A": OK},     False,    ""),
    (GAMMA,                                     PARTLY,  IMG,      {"A": LATE},   False,    "AUTH-004"),
    (GAMMA,                                     PARTLY,  IMG,      {"A": OTHER},  False,    "AUTH-005"),
    (GAMMA,                                     PARTLY,  IMG,      {"B": OK},     False,    "AUTH-003"),
    (GAMMA,                                     PARTLY,  IMG,      {"A": USED},   False,    "BENX-002"),
    (COVER,                                     INSTANT, DEN,      {},            False,    "NCOV-003"),
    (replace(COVER, begins=date(2026, 11, 22)), INSTANT, CONS,     {},            False,    ""),
    (replace(COVER, begins=date(2026, 11, 23)), INSTANT, CONS,     {},            False,    "ELIG-006"),
    (replace(COVER, ends=date(2026, 11, 22)),   INSTANT, CONS,     {},            False,    ""),
    (replace(COVER, ends=date(2026, 11, 21)),   INSTANT, CONS,     {},            False,    "ELIG-005"),
    (replace(COVER, not_in_force="not-active"), INSTANT, CONS,     {},            False,    "ELIG-005"),
    (replace(COVER, not_in_force="not-covered"), INSTANT, CONS,    {},            False,    "NCOV-003"),
    (replace(COVER, not_in_force="limit-exhausted"), INSTANT, CONS, {},           False,    "BENX-005"),
    (replace(COVER, not_in_force="out-network"), INSTANT, CONS,    {},            False,    "ELIG-007"),
    (replace(COVER, not_in_force="coverage-suspended"), INSTANT, CONS, {},        False,    "ELIG-008"),
    (replace(COVER, not_in_force="not-direct-billing"), INSTANT, CONS, {},        False,    "CLAI-017"),
]
MONEY = [
    # net       share    paid     eligible  copay    benefit  outcome
    ("12.500", "1.250",  None,    "12.500", "1.250", "11.250", "approved"),
    ("12.500", "0.000",  None,    "12.500", "0.000", "12.500", "approved"),
    ("12.500", "20.000", None,    "12.500", "12.500", "0.000", "approved"),
    ("12.500", "1.250",  "5.000",  "6.250", "1.250",  "5.000", "partial"),
    ("12.500", "1.250",  "11.249", "12.499", "1.250", "11.249", "partial"),
    ("12.500", "1.250",  "11.250", "12.500", "1.250", "11.250", "approved"),
    ("12.500", "1.250",  "99.000", "12.500", "1.250", "11.250", "approved"),
]
CATEGORY = [
    ("http://x/osl", "OSL-1",            "",              "professional", CONS),
    ("http://x/cpt", "99213",            "",              "professional", CONS),
    ("http://x/cpt", "85025",            "",              "professional", LAB),
    ("http://x/cpt", "71046",            "",              "professional", IMG),
    ("http://x/cpt", "12001",            "",              "professional", plans.OTHER),
    ("http://x/procedure", "DEMO-LAB-1", "",              "professional", LAB),
    ("http://x/procedure", "DEMO-0007",  "CBC",           "professional", LAB),
    ("http://x/procedure", "DEMO-0008",  "Chest X-ray",   "professional", IMG),
    ("http://x/demo-services", "DEMO-1001", "",           "professional", CONS),
    ("http://x/demo-services", "DEMO-2001", "",           "professional", LAB),
    ("http://x/demo-services", "DEMO-3001", "",           "professional", IMG),
    ("http://x/demo-services", "DEMO-4001", "",           "professional", plans.OTHER),
    ("http://x/demo-services", "DEMO-6001", "",           "professional", DEN),
    ("http://x/medication-codes", "1",   "",              "professional", MED),
    ("http://x/procedure", "DEMO-LAB-1", "",              "pharmacy",     MED),
    ("http://x/procedure", "1",          "",              "oral",         DEN),
]
# fmt: on


@pytest.mark.parametrize(("cover", "temper", "category", "approvals", "evidence", "reason"), REASON)
def test_why_a_line_is_denied(*, cover, temper, category, approvals, evidence, reason):
    asked = claim(line(category), approvals=("A",) if approvals else ())
    known = knowing(cover, temper, approvals=approvals, evidence=evidence)
    verdict = judge(asked, known).lines[0]
    assert verdict.reason == reason
    assert verdict.outcome == ("rejected" if reason else "approved")


def test_an_emergency_needs_no_approval_before():
    verdict = judge(claim(line(IMG), emergency=True), knowing(GAMMA)).lines[0]
    assert (verdict.reason, verdict.outcome) == ("", "approved")
    # One that is named is looked at all the same.
    late = claim(line(IMG), emergency=True, approvals=("A",))
    assert judge(late, knowing(GAMMA, PARTLY, approvals={"A": LATE})).lines[0].reason == "AUTH-004"


def test_a_line_claimed_before_is_a_duplicate():
    twice = claim(line(), line(sequence=2))
    verdict = judge(twice, knowing(claimed_before=frozenset({2})))
    assert [x.reason for x in verdict.lines] == ["", "DUPL-001"]
    assert verdict.outcome == "partial"


@pytest.mark.parametrize(("category", "outcome"), [(LAB, "rejected"), (IMG, "approved")])
def test_an_approval_request_needs_no_approval(category, outcome):
    asked = claim(line(category), use="preauthorization")
    assert judge(asked, knowing(GAMMA, PARTLY)).outcome == outcome


def test_the_limit_cuts_the_line_that_passes_it():
    cover = replace(COVER, plan=COVER.plan.with_used("outpatient", "480.000"))
    lines = [line(net="15.000"), line(net="15.000", sequence=2), line(sequence=3)]
    verdict = judge(claim(*lines), knowing(cover))
    assert [x.outcome for x in verdict.lines] == ["approved", "partial", "rejected"]
    assert [x.reason for x in verdict.lines] == ["", "BENX-005", "BENX-005"]
    assert verdict.benefit == Decimal("20.000")


@pytest.mark.parametrize(("net", "share", "paid", "eligible", "copay", "benefit", "outcome"), MONEY)
def test_money_adds_up_to_the_baisa(*, net, share, paid, eligible, copay, benefit, outcome):
    asked = line(net=net, patient_share=Decimal(share))
    verdict = allow(asked, Decimal(paid) if paid else None)
    assert (str(verdict.eligible), str(verdict.copay), str(verdict.benefit)) == (
        eligible,
        copay,
        benefit,
    )
    assert verdict.outcome == outcome
    assert verdict.eligible == verdict.copay + verdict.benefit


def test_totals_are_the_sums_of_the_lines():
    lines = (
        allow(line()),
        allow(line(sequence=2), Decimal("3.001")),
        deny(line(sequence=3), "MNEC-003"),
    )
    totals = adjudication.Verdict(lines).totals()
    assert {k: str(v) for k, v in totals.items()} == {
        "submitted": "37.500",
        "eligible": "16.751",
        "copay": "2.500",
        "benefit": "14.251",
        "tax": "0.000",
    }


@pytest.mark.parametrize(("system", "code", "display", "kind", "category"), CATEGORY)
def test_what_a_service_is(system, code, display, kind, category):
    assert categories.category_of(system, code, display, kind) == category


@pytest.mark.parametrize(
    ("changed", "same"),
    [({}, True), ({"quantity": Decimal("1.00")}, True), ({"code": "X"}, False),
     ({"day": date(2026, 11, 21)}, False), ({"net": Decimal("12.501")}, False)],
)  # fmt: skip
def test_when_two_lines_are_the_same(changed, same):
    first, second = line(), replace(line(), **changed)
    earlier = [(first.system, first.code, first.day, first.quantity, first.net)]
    assert adjudication.duplicates([second], earlier) == (frozenset({1}) if same else frozenset())


def test_every_reason_a_rule_gives_is_in_the_list():
    given = {row[-1] for row in REASON if row[-1]} | {"DUPL-001", "BENX-005", "COPY-001"}
    assert given <= set(REASONS)
    for english, arabic in REASONS.values():
        assert english.endswith(".")
        assert arabic.endswith(".")


@pytest.mark.parametrize(
    ("patient_id", "known"),
    [("12345678", True), ("00000000", True), ("1234567", False), ("123456789", False),
     ("A1234567", True), ("", False), ("10000001", True)],
)  # fmt: skip
def test_who_is_a_member(patient_id, known):
    story = scenarios.story_of(patient_id, "DEMO-ALPHA", TODAY)
    assert bool(story.covers) is known
    assert story.refusal == ("" if known else "1658")


def test_the_member_number_does_not_show_the_civil_id():
    number = scenarios.member_number("12345678", "DEMO-GAMMA")
    assert number.startswith("GAMMA-")
    assert "12345678" not in number


def test_magic_numbers_are_all_different_and_synthetic():
    ids = [s.civil_id for s in scenarios.SCENARIOS]
    assert ids == [f"{10_000_001 + n}" for n in range(len(ids))]
    assert len({s.name for s in scenarios.SCENARIOS}) == len(ids)
