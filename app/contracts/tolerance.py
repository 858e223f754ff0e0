"""Up to which difference a line paid too low is nobody's work: dated, by contract."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.audit.trail import note
from app.contracts.errors import OutsideContract
from app.contracts.models import PaymentTolerance
from app.contracts.queries import contract, contract_for
from app.contracts.rules import holds
from app.kernel.db import db

# In OMR, where a contract says nothing: our own choice, no rule of any insurer.
USUAL = Decimal("0.100")

Listener = Callable[[UUID, date], None]
_listeners: dict[str, Listener] = {}


def on_agreed(name: str, listener: Listener) -> None:
    """Hear, in its transaction, with which payer and for services from which day another amount holds."""
    _listeners[name] = listener


def history(contract_id: UUID) -> list[PaymentTolerance]:
    """What was ever agreed on, the newest first."""
    query = select(PaymentTolerance).where(PaymentTolerance.contract_id == contract_id)
    return list(db.session.scalars(query.order_by(PaymentTolerance.valid_from.desc())))


def of_contract(contract_id: UUID, on: date) -> Decimal:
    """What holds under a contract for services of a day."""
    begun = (one.amount for one in history(contract_id) if one.valid_from <= on)
    return next(begun, USUAL)


def of_payer(payer_id: UUID, on: date) -> Decimal:
    """What holds with a payer for services of a day."""
    agreed = contract_for(payer_id, on)
    return of_contract(agreed.id, on) if agreed else USUAL


def agree(contract_id: UUID, amount: Decimal, valid_from: date) -> PaymentTolerance:
    """Let an amount hold from a day on; the same day again corrects it. Raises OutsideContract, NotFound."""
    agreed = contract(contract_id)
    if not holds(agreed, valid_from):
        raise OutsideContract
    before = of_contract(contract_id, valid_from)
    found = next((one for one in history(contract_id) if one.valid_from == valid_from), None)
    if found is None:
        found = PaymentTolerance(contract_id=contract_id, valid_from=valid_from)
        db.session.add(found)
    found.amount = amount
    db.session.flush()
    note(
        "contract.tolerance_agreed", "contract", contract_id,
        before=str(before), after=str(amount), valid_from=valid_from.isoformat(),
    )  # fmt: skip
    for listener in _listeners.values():
        listener(agreed.payer_id, valid_from)
    return found
