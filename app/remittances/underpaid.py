"""Lines that were paid below what was agreed or approved: found when money or judgement moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.claims.models import Claim, ClaimLine
from app.claims.rules import line_price
from app.contracts.queries import contract_for, priced_by_local_codes
from app.kernel.db import db
from app.kernel.money import ZERO, NotMoney, money
from app.remittances import ledger
from app.remittances.errors import NotWaiting
from app.remittances.models import desk_models
from app.remittances.rules import LineLedger
from app.tenants.scope import actor_id, find

Underpayment = desk_models.Underpayment
CONTRACT, APPROVED = "contract", "approved"
OPEN, DISPUTED, LET_GO, SETTLED = "open", "disputed", "let_go", "settled"
# In the contract's parameters; differences up to this, in OMR, are nobody's work.
PARAMETER = "underpayment_tolerance"
TOLERANCE = Decimal("0.100")


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
    contract = contract_for(claim.payer_id, claim.service_date)
    allowed = tolerance(contract.check_parameters if contract else {})
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


def tolerance(parameters: Mapping[str, object]) -> Decimal:
    """The difference that nobody pursues, from the contract's parameters."""
    try:
        return money(str(parameters.get(PARAMETER, TOLERANCE)))
    except NotMoney:
        return TOLERANCE


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


def underpayment(underpayment_id: UUID) -> Underpayment:
    """The underpaid line; raises NotFound."""
    return find(Underpayment, underpayment_id)


def complaint(found: Underpayment, claim: Claim) -> dict[str, object]:
    """What a complaint about it says, in figures: the page words it."""
    contract = contract_for(claim.payer_id, claim.service_date)
    line = next((one for one in claim.lines if one.sequence == found.line), None)
    return {
        "number": claim.payer_reference or claim.number,
        "contract": contract.number if contract and found.basis == CONTRACT else "",
        "code": (line.code or line.local_code) if line else "",
        "expected": found.expected,
        "paid": found.paid,
        "difference": found.difference,
    }


def answer(underpayment_id: UUID, status: str, reason: str) -> Underpayment:
    """A person disputes it or lets it go; raises NotWaiting, NotFound."""
    found = find(Underpayment, underpayment_id, for_update=True)
    if found.status != OPEN:
        raise NotWaiting
    found.status, found.answer, found.answered_by = status, reason, actor_id()
    db.session.flush()
    return found
