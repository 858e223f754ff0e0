"""PaymentReconciliation: what was paid, kept and taken back, claim by claim."""

from __future__ import annotations

from decimal import Decimal

from app.exchange.dhamani.reading.elements import (
    Resource,
    Strange,
    amount,
    at,
    code,
    day,
    extension,
    number,
    objects,
    one_of,
    text,
)
from app.exchange.dhamani.reading.envelope import Letter
from app.exchange.messages import PaymentAdvice, PaymentComponent, PaymentItem, PaymentLine

PAID, ADJUSTMENT, TAKEBACK = "payment", "adjustment", "takeback"
COMPONENTS = {
    "payment": "component_payment",
    "early_payment": "component_early_payment",
    "fee": "component_fee",
}


def read(letter: Letter) -> PaymentAdvice:
    """What was paid; raises Strange when the sum is missing or an entry contradicts itself.

    Entries that do not add up to the whole are read all the same: a person asks the payer which is right.
    """
    found = letter.focal
    total = amount(found, "paymentAmount")
    if total is None:
        raise Strange("payment without amount")
    lines = tuple(_line(letter, detail) for detail in objects(found, "detail"))
    identifier = at(found, "paymentIdentifier")
    return PaymentAdvice(
        reference=text(found, "identifier", 0, "value"),
        payment_reference=text(identifier, "value"),
        amount=total,
        payer_licence=text(found, "paymentIssuer", "identifier", "value"),
        paid_on=day(found, "paymentDate"),
        method=code(identifier, "type") or text(identifier, "type", "text"),
        disposition=text(found, "disposition"),
        lines=lines,
    )


def _line(letter: Letter, detail: Resource) -> PaymentLine:
    paid = amount(detail, "amount")
    if paid is None:
        raise Strange("payment line without amount")
    components = _components(letter, detail)
    # An entry that only keeps something is that, whatever its type says.
    kind = components[0].kind if len(components) == 1 else _kind(letter, detail, paid)
    components = components or (PaymentComponent(kind=kind, amount=paid),)
    if sum(part.amount for part in components) != paid:
        raise Strange("payment line and its components differ")
    items = tuple(_item(part) for part in _parts(letter, detail))
    before_fees = sum(part.amount for part in components if part.kind == components[0].kind)
    if items and sum(item.amount for item in items) != before_fees:
        raise Strange("payment line and its items differ")
    return PaymentLine(
        claim_identifier=text(detail, "request", "identifier", "value"),
        response_reference=text(detail, "response", "identifier", "value"),
        amount=paid,
        kind=kind,
        paid_on=day(detail, "date"),
        components=components,
        items=items,
        reference=text(detail, "identifier", "value"),
        original_reference=text(detail, "predecessor", "value"),
    )


def _kind(letter: Letter, detail: Resource, paid: Decimal) -> str:
    """Our word for the entry's type; an adjustment below zero of an earlier entry takes back."""
    known = letter.profile.payments
    said = code(detail, "type")
    kind = known[one_of(said, known, "detail.type")] if said else PAID
    takes_back = kind == ADJUSTMENT and paid < 0 and text(detail, "predecessor", "value")
    return TAKEBACK if takes_back else kind


def _components(letter: Letter, detail: Resource) -> tuple[PaymentComponent, ...]:
    """The parts an entry tells apart, what was paid before fees first."""
    found = (
        (kind, amount(extension(detail, letter.extension_url(name)), "valueMoney"))
        for kind, name in COMPONENTS.items()
    )
    return tuple(
        PaymentComponent(kind=kind, amount=part) for kind, part in found if part is not None
    )


def _parts(letter: Letter, detail: Resource) -> list[Resource]:
    wanted = letter.extension_url("line_payment").lower()
    return [part for part in objects(detail, "extension") if _address(part) == wanted]


def _item(part: Resource) -> PaymentItem:
    inner = {text(one, "url"): one for one in objects(part, "extension")}
    sequence = number(inner.get("sequence"), "valuePositiveInt")
    paid = amount(inner.get("amount"), "valueMoney")
    if sequence is None or paid is None:
        raise Strange("a line of a payment without sequence or amount")
    return PaymentItem(sequence=int(sequence), amount=paid)


def _address(part: Resource) -> str:
    return text(part, "url").split("|")[0].lower()
