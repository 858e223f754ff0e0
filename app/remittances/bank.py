"""Statements of the bank: imported once, their credits matched with remittances, ticked off by hand or by rule."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from app.audit.trail import note
from app.banking import statements
from app.banking.statements import COLUMNS, CREDIT, DAY, WrongCell
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.money import total
from app.kernel.paging import Page, page_of
from app.kernel.sheets import read_table
from app.kernel.words import N_
from app.reference.queries import all_payers
from app.remittances.bank_matching import Booked, Paid, matches
from app.remittances.bank_models import BankLine, BankStatement
from app.remittances.errors import ColumnMissing, EmptyFile, FileKnown, NotTicked
from app.remittances.models import Remittance
from app.remittances.queries import EXPORT_STEP
from app.remittances.receiving import TWICE
from app.remittances.states import PUT_AWAY
from app.tenants.scope import actor_id, find

OPEN, MATCHED, NOT_OURS = "open", "matched", "not_ours"
UPLOADED, IMPORTED = "uploaded", "imported"
LOOK_BACK = timedelta(days=120)
MOST_WAITING = 500


class RemittanceUnknown(DomainError):
    """No remittance of this number is waiting for the bank."""

    sentence = N_("There is no remittance “%(number)s” that waits for the bank. Look at the list.")
    field = "number"


def upload(file_name: str, content: bytes) -> BankStatement:
    """Keep a statement until its columns are known; what was answered for this bank is remembered.

    Raises FileKnown, EmptyFile, UnreadableTable, TableTooLarge.
    """
    digest = hashlib.sha256(content).hexdigest()
    query = select(BankStatement).where(BankStatement.file_hash == digest)
    first = db.session.scalars(query).one_or_none()
    if first is not None and first.status == IMPORTED:
        raise FileKnown(first.id)
    if first is not None:
        return first
    table = read_table(content)
    place, names = statements.headings(table)
    if not any(any(row) for row in table[place + 1 :]):
        raise EmptyFile
    mark = statements.fingerprint(names)
    statement = BankStatement(
        file_name=file_name[:200],
        file_hash=digest,
        headings_hash=mark,
        columns=_remembered(mark) or statements.guess(names),
        cells=table,
        imported_by=actor_id(),
    )
    db.session.add(statement)
    db.session.flush()
    return statement


def _remembered(mark: str) -> dict[str, int]:
    query = (
        select(BankStatement.columns)
        .where(BankStatement.headings_hash == mark, BankStatement.status == IMPORTED)
        .order_by(BankStatement.imported_at.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none() or {}


def import_statement(statement_id: UUID, columns: Mapping[str, int | None]) -> list[WrongCell]:
    """Read the credits by these columns and match them; nothing is written when a cell is wrong.

    Raises ColumnMissing, EmptyFile, NotTicked, NotFound.
    """
    statement = find(BankStatement, statement_id, for_update=True)
    if statement.status != UPLOADED or statement.cells is None:
        raise NotTicked
    chosen = {name: place for name in COLUMNS if (place := columns.get(name)) is not None}
    if DAY not in chosen or CREDIT not in chosen:
        raise ColumnMissing
    found, wrong, left_out = statements.credits_of(statement.cells, chosen)
    if wrong:
        return wrong
    if not found:
        raise EmptyFile
    statement.columns, statement.cells, statement.status = chosen, None, IMPORTED
    statement.left_out, statement.imported_at = left_out, now()
    lines = [
        BankLine(statement_id=statement.id, sequence=place, booked_on=one.booked_on, amount=one.amount, reference=one.reference, words=one.words)
        for place, one in enumerate(found, start=1)
    ]  # fmt: skip
    db.session.add_all(lines)
    db.session.flush()
    note("bank.imported", "bank_statement", statement.id, lines=len(lines), left_out=left_out)
    paid = _unbanked()
    for line in lines:
        ticked = _match(line, paid)
        paid = [one for one in paid if one.remittance_id != ticked]
    return []


def open_credits(cursor: str | None = None) -> Page[BankLine]:
    """One page of the credits that nobody explained, the newest first. Raises NotFound for a cursor not made here."""
    query = select(BankLine).where(BankLine.status == OPEN)
    return page_of(query, by=(BankLine.booked_on, BankLine.id), cursor=cursor)


def waiting_remittances(limit: int = MOST_WAITING) -> list[Remittance]:
    """Remittances of the last months that are on no statement yet, the newest first."""
    query = (
        select(Remittance)
        .where(
            Remittance.bank_line_id.is_(None),
            Remittance.status != PUT_AWAY,
            # The same money is banked once.
            Remittance.problem.is_distinct_from(TWICE),
            Remittance.amount > 0,
            Remittance.received_at > now() - LOOK_BACK,
        )
        .order_by(Remittance.received_at.desc(), Remittance.id.desc())
        .options(lazyload("*"))
        .limit(limit)
    )
    return list(db.session.scalars(query))


def _unbanked() -> list[Paid]:
    """What the bank may have brought, with all that a statement may say of it."""
    insurers = all_payers()
    found = []
    for one in waiting_remittances():
        payer = insurers.get(one.payer_id) if one.payer_id else None
        found.append(
            Paid(
                remittance_id=one.id,
                references=tuple(filter(None, (one.payment_reference, one.reference))),
                amount=one.amount,
                paid_on=one.paid_on,
                payer_names=(payer.name_en, payer.name_ar) if payer else (),
            )
        )
    return found


def _match(line: BankLine, paid: list[Paid]) -> UUID | None:
    """Tick a credit off where it is certain, and say with what; else keep what it may be, with the reasons."""
    text = f"{line.reference} {line.words}"
    found = matches(Booked(amount=line.amount, booked_on=line.booked_on, text=text), paid)
    line.candidates = [
        {"remittance": str(one.remittance_id), "reasons": list(one.reasons)} for one in found
    ]
    certain = [one.remittance_id for one in found if one.certain]
    if len(certain) != 1:
        return None
    _tick(line, find(Remittance, certain[0], for_update=True))
    return certain[0]


def _tick(line: BankLine, remittance: Remittance) -> None:
    if remittance.bank_line_id is not None or remittance.status == PUT_AWAY:
        raise NotTicked
    remittance.bank_line_id, remittance.banked_by = line.id, actor_id()
    line.status, line.answered_by = MATCHED, actor_id()
    db.session.flush()
    note("bank.ticked", "remittance", remittance.id, bank_line=str(line.id))


def tick(line_id: UUID, remittance_id: UUID) -> BankLine:
    """This credit brought this remittance; several may have come in one. Raises NotTicked, NotFound."""
    line = find(BankLine, line_id, for_update=True)
    if line.status == NOT_OURS:
        raise NotTicked
    _tick(line, find(Remittance, remittance_id, for_update=True))
    return line


def tick_numbered(line_id: UUID, number: str) -> BankLine:
    """The same by the remittance's number; raises RemittanceUnknown, NotTicked, NotFound."""
    plain = number.strip()
    found = [one for one in waiting_remittances() if plain in (one.reference, one.payment_reference)]  # fmt: skip
    if not found:
        raise RemittanceUnknown(number=number)
    return tick(line_id, found[0].id)


def untick(remittance_id: UUID) -> Remittance:
    """The remittance is not on the statement after all; raises NotTicked, NotFound."""
    remittance = find(Remittance, remittance_id, for_update=True)
    if remittance.bank_line_id is None:
        raise NotTicked
    line = find(BankLine, remittance.bank_line_id, for_update=True)
    remittance.bank_line_id = remittance.banked_by = None
    db.session.flush()
    if not brought_by(line.id):
        line.status = OPEN
    db.session.flush()
    note("bank.unticked", "remittance", remittance.id, bank_line=str(line.id))
    return remittance


def disown(line_id: UUID, reason: str) -> BankLine:
    """The credit is no insurer's; raises NotTicked, NotFound."""
    line = find(BankLine, line_id, for_update=True)
    if line.status != OPEN:
        raise NotTicked
    line.status, line.answer, line.answered_by = NOT_OURS, reason, actor_id()
    db.session.flush()
    note("bank.disowned", "bank_line", line.id)
    return line


def brought_by(line_id: UUID) -> list[Remittance]:
    """The remittances that a credit brought."""
    query = select(Remittance).where(Remittance.bank_line_id == line_id).options(lazyload("*"))
    return list(db.session.scalars(query.order_by(Remittance.received_at)))


def difference(line: BankLine) -> Decimal:
    """What of a credit its remittances do not explain, in OMR."""
    return line.amount - total(one.amount for one in brought_by(line.id))


def candidates_of(line: BankLine) -> list[tuple[Remittance, list[str]]]:
    """The remittances a credit may be and that no other credit brought since, with the reasons."""
    reasons = {UUID(one["remittance"]): list(one["reasons"]) for one in line.candidates}
    query = select(Remittance).where(
        Remittance.id.in_(reasons), Remittance.bank_line_id.is_(None), Remittance.status != PUT_AWAY
    )
    found = {one.id: one for one in db.session.scalars(query)}
    return [(found[key], reasons[key]) for key in reasons if key in found]


def credits_page(statement_id: UUID, cursor: str | None = None) -> Page[BankLine]:
    """A page of the credits of a statement, in its order. Raises NotFound for a cursor not made here."""
    query = select(BankLine).where(BankLine.statement_id == statement_id)
    return page_of(query, by=(BankLine.sequence,), cursor=cursor, descending=False)


def all_credits(statement_id: UUID | None = None) -> Iterator[BankLine]:
    """For a file: the credits of a statement in its order, else those that nobody explained, the newest first."""
    query = select(BankLine)
    if statement_id is None:
        query = query.where(BankLine.status == OPEN)
        query = query.order_by(BankLine.booked_on.desc(), BankLine.id.desc())
    else:
        query = query.where(BankLine.statement_id == statement_id).order_by(BankLine.sequence)
    yield from db.session.scalars(query.execution_options(yield_per=EXPORT_STEP))
