"""Files of payments, statements of the bank, matching and forecasts: values in, values out."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from app.banking import statements
from app.kernel.sheets import HeadingMissing
from app.remittances import bank_matching, files, forecasting, matching
from app.remittances.bank_matching import Booked, Paid
from app.remittances.forecasting import Owed, Speed
from app.remittances.matching import Candidate, Verdict, Wanted

OMR = Decimal
ONE, TWO, ALPHA = UUID(int=1), UUID(int=2), UUID(int=9)
DAY = date(2026, 11, 22)


# ---- which claim -------------------------------------------------------------------------------


def candidate(claim_id=ONE, number="C-2026-000001", **more) -> Candidate:
    known = {"identifiers": frozenset({f"{number}-1"}), "payer_reference": "PAY-1", "payer_id": ALPHA,
             "patient_id": UUID(int=5), "service_date": DAY, "amounts": frozenset({OMR("10.000")})}  # fmt: skip
    return Candidate(claim_id=claim_id, number=number, **{**known, **more})


def wanted(identifier="", reference="", amount="10.000", **more) -> Wanted:
    return Wanted(identifier=identifier, reference=reference, amount=OMR(amount), **more)


BOTH = [candidate(), candidate(TWO, "C-2026-000002", payer_reference="PAY-2")]


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        (wanted("c-2026-000001 "), Verdict(ONE, ("our_number",))),
        (wanted("C-2026-000002-1", "PAY-2"), Verdict(TWO, ("our_number", "payers_number"))),
        (wanted(reference="PAY-2"), Verdict(TWO, ("payers_number",))),
        (wanted("C-2026-000001", "PAY-2"), Verdict(problem="numbers_disagree", probable_id=ONE, reasons=("our_number",))),
        (wanted("C-2026-000001-9"), Verdict(problem="unknown_claim", probable_id=ONE, reasons=("number_alike", "same_amount"))),
        (wanted("X", amount="1.000"), Verdict(problem="unknown_claim")),
        (wanted("X"), Verdict(problem="several_claims", probable_id=ONE, reasons=("same_amount",))),
    ],
)  # fmt: skip
def test_decided_by_the_strongest_sign(asked, verdict):
    assert matching.decide(asked, BOTH) == verdict


def test_patient_day_and_amount_decide_only_when_one_claim_has_them():
    asked = wanted(patient_id=UUID(int=5), service_date=DAY)
    assert matching.decide(asked, BOTH[:1]) == Verdict(ONE, ("same_visit",))
    assert matching.decide(asked, BOTH).claim_id is None


def test_a_number_the_payer_wrote_wrongly_is_never_overruled_by_weaker_signs():
    asked = wanted("C-1999-777777", patient_id=UUID(int=5), service_date=DAY)
    assert matching.decide(asked, BOTH[:1]).claim_id is None


# ---- a file of payments ------------------------------------------------------------------------


def test_rows_become_lines_with_what_was_kept_apart():
    table = [
        ["Claim number", "Amount paid", "Fee", "Type", "Line", "Visit"],
        ["C-2026-000001-1", "9.500", "0.500", "", "2", "22/11/2026"],
        ["C-2026-000001-1", "3.000", "", "recovery", "", ""],
    ]
    lines, errors = files.read_lines(table)
    assert errors == []
    assert [(one.kind, one.amount, one.claim_line) for one in lines] == [
        ("payment", OMR("10.000"), 2), ("fee", OMR("-0.500"), 2), ("takeback", OMR("-3.000"), None),
    ]  # fmt: skip
    assert lines[0].service_date == DAY


def test_arabic_headings_and_brackets():
    table = [["رقم المطالبة", "المبلغ المدفوع", "النوع"], ["C-2026-000001", "(1,200.500)", "تسوية"]]
    (line,), errors = files.read_lines(table)
    assert (errors, line.amount, line.kind) == ([], OMR("-1200.500"), "adjustment")


def test_every_wrong_cell_is_named():
    table = [
        ["claim", "paid", "type", "visit", "line"],
        ["C-1", "1,50", "gift", "31.2.2026", "x"],
        ["", "2.000", "", "", ""],
        ["C-2", "", "", "", ""],
    ]
    lines, errors = files.read_lines(table)
    assert lines == []
    assert [(one.line, one.column) for one in errors] == [
        (2, "amount"), (2, "service_date"), (2, "kind"), (2, "line"), (3, "claim"), (4, "amount"),
    ]  # fmt: skip
    with pytest.raises(HeadingMissing):
        files.read_lines([["claim"], ["C-1"]])


# ---- the bank ----------------------------------------------------------------------------------

STATEMENT = [
    ["Bank Muscat", "", "", ""],
    ["Date", "Description", "Reference No", "Credit"],
    ["21/11/2026", "Alpha Insurance payment", "TRF-12345", "1,250.500"],
    ["21/11/2026", "Charges", "", ""],
    ["22/11/2026", "Cash deposit", "", "20.000"],
]


def test_columns_are_found_by_name_wherever_the_headings_stand():
    place, names = statements.headings(STATEMENT)
    assert place == 1
    assert statements.guess(names) == {"day": 0, "credit": 3, "reference": 2, "narrative": 1}
    found, wrong, left_out = statements.credits_of(STATEMENT, statements.guess(names))
    assert [(one.booked_on, one.amount) for one in found] == [(date(2026, 11, 21), OMR("1250.500")), (DAY, OMR("20.000"))]  # fmt: skip
    assert (wrong, left_out) == ([], 1)


def test_cells_of_the_bank_that_cannot_be_read_are_named():
    table = [["Date", "Credit"], ["yesterday", "1.000"], ["22/11/2026", "12,5"]]
    found, wrong, _left_out = statements.credits_of(table, {"day": 0, "credit": 1})
    assert found == []
    assert [(one.line, one.column) for one in wrong] == [(2, "day"), (3, "credit")]


def paid(remittance_id=ONE, amount="1250.500", number="TRF-12345", days=0) -> Paid:
    return Paid(remittance_id=remittance_id, references=(number,), amount=OMR(amount), paid_on=DAY - timedelta(days=days), payer_names=("Alpha Insurance",))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "others", "reasons", "certain"),
    [
        ("TRF 12345", [paid()], ("reference", "amount", "day"), True),
        ("Alpha Insurance", [paid()], ("amount", "day", "payer"), True),
        ("Alpha Insurance", [paid(), paid(TWO)], ("amount", "day", "payer"), False),
        ("something", [paid()], ("amount", "day"), False),
        ("TRF-12345", [paid(amount="9.000")], ("reference", "day"), False),
    ],
)
def test_credits_are_certain_by_number_and_amount_or_by_all_else(text, others, reasons, certain):
    booked = Booked(amount=OMR("1250.500"), booked_on=DAY, text=text)
    first = bank_matching.matches(booked, others)[0]
    assert (first.reasons, first.certain) == (reasons, certain)


def test_nothing_in_common_is_no_match():
    assert bank_matching.matches(Booked(amount=OMR("1"), booked_on=DAY, text="x"), [paid()]) == []


# ---- what is owed, and when --------------------------------------------------------------------


def test_buckets_have_no_gap_and_no_overlap():
    places = [forecasting.bucket_of(days) for days in (-3, 0, 30, 31, 60, 61, 90, 91, 400)]
    assert places == [0, 0, 0, 1, 1, 2, 2, 3, 3]
    ages = forecasting.ageing([Owed(ALPHA, DAY - timedelta(days=45), OMR("2"))], DAY)
    assert ages == {ALPHA: [0, OMR("2"), 0, 0]}


def test_a_pace_needs_five_claims():
    assert forecasting.speed([10, 20, 30, 40]) is None
    assert forecasting.speed([10, 20, 30, 40, 90]) == Speed(median=30, p80=40, claims=5)


def test_weeks_of_oman_begin_on_sunday():
    assert forecasting.week_of(date(2026, 11, 22)) == date(2026, 11, 22)
    assert forecasting.week_of(date(2026, 11, 28)) == date(2026, 11, 22)


def test_what_is_late_is_expected_this_week_the_distant_later_and_the_unknown_nowhere():
    owed = [Owed(ALPHA, DAY - timedelta(days=100), OMR("5")), Owed(ALPHA, DAY, OMR("7")), Owed(ALPHA, DAY + timedelta(days=9), OMR("3")), Owed(ONE, DAY, OMR("1"))]  # fmt: skip
    speeds = {ALPHA: Speed(median=8, p80=15, claims=9), ONE: None}
    weeks = forecasting.expected_by_week(owed, speeds, DAY, weeks=3)
    assert [(one.usual, one.slow) for one in weeks] == [(OMR("5"), OMR("5")), (OMR("7"), 0), (OMR("3"), OMR("7")), (0, OMR("3"))]  # fmt: skip
    for pace in ("usual", "slow"):
        assert sum(getattr(one, pace) for one in weeks) == OMR("15")
