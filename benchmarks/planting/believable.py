"""Claims as a clinic and a pharmacy write them, without a fault; seeded, so that a run can be repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from app.claims import rules
from app.claims.scrubbing.days import MUSCAT
from app.claims.surroundings import (
    ApprovalFacts,
    ApprovedLineFacts,
    AttachmentFacts,
    DispenseFacts,
    PrescriptionFacts,
    SiblingFacts,
    SupplyFacts,
    VisitFacts,
)
from app.claims.values import (
    PRINCIPAL,
    SECONDARY,
    ClaimFacts,
    CoverageFacts,
    DiagnosisFacts,
    EligibilityFacts,
    IdentityFacts,
    LineFacts,
    PatientFacts,
    PolicyFacts,
    ProviderFacts,
)

TODAY = date(2026, 11, 22)
NOON = time(12)
ZERO = Decimal("0.000")
SPECIALTIES = ("general", "paediatrics", "ent", "dental")

# Code, category, price in rials: nothing special about any of them.
PLAIN = (
    ("DEMO-1001", "consultation", "10.000"), ("DEMO-1002", "consultation", "15.000"),
    ("DEMO-2001", "laboratory", "4.200"), ("DEMO-2002", "laboratory", "6.750"),
    ("DEMO-2003", "laboratory", "3.125"), ("DEMO-2004", "laboratory", "8.400"),
    ("DEMO-2005", "laboratory", "2.345"), ("DEMO-4001", "procedure", "25.000"),
    ("DEMO-4002", "procedure", "12.500"), ("DEMO-4003", "consumable", "1.275"),
)  # fmt: skip
MEDICINES = (
    ("DEMO-7001", "amoxicillin", "0.120"), ("DEMO-7002", "paracetamol", "0.025"),
    ("DEMO-7003", "metformin", "0.060"), ("DEMO-7004", "cetirizine", "0.085"),
    ("DEMO-7005", "omeprazole", "0.140"), ("DEMO-7006", "amlodipine", "0.095"),
)  # fmt: skip
# What the payer has rules about.
IMAGE, SCAN, FILLING, REFERRED = "DEMO-3001", "DEMO-3002", "DEMO-6001", "DEMO-4010"
SPECIAL, PANEL, PANEL_PARTS = "DEMO-1010", "DEMO-2100", ("DEMO-2101", "DEMO-2102")
PACKAGE, PACKED, APART, YEARLY, LIMITED = "DEMO-4100", "DEMO-4101", ("DEMO-2201", "DEMO-2202"), "DEMO-2300", "DEMO-2400"  # fmt: skip
RULES = {
    "specialties_of_code": {SPECIAL: ["cardiology"]},
    "incompatible_codes": {APART[0]: [APART[1]]},
    "daily_maximum": {LIMITED: 2},
    "frequencies": {YEARLY: {"times": 2, "days": 90}},
    "bundles": {PANEL: list(PANEL_PARTS)},
    "packages": {PACKAGE: [PACKED]},
    "codes_needing_site": [FILLING],
    "codes_needing_referral": [REFERRED],
    "codes_needing_approval": [SCAN],
    "approval_above": "400.000",
    "attachments_for": {"imaging": ["report"]},
}
STRICT = {**RULES, "filing_window_days": 60, "free_follow_up_days": 7, "refuse_unspecified": True}
EASY = {**RULES, "near_duplicate_days": 2, "refill_after": "0.50"}
DIAGNOSES = ("J06.9", "E11.9", "I10", "M54.5", "K21.9", "H10.9", "L20.9", "J45.909", "G43.909")
ONE_SEX = {"male": "N40.0", "female": "N76.0"}


@dataclass(frozen=True)
class Claim:
    """A claim's facts, its payer's rules, and the parts of it that are not to be touched."""

    facts: ClaimFacts
    rules: dict[str, object]
    taken: frozenset[str] = frozenset()


def line(code: str, category: str, price: str, day: date, **more: object) -> LineFacts:
    """One line of one unit, to be settled with its claim."""
    values: dict[str, object] = {
        "sequence": 0, "code": code, "local_code": f"L-{code}", "service_date": day, "category": category,
        "quantity": Decimal(1), "unit_price": Decimal(price), "contract_price": Decimal(price), "net": ZERO,
        "code_system": "demo", "pointers": (1,), "in_contract": True, "is_consultation": category == "consultation",
    }  # fmt: skip
    return LineFacts(**{**values, **more})  # type: ignore[arg-type]


def add(facts: ClaimFacts, *lines: LineFacts) -> ClaimFacts:
    """The claim with these lines at its end."""
    return replace(facts, lines=(*facts.lines, *lines))


def settle(facts: ClaimFacts) -> ClaimFacts:
    """Numbers, amounts and shares of the lines as they ought to be."""
    lines = []
    for number, one in enumerate(facts.lines, start=1):
        price = rules.line_price(one.quantity, one.unit_price, one.factor)
        tax = rules.tax_of(price, one.vat_category)
        lines.append(replace(one, sequence=number, tax=tax, net=price + tax))
    answer = facts.eligibility
    shares = rules.patient_shares(
        [one.net for one in lines],
        answer.copay_percent if answer else None,
        answer.copay_max if answer else None,
    )
    settled = tuple(replace(one, patient_share=s) for one, s in zip(lines, shares, strict=True))
    total = rules.claim_total(one.net for one in settled)
    paid = sum(shares, ZERO) if facts.patient_share_collected is not None else None
    return replace(facts, lines=settled, total=total, patient_share_collected=paid)


def believable(rng: Random) -> Claim:
    """A claim of the last weeks at which the checker has nothing to object to."""
    day = TODAY - timedelta(days=rng.randint(0, 20))
    at_pharmacy = rng.random() < 0.3
    facts = _with_history(_visit(rng, day, "pharmacy" if at_pharmacy else "professional"), rng)
    taken: set[str] = set()
    if at_pharmacy:
        facts = replace(facts, lines=_medicines(rng, day))
        if rng.random() < 0.3:
            facts = replace(facts, supplies=(_used_up(rng, facts.lines[0], day),))
    else:
        facts, taken = _treated(facts, rng, day)
    rules_of_payer = dict(rng.choice((STRICT, EASY)))
    return Claim(settle(facts), rules_of_payer, frozenset(taken))


def _visit(rng: Random, day: date, kind: str) -> ClaimFacts:
    sex = rng.choice(("male", "female"))
    member = f"M-{rng.randint(1000, 9999)}"
    patient = PatientFacts(
        name_ar="سالم الحارثي", name_en="Salim Al Harthy", sex=sex,
        identities=(IdentityFacts(kind="NI", number=str(rng.randint(10_000_000, 99_999_999))),),
        birth_date=day - timedelta(days=rng.randint(20 * 366, 60 * 365)),
    )  # fmt: skip
    policy = PolicyFacts(
        payer="DEMO-ALPHA", member_number=member, valid_from=day - timedelta(days=rng.randint(30, 300)),
        valid_to=day + timedelta(days=rng.randint(0, 300)), billed=True,
    )  # fmt: skip
    answer = EligibilityFacts(
        verdict="covered", checked_at=datetime.combine(day, NOON, MUSCAT), service_date=day,
        member_number=rng.choice((member, "")), in_network=rng.choice((True, None)),
        copay_percent=rng.choice((None, Decimal(0), Decimal(10), Decimal(15), Decimal(20))),
        copay_max=rng.choice((None, Decimal(3), Decimal(10))),
        annual_limit=rng.choice((None, Decimal(5000))), used=Decimal(rng.randint(0, 2000)),
        category_left=rng.choice(({}, {"laboratory": Decimal(900), "dental": Decimal(25)})),
    )  # fmt: skip
    return ClaimFacts(
        moment=datetime.combine(TODAY, time(15), MUSCAT), today=TODAY, service_date=day, patient=patient,
        coverage=CoverageFacts(policies=(policy,)), eligibility=answer, provider=_provider(rng, day),
        diagnoses=_diagnoses(rng, sex), lines=(), total=ZERO, kind=kind,
        patient_share_collected=rng.choice((None, ZERO)),
    )  # fmt: skip


def _provider(rng: Random, day: date) -> ProviderFacts:
    before, after = day - timedelta(days=rng.randint(0, 900)), day + timedelta(rng.randint(0, 900))
    return ProviderFacts(
        facility_licence="DEMO-F-1", facility_licence_from=before, facility_licence_to=after,
        practitioner_licence="DEMO-D-1", practitioner_licence_from=before,
        practitioner_licence_to=rng.choice((after, None)), in_payer_list=rng.choice((True, None)),
        specialty=rng.choice(SPECIALTIES), contract_from=before, contract_to=rng.choice((after, None)),
    )  # fmt: skip


def _diagnoses(rng: Random, sex: str) -> tuple[DiagnosisFacts, ...]:
    codes = rng.sample(DIAGNOSES, rng.randint(1, 3))
    if rng.random() < 0.2:
        codes.append(ONE_SEX[sex])
    return tuple(
        DiagnosisFacts(sequence=n, code=code, kind=PRINCIPAL if n == 1 else SECONDARY)
        for n, code in enumerate(codes, start=1)
    )


def _treated(facts: ClaimFacts, rng: Random, day: date) -> tuple[ClaimFacts, set[str]]:
    """What a clinic does, some of it with the papers and approvals it needs."""
    facts = add(facts, *(line(*one, day) for one in rng.sample(PLAIN, rng.randint(1, 4))))
    taken: set[str] = set()
    if rng.random() < 0.15:
        facts, paper = add(facts, line(IMAGE, "imaging", "30.000", day)), report()
        facts, taken = replace(facts, attachments=(paper,)), {"papers"}
    if rng.random() < 0.1:
        facts, taken = with_approval(add(facts, line(SCAN, "procedure", "90.000", day))), taken | {"approval"}  # fmt: skip
    if rng.random() < 0.1:
        facts = add(facts, line(FILLING, "dental", "20.000", day, site=str(rng.randint(11, 48))))
    if rng.random() < 0.1:
        facts = replace(add(facts, line(REFERRED, "procedure", "35.000", day)), referral_number="R-77")  # fmt: skip
        taken |= {"referral"}
    return facts, taken


def report(kind: str = "report", **changes: object) -> AttachmentFacts:
    """A paper as it should be."""
    paper = AttachmentFacts(
        kind=kind, media_type="application/pdf", size=200_000, name="report.pdf"
    )
    return replace(paper, **changes)  # type: ignore[arg-type]


def with_approval(facts: ClaimFacts, *, named: bool = True, **changes: object) -> ClaimFacts:
    """The payer allowed the scan, and the claim names the approval."""
    day = facts.service_date
    approval = ApprovalFacts(
        reference="DEMO-A-1", status="approved", valid_from=day - timedelta(days=5),
        valid_to=day + timedelta(days=25),
        lines=(ApprovedLineFacts(code=SCAN, approved=Decimal(2), left=Decimal(2)),),
    )  # fmt: skip
    numbers = ("DEMO-A-1",) if named else ()
    return replace(facts, approvals=(replace(approval, **changes),), approval_numbers=numbers)  # type: ignore[arg-type]


def _medicines(rng: Random, day: date) -> tuple[LineFacts, ...]:
    return tuple(medicine(*one, day, rng) for one in rng.sample(MEDICINES, rng.randint(1, 4)))


def medicine(code: str, ingredient: str, price: str, day: date, rng: Random) -> LineFacts:
    """A medicine handed out as prescribed."""
    dose, times, days = rng.choice((1, 2)), rng.choice((1, 2, 3)), rng.choice((5, 7, 10, 30))
    units, cost = Decimal(dose * times * days), Decimal(price)
    prescription = PrescriptionFacts(
        reference=f"DEMO-RX-{rng.randint(1, 999)}", expires_on=day + timedelta(days=rng.randint(0, 60)),
        quantity=units, dose=Decimal(dose), times_a_day=Decimal(times), days=days,
    )  # fmt: skip
    dispense = DispenseFacts(
        prescription=prescription, ingredients=(ingredient,), days_supply=days, batch="B-1", cost=cost,
        batch_expires_on=day + timedelta(days=rng.randint(0, 700)), on_formulary=rng.choice((True, None)),
        regulated_price=rng.choice((None, cost)), interacts_with=frozenset({"warfarin"}),
    )  # fmt: skip
    return line(code, "medication", price, day, quantity=units, dispense=dispense)


def _used_up(rng: Random, handed: LineFacts, day: date) -> SupplyFacts:
    """The same medicine, handed out long enough ago."""
    assert handed.dispense
    lasts = rng.choice((10, 30))
    earlier = day - timedelta(days=lasts + rng.randint(0, 20))
    (ingredient,) = handed.dispense.ingredients
    return SupplyFacts(ingredient=ingredient, dispensed_on=earlier, days_supply=lasts)


def _with_history(facts: ClaimFacts, rng: Random) -> ClaimFacts:
    """Earlier claims and consultations, none of them near."""
    ago = [facts.service_date - timedelta(days=rng.randint(10, 80)) for _ in range(rng.randint(0, 3))]  # fmt: skip
    siblings = tuple(
        SiblingFacts(claim_number=f"C-{n}", code=code, service_date=day, quantity=Decimal(1), practitioner_licence="DEMO-D-1")
        for n, (day, (code, *_)) in enumerate(zip(ago, _sampled(PLAIN, rng, len(ago)), strict=True))
    )  # fmt: skip
    visits = tuple(VisitFacts(day=day, specialty=rng.choice(("", "general"))) for day in ago)
    return replace(facts, siblings=siblings, visits=visits)


def _sampled(rows: Sequence[tuple[str, str, str]], rng: Random, many: int) -> list[tuple[str, str, str]]:  # fmt: skip
    return rng.sample(rows, many)
