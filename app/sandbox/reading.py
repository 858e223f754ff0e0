"""From a checked Claim message to plain values that the rules can judge."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.sandbox import categories
from app.sandbox.fields import (
    code_at,
    day_at,
    dig,
    extension_of,
    items_at,
    number_at,
    text_at,
)
from app.sandbox.parsing import Message

ZERO = Decimal("0.000")
BAISA = Decimal("0.001")
PRIOR, APPEALING, ASSOCIATED, EXTEND = "prior", "appealing", "associated", "extend"


@dataclass(frozen=True)
class Line:
    """One claimed service; amounts in Omani rials, net with tax; for how many days a medicine lasts."""

    sequence: int
    system: str
    code: str
    display: str
    category: str
    day: date
    quantity: Decimal
    net: Decimal
    tax: Decimal
    patient_share: Decimal
    days_supply: int | None = None


@dataclass(frozen=True)
class Related:
    """What a claim follows: an earlier claim by its number, or an approval by the payer's reference."""

    relationship: str
    system: str
    value: str
    reference: str


@dataclass(frozen=True)
class ReceivedClaim:
    """A claim or an approval request as the payer reads it."""

    use: str
    kind: str
    patient_id: str
    patient_name: str
    deferred: bool
    emergency: bool
    approvals: tuple[str, ...]
    related: tuple[Related, ...]
    comment: str
    prescription: str
    attachments: tuple[Any, ...]
    lines: tuple[Line, ...]
    total: Decimal

    @property
    def has_evidence(self) -> bool:
        """Whether something in it speaks to the payer: a comment or a file."""
        return bool(self.comment or self.attachments)

    @property
    def extends(self) -> str:
        """The payer's number of the approval this one extends, or an empty string."""
        return next((r.reference for r in self.related if r.relationship == EXTEND), "")

    @property
    def service_day(self) -> date:
        return min(line.day for line in self.lines)


def read_claim(message: Message) -> ReceivedClaim:
    """The claim a message carries; the message has passed the checks."""
    claim = message.focal
    patient = message.resolve(text_at(claim, "patient", "reference"))
    kind, supplies = code_at(claim, "type"), days_of_supply(claim)
    return ReceivedClaim(
        use=text_at(claim, "use"),
        kind=kind,
        patient_id=patient_number(patient),
        patient_name=text_at(patient, "name", 0, "text"),
        deferred=code_at(claim, "priority") == "deferred",
        emergency=code_at(claim, "subType") == "emr",
        approvals=tuple(
            str(number)
            for insurance in items_at(claim, "insurance")
            for number in dig(insurance, "preAuthRef") or ()
        ),
        related=tuple(
            Related(
                relationship=code_at(r, "relationship") or PRIOR,
                system=text_at(r, "claim", "identifier", "system"),
                value=text_at(r, "claim", "identifier", "value"),
                reference=text_at(r, "reference", "value"),
            )
            for r in items_at(claim, "related")
        ),
        comment="\n".join(_comments(claim)),
        prescription=text_at(claim, "prescription", "identifier", "value"),
        attachments=tuple(
            info["valueAttachment"]
            for info in items_at(claim, "supportingInfo")
            if dig(info, "valueAttachment")
        ),
        lines=tuple(_line(item, kind, supplies) for item in items_at(claim, "item")),
        total=rials(number_at(claim, "total", "value")),
    )


def patient_number(patient: object) -> str:
    """The identity number of a Patient: the first identifier with a value."""
    return next(
        (text_at(i, "value") for i in items_at(patient, "identifier") if text_at(i, "value")), ""
    )


def rials(amount: Decimal | None) -> Decimal:
    """An amount with three decimals; nothing counts as zero."""
    return ZERO if amount is None else amount.quantize(BAISA)


def days_of_supply(claim: object) -> dict[Decimal, int]:
    """The entries of supportingInfo that say for how many days a medicine lasts, by their number."""
    return {
        number_at(info, "sequence") or Decimal(0): int(
            number_at(info, "valueQuantity", "value") or 0
        )
        for info in items_at(claim, "supportingInfo")
        if code_at(info, "category") == "days-supply"
    }


def pointers(item: object) -> tuple[Decimal, ...]:
    """The entries of supportingInfo a line points at."""
    return tuple(Decimal(n) for n in dig(item, "informationSequence") or ())


def _line(item: object, kind: str, supplies: dict[Decimal, int]) -> Line:
    coding = dig(item, "productOrService", "coding", 0)
    system, code = text_at(coding, "system"), text_at(coding, "code")
    display = text_at(coding, "display") or text_at(item, "productOrService", "text")
    day = day_at(item, "servicedDate") or day_at(item, "servicedPeriod", "start")
    return Line(
        sequence=int(number_at(item, "sequence") or 0),
        system=system,
        code=code,
        display=display,
        category=categories.category_of(system, code, display, kind),
        day=day or date.min,
        quantity=number_at(item, "quantity", "value") or Decimal(1),
        net=rials(number_at(item, "net", "value")),
        tax=rials(number_at(extension_of(item, "extension-tax"), "valueMoney", "value")),
        patient_share=rials(
            number_at(extension_of(item, "extension-patient-share"), "valueMoney", "value")
        ),
        days_supply=next((supplies[n] for n in pointers(item) if n in supplies), None),
    )


def _comments(claim: object) -> list[str]:
    """What the provider tells the payer in words of its own."""
    return [
        text_at(info, "valueString")
        for info in items_at(claim, "supportingInfo")
        if code_at(info, "category") in {"attachment", "info"} and text_at(info, "valueString")
    ]
