"""Lines that were paid below what was agreed or approved: found when money or judgement moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.claims import parts
from app.claims.models import Claim, ClaimLine
from app.claims.parts import Shortfall
from app.claims.rules import line_price
from app.claims.states import CANCELLED
from app.claims.values import COMPLAINT
from app.contracts import tolerance
from app.contracts.queries import contract_for, priced_by_local_codes
from app.contracts.subject import NAME as CONTRACT_PAPERS
from app.documents.queries import documents_of
from app.kernel.db import db
from app.kernel.money import ZERO
from app.kernel.paging import Page, page_of
from app.remittances import ledger
from app.remittances.errors import NotWaiting
from app.remittances.models import desk_models
from app.remittances.rules import LineLedger
from app.tenants.scope import actor_id, find

Underpayment = desk_models.Underpayment
CONTRACT, APPROVED = "contract", "approved"
OPEN, DISPUTED, LET_GO, SETTLED = "open", "disputed", "let_go", "settled"


# A closed account of it is of no use to a clerk: the list is of what waits unless another is asked for.
EXPORT_STEP = 1000


@dataclass(frozen=True, kw_only=True)
class UnderpaidFilter:
    """What the list of lines paid too low is narrowed to."""

    status: str = OPEN
    payer_id: UUID | None = None


@dataclass(frozen=True)
class Together:
    """How many lines a list holds, and what they lack, in OMR."""

    lines: int
    difference: Decimal


@dataclass(frozen=True)
class Expected:
    """What a line should have brought, and by which word: contract or approved."""

    amount: Decimal
    basis: str


def expected_of(line: ClaimLine, ledger_line: LineLedger, agreed: Decimal | None) -> Expected:
    """By contract where a price cut came without a reason; else what the payer itself approved."""
    if agreed is not None and not line.reason_code:
        by_contract = line_price(line.quantity, agreed, line.factor) + line.tax - line.patient_share
        if min(by_contract, ledger_line.asked) > ledger_line.approved:
            return Expected(min(by_contract, ledger_line.asked), CONTRACT)
    return Expected(ledger_line.approved, APPROVED)


def look_at(claim: Claim) -> None:
    """Compare what was paid with what was due, line by line; only claims that something was paid for."""
    account = ledger.account(claim.id)
    known = {one.line: one for one in _of(claim.id)}
    if not any(one.paid for one in account.values()) and not known:
        return
    allowed = tolerance.of_payer(claim.payer_id, claim.service_date)
    codes = {one.local_code for one in claim.lines}
    prices = priced_by_local_codes(claim.payer_id, claim.service_date, codes)
    for line in claim.lines:
        has = account.get(line.sequence)
        if has is None:
            continue
        price = prices.get(line.local_code)
        due = expected_of(line, has, price.unit_price if price else None)
        short = due.amount - has.net_paid - has.written_off - has.let_go
        _keep(claim, has, due, short if short > allowed else ZERO, known.get(line.sequence))


def look_again(claim: Claim) -> None:
    """Compare a claim's payments anew under what its contract lets be now; what a complaint is about stays with it."""
    if not any(one.status == DISPUTED for one in _of(claim.id)):
        look_at(claim)


def _keep(claim: Claim, has: LineLedger, due: Expected, short: Decimal, known: object) -> None:
    found = known if isinstance(known, Underpayment) else None
    if found is None and not short:
        return
    if found is None:
        found = Underpayment(claim_id=claim.id, line=has.line, payer_id=claim.payer_id)
        db.session.add(found)
    found.basis, found.expected, found.paid = due.basis, due.amount, has.net_paid
    found.difference = short
    if not short:
        found.status = SETTLED
    elif found.status == SETTLED or found.status is None:
        found.status = OPEN
    db.session.flush()


def _of(claim_id: UUID) -> list[Underpayment]:
    query = select(Underpayment).where(Underpayment.claim_id == claim_id)
    return list(db.session.scalars(query))


def page(wanted: UnderpaidFilter, cursor: str | None = None) -> Page[Underpayment]:
    """One page of the list, the dearest first. Raises NotFound for a cursor not made here."""
    query = select(Underpayment).where(*_conditions(wanted))
    return page_of(query, by=(Underpayment.difference, Underpayment.id), cursor=cursor)


def rows(wanted: UnderpaidFilter) -> Iterator[tuple[str, Underpayment]]:
    """Every line of the list with its claim's number, in steps, for exports."""
    query = (
        select(Claim.number, Underpayment)
        .join(Claim, Claim.id == Underpayment.claim_id)
        .where(*_conditions(wanted))
        .order_by(Underpayment.difference.desc(), Underpayment.id.desc())
    )
    for row in db.session.execute(query.execution_options(yield_per=EXPORT_STEP)):
        yield row.number, row.Underpayment


def waiting(wanted: UnderpaidFilter) -> Together | None:
    """How many lines wait for a decision, and what they lack; of settled ones, ever more, no sum is made."""
    if wanted.status != OPEN:
        return None
    query = select(func.count(), func.sum(Underpayment.difference)).where(*_conditions(wanted))
    lines, difference = db.session.execute(query).one()
    return Together(lines, difference or ZERO)


def _conditions(wanted: UnderpaidFilter) -> list[Any]:
    found = [Underpayment.status == wanted.status]
    if wanted.payer_id:
        found.append(Underpayment.payer_id == wanted.payer_id)
    return found


def underpayment(underpayment_id: UUID) -> Underpayment:
    """The underpaid line; raises NotFound."""
    return find(Underpayment, underpayment_id)


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """What a complaint about an underpaid line says, in figures of OMR; empty and None where it is not known."""

    number: str
    contract: str
    code: str
    by_contract: bool
    unit_price: Decimal | None
    quantity: Decimal | None
    expected: Decimal
    paid: Decimal
    difference: Decimal


def complaint(found: Underpayment, claim: Claim) -> Complaint:
    """What a complaint about it says: the page words it."""
    contract = contract_for(claim.payer_id, claim.service_date)
    line = next((one for one in claim.lines if one.sequence == found.line), None)
    codes = [line.local_code] if line else []
    prices = priced_by_local_codes(claim.payer_id, claim.service_date, codes)
    agreed = next(iter(prices.values()), None)
    return Complaint(
        number=claim.payer_reference or claim.number,
        contract=contract.number if contract else "",
        code=(line.code or line.local_code) if line else "",
        by_contract=found.basis == CONTRACT,
        unit_price=agreed.unit_price if agreed else None,
        quantity=line.quantity if line else None,
        expected=found.expected,
        paid=found.paid,
        difference=found.difference,
    )


def dispute(underpayment_id: UUID, words: str, reason_if_late: str) -> UUID:
    """Draft the complaint with these words and the contract's papers; its id.

    Raises NotWaiting, NotFound and what the drafting of a complaint raises.
    """
    found = _waiting(underpayment_id)
    claim = find(Claim, found.claim_id)
    contract = contract_for(claim.payer_id, claim.service_date)
    papers = documents_of(CONTRACT_PAPERS, contract.id) if contract else []
    drafted = parts.complain_about(
        Shortfall(
            claim_id=claim.id,
            line=found.line,
            due=found.expected,
            paid=found.expected - found.difference,
            comment=words,
            reason_if_late=reason_if_late,
            papers=tuple(paper.id for paper in papers),
        )
    )
    _answer(found, DISPUTED, "")
    return drafted


def follow(claim: Claim) -> None:
    """A complaint that came to nothing leaves its lines on the list of those paid too low."""
    if claim.status != CANCELLED or claim.related_kind != COMPLAINT or not claim.related_claim_id:
        return
    lines = {one.sequence for one in claim.lines}
    for one in _of(claim.related_claim_id):
        if one.status == DISPUTED and one.line in lines:
            one.status = OPEN


def _waiting(underpayment_id: UUID) -> Underpayment:
    found = find(Underpayment, underpayment_id, for_update=True)
    if found.status != OPEN:
        raise NotWaiting
    return found


def _answer(found: Underpayment, status: str, reason: str) -> None:
    found.status, found.answer, found.answered_by = status, reason, actor_id()
    db.session.flush()


def let_go(underpayment_id: UUID, reason: str) -> Underpayment:
    """A person gives the difference up; raises NotWaiting, NotFound."""
    found = _waiting(underpayment_id)
    _answer(found, LET_GO, reason)
    return found
