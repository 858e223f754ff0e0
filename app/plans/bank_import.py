"""A statement of the operator's bank: its credits entered once, and set against what they certainly pay.

Verbs flush, never commit; what is not certain stays parked among the payments received.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import insert, select

from app.audit.trail import note
from app.banking import statements
from app.banking.statements import CREDIT, DAY, REFERENCE, Credit, WrongCell
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.ids import new_id
from app.kernel.sheets import read_table
from app.kernel.words import N_
from app.plans import books, owing, reconciling, settling
from app.plans.books import table
from app.plans.errors import BankColumnMissing, BankFileEmpty, BankFileKnown
from app.plans.models import BankFile, LegalEntity
from app.plans.reconciling import Found, Open
from app.plans.settling import TRANSFERS, Received
from app.tenants.scope import actor_id

FILES = table(BankFile)
STANDS_TWICE = N_("This reference stands on an earlier line of the file too. Correct one of them.")
OTHER_AMOUNT = N_(
    "A payment with this reference is entered with another amount. Correct the cell, or take the line out."
)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A credit of the file: the transfer it became (none where it was known) and what it pays."""

    reference: str
    booked_on: date
    amount: Decimal
    transfer_id: UUID | None
    reason: str | None
    numbers: tuple[str, ...] = ()
    left: Decimal


@dataclass(frozen=True)
class Imported:
    """A statement that was read: the id of its import, and its credits in their order."""

    file_id: UUID
    credits: tuple[Taken, ...]


def import_file(
    file_name: str, content: bytes, entity_code: str | None = None
) -> tuple[Imported | None, list[WrongCell]]:
    """Enter and match the credits of a statement; nothing is written when a cell is wrong.

    Raises BankFileKnown, BankColumnMissing, BankFileEmpty, UnreadableTable, TableTooLarge, NotFound.
    """
    entity = books.entity(entity_code)
    # One import of an account at a time: what one of them enters, the other knows.
    db.session.execute(
        select(LegalEntity.id).where(LegalEntity.id == entity.id).with_for_update(key_share=True)
    )
    digest = hashlib.sha256(content).hexdigest()
    same = (FILES.c.entity_id == entity.id) & (FILES.c.file_hash == digest)
    first = db.session.scalars(select(FILES.c.id).where(same)).one_or_none()
    if first is not None:
        raise BankFileKnown(first)
    found, wrong, left_out = _read(content)
    known = _known(entity.id, [reference for reference, _ in found])
    wrong += _clashes(found, known)
    if wrong:
        return None, sorted(wrong, key=lambda one: one.line)
    new = [one for one in found if one[0] not in known]
    file_id = new_id()
    db.session.execute(
        insert(FILES).values(
            id=file_id, entity_id=entity.id, file_name=file_name[:200], file_hash=digest,
            brought=len(new), known=len(found) - len(new), left_out=left_out, imported_at=now(),
            imported_by=actor_id(),
        )
    )  # fmt: skip
    note("payment.file_imported", "payment", file_id, lines=len(new), left_out=left_out)
    taken = _take(file_id, entity, found, known)
    return Imported(file_id, taken), []


def _read(content: bytes) -> tuple[list[tuple[str, Credit]], list[WrongCell], int]:
    """The credits with the reference each is entered under."""
    rows = read_table(content)
    columns = statements.guess(statements.headings(rows)[1])
    if DAY not in columns or CREDIT not in columns:
        raise BankColumnMissing
    found, wrong, left_out = statements.credits_of(rows, columns)
    if not found and not wrong:
        raise BankFileEmpty
    return referenced(found), wrong, left_out


def referenced(found: Sequence[Credit]) -> list[tuple[str, Credit]]:
    """Each credit with the bank's reference; where the bank gives none, with one made of all it says.

    Credits alike in all of it are told apart by their order, so that an overlapping statement knows them again.
    """
    alike: Counter[str] = Counter()
    named = []
    for one in found:
        reference = one.reference
        if not reference:
            said = f"{one.booked_on} {one.amount} {one.words}"
            alike[said] += 1
            digest = hashlib.sha256(f"{said} {alike[said]}".encode()).hexdigest()
            reference = f"{one.booked_on:%Y%m%d}-{digest[:12]}"
        named.append((reference, one))
    return named


def _known(entity_id: UUID, references: Sequence[str]) -> dict[str, Decimal]:
    query = select(TRANSFERS.c.bank_reference, TRANSFERS.c.amount).where(
        TRANSFERS.c.entity_id == entity_id, TRANSFERS.c.bank_reference.in_(references)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _clashes(found: Sequence[tuple[str, Credit]], known: dict[str, Decimal]) -> list[WrongCell]:
    """Lines whose reference stands for another payment."""
    wrong: list[WrongCell] = []
    seen: set[str] = set()
    for reference, one in found:
        if reference in seen:
            wrong.append(WrongCell(one.line, REFERENCE, STANDS_TWICE, reference))
        elif known.get(reference, one.amount) != one.amount:
            wrong.append(WrongCell(one.line, REFERENCE, OTHER_AMOUNT, reference))
        seen.add(reference)
    return wrong


def _take(
    file_id: UUID, entity: LegalEntity, found: Sequence[tuple[str, Credit]], known: dict[str, Decimal]
) -> tuple[Taken, ...]:  # fmt: skip
    owed, taken = owing.open_ones(entity.id), []
    for reference, one in found:
        read = Taken(
            reference=reference, booked_on=one.booked_on, amount=one.amount, transfer_id=None,
            reason=None, left=one.amount,
        )  # fmt: skip
        if reference in known:
            taken.append(read)
            continue
        told = reconciling.find(one.amount, f"{one.reference} {one.words}", owed)
        received = Received(
            bank_reference=reference, booked_on=one.booked_on, amount=one.amount, words=one.words,
            file_id=file_id, found_by=told.reason,
        )  # fmt: skip
        entered = settling.enter(received, entity.code)
        numbers, left, owed = _settle(entered, told, one.amount, owed)
        taken.append(
            replace(read, transfer_id=entered, reason=told.reason, numbers=numbers, left=left)
        )
    return tuple(taken)


def _settle(
    transfer_id: UUID, told: Found, amount: Decimal, owed: list[Open]
) -> tuple[tuple[str, ...], Decimal, list[Open]]:
    """Set a transfer against what it pays until it is spent; the numbers, what is left, what is owed then."""
    numbers: list[str] = []
    for one in told.invoices:
        if amount > 0:
            spent = settling.match(transfer_id, one.tenant_id, one.invoice_id)
            amount, owed = amount - spent, reconciling.settled(owed, one.invoice_id, spent)
            numbers.append(one.number)
    return tuple(numbers), amount, owed
