"""Faults of services, approvals, amounts, time and papers (CHK-38 to CHK-59, CHK-77 to CHK-89)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from app.claims import rules
from app.claims.surroundings import (
    ApprovedLineFacts,
    RelatedFacts,
    SiblingFacts,
    StayFacts,
    VisitFacts,
)
from app.claims.values import ClaimFacts
from benchmarks.planting import believable
from benchmarks.planting.believable import add, line, report, settle, with_approval
from benchmarks.planting.faults import (
    ANY,
    CLINIC,
    answer,
    fault,
    first_line,
    policy,
    provider,
)
from benchmarks.planting.lines import extra

DAY = timedelta(days=1)
BAISA = Decimal("0.001")


def _also(facts: ClaimFacts, *codes: str, **changes: object) -> ClaimFacts:
    """The claim with these codes of the payer's rules, 8 rials each."""
    day = facts.service_date
    return add(facts, *(line(code, "procedure", "8.000", day, **changes) for code in codes))


fault(38, "new-38")(lambda f, rng: extra(f, rng, 38, known=False))
fault(39, "new-39")(lambda f, rng: extra(f, rng, 39, valid_to=f.service_date - DAY))
fault(39, "new-39")(lambda f, rng: extra(f, rng, 39, valid_from=f.service_date + DAY))
fault(40, "new-40")(lambda f, rng: extra(f, rng, 40, code="", mapped=False))
fault(41, "new-41")(lambda f, rng: extra(f, rng, 41, in_contract=False))
fault(42, "apart", kind=CLINIC)(lambda f, _: _also(f, *believable.APART))
fault(42, "apart", kind=CLINIC)(lambda f, _: _also(f, *reversed(believable.APART)))
fault(43, "limited", kind=CLINIC)(lambda f, _: _also(f, believable.LIMITED, quantity=Decimal(3)))
fault(43, "new-43", kind=CLINIC)(lambda f, rng: extra(f, rng, 43, quantity=Decimal(2), daily_max=Decimal(1)))  # fmt: skip


@fault(44, "yearly", kind=CLINIC)
def too_often(facts: ClaimFacts, rng: Random) -> ClaimFacts:
    """The third time within ninety days."""
    before = tuple(
        SiblingFacts(claim_number="C-Y", code=believable.YEARLY, quantity=Decimal(1),
                     service_date=facts.service_date - rng.randint(10, 89) * DAY)
        for _ in range(2)
    )  # fmt: skip
    return replace(_also(facts, believable.YEARLY), siblings=(*facts.siblings, *before))


@fault(45, "visits", kind=CLINIC, strict=True)
def follow_up(facts: ClaimFacts, rng: Random) -> ClaimFacts:
    """A consultation within seven days of another."""
    visit = VisitFacts(day=facts.service_date - rng.randint(0, 7) * DAY)
    return replace(extra(facts, rng, 45, is_consultation=True), visits=(*facts.visits, visit))


fault(46, "panel", kind=CLINIC)(lambda f, _: _also(f, *believable.PANEL_PARTS))
fault(47, "stay time")(lambda f, _: replace(f, stays=(StayFacts(first=f.service_date - DAY, last=f.service_date),)))  # fmt: skip
fault(48, "site", kind=CLINIC)(lambda f, _: _also(f, believable.FILLING))
fault(49, "referral", kind=CLINIC)(lambda f, _: _also(f, believable.REFERRED))
fault(50, "package", kind=CLINIC)(lambda f, _: _also(f, believable.PACKAGE, believable.PACKED))


def _scan(facts: ClaimFacts, quantity: int = 1) -> ClaimFacts:
    return _also(facts, believable.SCAN, quantity=Decimal(quantity))


def _held(**units: Decimal) -> tuple[ApprovedLineFacts, ...]:
    return (ApprovedLineFacts(code=believable.SCAN, **units),)


fault(51, "approval", kind=CLINIC)(lambda f, _: _scan(f))
fault(51, "approval", kind=CLINIC)(lambda f, _: with_approval(_scan(f), named=False))
fault(51, "approval", kind=CLINIC)(lambda f, rng: extra(f, rng, 51, approval="yes"))
fault(51, "approval", kind=CLINIC)(lambda f, rng: extra(f, rng, 51, price="400.001"))
fault(52, "approval")(lambda f, _: replace(f, approval_numbers=("DEMO-A-9",)))
fault(53, "approval", kind=CLINIC)(lambda f, _: with_approval(_scan(f), valid_to=f.service_date - DAY))  # fmt: skip
fault(53, "approval", kind=CLINIC)(lambda f, _: with_approval(_scan(f), valid_from=f.service_date + DAY))  # fmt: skip
fault(54, "approval", kind=CLINIC)(lambda f, rng: extra(with_approval(_scan(f)), rng, 54, approval="yes"))  # fmt: skip
fault(55, "approval", kind=CLINIC)(lambda f, _: with_approval(_scan(f, 3)))
fault(56, "approval", kind=CLINIC)(lambda f, _: with_approval(_scan(f), used_in="C-9", lines=_held()))  # fmt: skip
fault(57, "approval", kind=CLINIC)(lambda f, rng: with_approval(_scan(f), named=rng.random() < 0.5, status="pended"))  # fmt: skip
fault(58, "approval", kind=CLINIC)(lambda f, rng: with_approval(_scan(f), named=rng.random() < 0.5, status="refused"))  # fmt: skip
fault(58, "approval", kind=CLINIC)(lambda f, _: with_approval(_scan(f), status="partial", lines=_held(approved=Decimal(0), left=Decimal(0))))  # fmt: skip
fault(59, "approval", kind=CLINIC)(lambda f, _: with_approval(_scan(f), question_open=True))


def _reckoned(facts: ClaimFacts) -> ClaimFacts:
    """Total and shares as the nets have them, the nets left alone."""
    plan = facts.eligibility
    nets = [one.net for one in facts.lines]
    shares = rules.patient_shares(
        nets, plan.copay_percent if plan else None, plan.copay_max if plan else None
    )
    lines = tuple(
        replace(one, patient_share=share) for one, share in zip(facts.lines, shares, strict=True)
    )
    return replace(facts, lines=lines, total=rules.claim_total(nets), patient_share_collected=None)


@fault(77, "amounts", late=True)
def net_wrong(facts: ClaimFacts, rng: Random) -> ClaimFacts:
    """A line's net is not what its parts make."""
    off = rng.choice((BAISA, Decimal(1)))
    return _reckoned(first_line(facts, net=facts.lines[0].net + off))


fault(78, "amounts", late=True)(lambda f, rng: replace(f, total=f.total + rng.choice((BAISA, -BAISA))))  # fmt: skip
FINER = Decimal("0.0004")
fault(79, "amounts", late=True)(lambda f, _: replace(f, total=f.total + FINER))
fault(79, "amounts", late=True)(lambda f, _: first_line(f, tax=f.lines[0].tax + FINER))
fault(80, "price")(lambda f, _: first_line(f, contract_price=f.lines[0].unit_price - BAISA))


@fault(81, "answer amounts", late=True)
def share_wrong(facts: ClaimFacts, rng: Random) -> ClaimFacts:
    """The patient's share is a baisa off the plan, or was not collected whole."""
    planned = settle(answer(facts, copay_percent=Decimal(10), copay_max=None))
    if rng.random() < 0.5:
        due = sum(one.patient_share for one in planned.lines)
        return replace(planned, patient_share_collected=due - BAISA)
    more = planned.lines[0].patient_share + BAISA
    return replace(first_line(planned, patient_share=more), patient_share_collected=None)


@fault(82, "amounts", late=True)
def tax_wrong(facts: ClaimFacts, _: Random) -> ClaimFacts:
    """An exempt line bears tax."""
    one = facts.lines[0]
    return _reckoned(first_line(facts, tax=one.tax + BAISA, net=one.net + BAISA))


fault(83, "new-83")(lambda f, rng: extra(f, rng, 83, price="0.000"))


@fault(84, "time")
def late(facts: ClaimFacts, rng: Random) -> ClaimFacts:
    """It lies so long that every payer's first reminder is due."""
    after = rng.randint(45, 90) * DAY
    return replace(facts, today=facts.service_date + after, moment=facts.moment + after)


@fault(85, "time policy facility doctor contract death")
def tomorrow(facts: ClaimFacts, rng: Random) -> ClaimFacts:
    """One line is dated after the day of sending."""
    lasting = provider(
        policy(facts, valid_to=None), facility_licence_to=None, practitioner_licence_to=None, contract_to=None,
    )  # fmt: skip
    return extra(lasting, rng, 85, service_date=facts.today + DAY)


def _sibling(facts: ClaimFacts, **changes: object) -> ClaimFacts:
    """Another claim with the first line's code."""
    one = facts.lines[0]
    same = SiblingFacts(
        claim_number="C-S", code=one.code, service_date=one.service_date, quantity=one.quantity,
        practitioner_licence=facts.provider.practitioner_licence,
    )  # fmt: skip
    found = replace(same, **changes)  # type: ignore[arg-type]
    return replace(facts, siblings=(*facts.siblings, found))


fault(86, "siblings doctor", kind=ANY)(lambda f, _: _sibling(f))
fault(87, "siblings doctor")(lambda f, _: _sibling(f, practitioner_licence="DEMO-D-2"))
fault(87, "siblings")(lambda f, rng: _sibling(f, service_date=f.service_date - rng.choice((-2, -1, 1, 2)) * DAY))  # fmt: skip
fault(87, "new-87", kind=CLINIC)(lambda f, rng: extra(extra(f, rng, 87), rng, 87))
fault(88, "papers", kind=CLINIC)(lambda f, _: add(f, line(believable.IMAGE, "imaging", "30.000", f.service_date)))  # fmt: skip
fault(88, "papers")(lambda f, _: replace(f, attachments=(report(size=10_000_001),)))
fault(88, "papers")(lambda f, _: replace(f, attachments=(report(media_type="image/tiff"),)))
fault(88, "papers")(lambda f, _: replace(f, attachments=(report(),) * 11))
fault(89, "related")(lambda f, _: replace(f, related=RelatedFacts(kind="correction")))
fault(89, "related")(lambda f, _: replace(f, related=RelatedFacts(payer_claim_number="X-1")))
fault(89, "related")(lambda f, _: replace(f, related=RelatedFacts(payer_claim_number="X-1", kind="complaint", dispute_open=True)))  # fmt: skip
