"""The PaymentReconciliation as it travels: one entry per claim, its parts and its lines."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.sandbox import bundles, vocabulary
from app.sandbox.bundles import Sealed
from app.sandbox.fields import MUSCAT
from app.sandbox.reading import ZERO

PAYMENT, ADJUSTMENT, ADVANCE = "payment", "adjustment", "advance"
_COMPONENTS = {
    "gross": "extension-component-payment",
    "early": "extension-component-early-fee",
    "fee": "extension-component-exchange-fee",
}


@dataclass(frozen=True)
class Entry:
    """One entry: gross before fees, what is kept for early payment and as a fee (both below zero).

    number is the entry's own, origin that of the entry it takes back; claim is (system, value), lines
    are (sequence, rials) and add up to gross. Without a claim it concerns the whole payment.
    """

    number: str
    kind: str
    gross: Decimal = ZERO
    early: Decimal = ZERO
    fee: Decimal = ZERO
    claim: tuple[str, str] = ("", "")
    response: tuple[str, str] = ("", "")
    origin: str = ""
    lines: tuple[tuple[int, Decimal], ...] = ()

    @property
    def amount(self) -> Decimal:
        return self.gross + self.early + self.fee


def compose(
    payer: str, sender: str, *, number: str, entries: Sequence[Entry], now: datetime
) -> Sealed:
    """The message that tells a provider of a payment; its amount is the sum of the entries."""
    today = now.astimezone(MUSCAT).date().isoformat()
    resource = {
        "resourceType": "PaymentReconciliation",
        "id": str(uuid.uuid4()),
        "meta": {"profile": [bundles.profile("payment-reconciliation")]},
        "identifier": [
            {"system": f"http://{payer}.Dhamani.om/paymentreconciliation", "value": number}
        ],
        "status": "active",
        "period": {"start": today, "end": today},
        "created": bundles.instant(now),
        "paymentIssuer": bundles.licence_of(payer, vocabulary.PAYER_LICENCE),
        "requestor": bundles.licence_of(sender, vocabulary.PROVIDER_LICENCE),
        "outcome": "complete",
        "disposition": "Payment made.",
        "paymentDate": today,
        "paymentAmount": vocabulary.money(sum((entry.amount for entry in entries), ZERO)),
        "paymentIdentifier": {
            "type": {"text": "eft"},
            "system": f"http://{payer}.Dhamani.om/payment",
            "value": number,
        },
        "detail": [_detail(entry, payer, sender, today) for entry in entries],
    }
    return bundles.seal(bundles.Envelope("payment-reconciliation", payer, sender), now, resource)


def _detail(entry: Entry, payer: str, sender: str, today: str) -> dict[str, Any]:
    system = f"http://{payer}.Dhamani.om/paymentdetail"
    detail: dict[str, Any] = {
        "identifier": {"system": system, "value": entry.number},
        "type": vocabulary.concept(vocabulary.PAYMENT_TYPE, entry.kind),
        "submitter": bundles.licence_of(sender, vocabulary.PROVIDER_LICENCE),
        "payee": bundles.licence_of(sender, vocabulary.PROVIDER_LICENCE),
        "date": today,
        "amount": vocabulary.money(entry.amount),
    }
    if extensions := [*_components(entry), *_lines(entry)]:
        detail["extension"] = extensions
    if entry.origin:
        detail["predecessor"] = {"system": system, "value": entry.origin}
    for name, kind, (its_system, value) in (
        ("request", "Claim", entry.claim),
        ("response", "ClaimResponse", entry.response),
    ):
        if value:
            detail[name] = {"type": kind, "identifier": {"system": its_system, "value": value}}
    return detail


def _components(entry: Entry) -> list[dict[str, Any]]:
    """The parts of an entry, only where something was kept."""
    if not (entry.early or entry.fee):
        return []
    return [
        vocabulary.extension(name, "Money", vocabulary.money(getattr(entry, part)))
        for part, name in _COMPONENTS.items()
        if getattr(entry, part)
    ]


def _lines(entry: Entry) -> list[dict[str, Any]]:
    return [
        {
            "url": vocabulary.PROFILES + "extension-line-payment",
            "extension": [
                {"url": "sequence", "valuePositiveInt": sequence},
                {"url": "amount", "valueMoney": vocabulary.money(amount)},
            ],
        }
        for sequence, amount in entry.lines
    ]
