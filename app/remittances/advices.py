"""A payment the exchange tells of, in our own words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

from app.exchange.messages import PaymentAdvice, PaymentLine, Reply
from app.kernel.clock import muscat_day
from app.kernel.errors import DomainError
from app.kernel.words import N_
from app.reference.queries import payer_by_licence
from app.remittances.postings import DEDUCTIONS
from app.remittances.receiving import NewLine, NewRemittance, receive


class NoAdvice(DomainError):
    """The message is no payment advice."""

    sentence = N_("This message is no payment advice.")


def apply_advice(reply: Reply) -> None:
    """Take in a payment the exchange tells of; raises NoAdvice."""
    advice = reply.answer
    if not isinstance(advice, PaymentAdvice):
        raise NoAdvice
    receive(
        NewRemittance(
            origin="exchange",
            payer_id=_payer_id(advice),
            reference=advice.reference,
            payment_reference=advice.payment_reference,
            amount=advice.amount,
            paid_on=advice.paid_on or muscat_day(reply.received_at),
            method=advice.method,
            words=advice.disposition,
            lines=tuple(line for one in advice.lines for line in _lines(one)),
            inbound_id=reply.inbound_id,
        )
    )


def _payer_id(advice: PaymentAdvice) -> UUID | None:
    found = payer_by_licence(advice.payer_licence) if advice.payer_licence else None
    return found.id if found else None


def _lines(entry: PaymentLine) -> Iterator[NewLine]:
    """Each part of an entry on its own: what was paid for which line, what was kept, what went back."""
    parts: list[tuple[str, Decimal, int | None]] = [
        (one.kind, one.amount, None) for one in entry.components if one.kind in DEDUCTIONS
    ]
    if entry.items:
        parts = [(entry.kind, one.amount, one.sequence) for one in entry.items] + parts
    else:
        whole: list[tuple[str, Decimal, int | None]] = [(one.kind, one.amount, None) for one in entry.components if one.kind not in DEDUCTIONS]  # fmt: skip
        parts = whole + parts
    for kind, amount, sequence in parts or [(entry.kind, entry.amount, None)]:
        yield NewLine(
            amount=amount,
            kind=kind,
            claim_line=sequence,
            claim_identifier=entry.claim_identifier,
            response_reference=entry.response_reference,
            entry_reference=entry.reference,
            original_reference=entry.original_reference,
            paid_on=entry.paid_on,
        )
