"""A remittance comes in: kept whole, looked at, matched line by line, and posted where it is certain."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select, text

from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.ids import new_id
from app.kernel.money import ZERO, total
from app.remittances import posting
from app.remittances.models import Remittance, RemittanceLine
from app.remittances.postings import PAYMENT, Advised, signed
from app.remittances.states import PUT_AWAY
from app.tenants import keys
from app.tenants.scope import actor_id, current_tenant_id, for_the_house

TABLE, LINE_TABLE = "remittances", "remittance_lines"
OMR = "OMR"
PREVIEW = "preview"
TWICE, SUM_DIFFERS, CURRENCY, STRANGE_DAY, EMPTY = (
    "twice",
    "sum_differs",
    "currency",
    "strange_day",
    "empty",
)
# No insurance of this kind paid anything before; a payment further ahead is a slip of the pen.
FIRST_DAY = date(2020, 1, 1)
AHEAD = timedelta(days=7)
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(:key)")


@dataclass(frozen=True, kw_only=True)
class NewLine:
    """A line as it was advised; `patient_number` is the patient's number as the file writes it."""

    amount: Decimal
    kind: str = PAYMENT
    claim_identifier: str = ""
    response_reference: str = ""
    claim_line: int | None = None
    entry_reference: str = ""
    original_reference: str = ""
    paid_on: date | None = None
    service_date: date | None = None
    patient_number: str = ""
    denial_code: str = ""


@dataclass(frozen=True, kw_only=True)
class NewRemittance:
    """A payment as it was advised; `amount` is what the payer says it comes to."""

    origin: str
    reference: str
    amount: Decimal
    lines: tuple[NewLine, ...]
    currency: str = OMR
    payer_id: UUID | None = None
    payment_reference: str = ""
    paid_on: date | None = None
    method: str = ""
    words: str = ""
    file_name: str | None = None
    file_hash: str | None = None
    inbound_id: UUID | None = None


@for_the_house()
def receive(new: NewRemittance, *, preview: bool = False) -> Remittance:
    """Keep a remittance, and post what is certain of it; what is not waits for a person.

    In `preview` its lines are matched and nothing is posted before a person says so.
    """
    _one_at_a_time(new.reference)
    known = _first_of(new)
    remittance = _kept(new)
    remittance.twice_of_id = known.id if known else None
    remittance.problem = _problem(remittance, new, twice=known is not None) or (
        PREVIEW if preview else None
    )
    posting.look(remittance)
    return remittance


def _one_at_a_time(reference: str) -> None:
    """Two workers with the same remittance: the second one sees the first one's."""
    digest = hashlib.sha256(f"{current_tenant_id()}/remittance/{reference}".encode()).digest()
    db.session.execute(ONE_AT_A_TIME, {"key": int.from_bytes(digest[:8], "big", signed=True)})


def _first_of(new: NewRemittance) -> Remittance | None:
    """The first remittance under this number; two payers may number alike, but never the same money."""
    if not new.reference:
        return None
    query = select(Remittance).where(
        Remittance.reference == new.reference, Remittance.status != PUT_AWAY
    )
    for one in db.session.scalars(query.order_by(Remittance.received_at, Remittance.id)):
        same_payer = None in (new.payer_id, one.payer_id) or new.payer_id == one.payer_id
        if same_payer and (one.amount == new.amount or new.origin == one.origin):
            return one
    return None


def _kept(new: NewRemittance) -> Remittance:
    identity = new_id()
    remittance = Remittance(
        id=identity,
        origin=new.origin,
        payer_id=new.payer_id,
        reference=new.reference,
        payment_reference=new.payment_reference,
        amount=new.amount,
        currency=new.currency,
        paid_on=new.paid_on,
        method=new.method,
        words_sealed=keys.seal_text(new.words, table=TABLE, column="words_sealed", row_id=identity)
        if new.words
        else None,
        file_name=new.file_name,
        file_hash=new.file_hash,
        inbound_id=new.inbound_id,
        received_by=actor_id(),
        lines=[_line(one, place) for place, one in enumerate(_with_signs(new), start=1)],
    )
    db.session.add(remittance)
    db.session.flush()
    return remittance


def _with_signs(new: NewRemittance) -> list[NewLine]:
    """The lines with the sign of the money's way, where the payer's own sum tells it."""
    amounts = signed([Advised(one.kind, one.amount) for one in new.lines], new.amount)
    if amounts is None:
        return list(new.lines)
    return [replace(one, amount=amount) for one, amount in zip(new.lines, amounts, strict=True)]


def _line(one: NewLine, place: int) -> RemittanceLine:
    identity = new_id()
    sealed = None
    if one.patient_number:
        sealed = keys.seal_text(one.patient_number, table=LINE_TABLE, column="patient_sealed", row_id=identity)  # fmt: skip
    return RemittanceLine(
        id=identity,
        sequence=place,
        kind=one.kind,
        amount=one.amount,
        entry_reference=one.entry_reference,
        original_reference=one.original_reference,
        claim_identifier=one.claim_identifier,
        response_reference=one.response_reference,
        claim_line=one.claim_line,
        service_date=one.service_date,
        paid_on=one.paid_on,
        denial_code=one.denial_code,
        patient_sealed=sealed,
    )


def _problem(remittance: Remittance, new: NewRemittance, *, twice: bool) -> str | None:
    """Why the whole of it waits for a person, or None."""
    days = [day for day in (remittance.paid_on, *(one.paid_on for one in remittance.lines)) if day]
    if twice:
        return TWICE
    if new.currency.upper() != OMR:
        return CURRENCY
    if any(not FIRST_DAY <= day <= today() + AHEAD for day in days):
        return STRANGE_DAY
    if not remittance.lines:
        return EMPTY
    if total(one.amount for one in remittance.lines) != (new.amount or ZERO):
        return SUM_DIFFERS
    return None
