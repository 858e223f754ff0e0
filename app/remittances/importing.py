"""A file of payments becomes a remittance that is looked at first and posted on a word."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.kernel.db import db
from app.kernel.money import total
from app.kernel.sheets import read_table
from app.remittances.errors import EmptyFile, FileKnown
from app.remittances.files import CellError, read_lines
from app.remittances.models import Remittance
from app.remittances.receiving import NewRemittance, receive


@dataclass(frozen=True, kw_only=True)
class FileFacts:
    """What a person says of a file; without `amount` the lines' own sum is what was told."""

    payer_id: UUID
    reference: str
    paid_on: date
    amount: Decimal | None = None


def import_file(
    facts: FileFacts, file_name: str, content: bytes
) -> tuple[Remittance | None, list[CellError]]:
    """Keep a file as a remittance in preview; nothing is kept when a cell is wrong.

    Raises FileKnown, EmptyFile, UnreadableTable, TableTooLarge, HeadingMissing.
    """
    digest = hashlib.sha256(content).hexdigest()
    first = db.session.scalars(select(Remittance).where(Remittance.file_hash == digest)).one_or_none()  # fmt: skip
    if first is not None:
        raise FileKnown(first.id)
    lines, errors = read_lines(read_table(content))
    if not lines and not errors:
        raise EmptyFile
    if errors:
        return None, errors
    new = NewRemittance(
        origin="file",
        payer_id=facts.payer_id,
        reference=facts.reference,
        payment_reference=facts.reference,
        amount=total(one.amount for one in lines) if facts.amount is None else facts.amount,
        paid_on=facts.paid_on,
        lines=tuple(lines),
        file_name=file_name[:200],
        file_hash=digest,
    )
    return receive(new, preview=True), []
