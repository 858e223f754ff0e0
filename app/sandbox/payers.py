"""The payers of the simulator: their tempers, clocks and present faults."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Connection, RowMapping, select, update

from app.sandbox import schema, vocabulary

INSTANT, PENDED, PARTLY, DENYING, ASKING, MANUAL, DOWN = (
    "instant",
    "pended",
    "partly-denying",
    "denying",
    "asking",
    "manual",
    "down",
)
HALF = "half-of-the-units"
MOODS = {HALF}
"""What only a person's story brings about, never a switch."""
WAITING = {PENDED, ASKING}
TEMPERS = {
    INSTANT: "Answers at once and pays what is covered",
    PENDED: "Accepts, thinks, and answers by poll after the delay",
    PARTLY: "Denies laboratory without evidence, imaging without approval",
    DENYING: "Denies every line",
    ASKING: "Pends, asks for a document, decides after the answer; without one denies",
    MANUAL: "Waits for a person on this page",
    DOWN: "Cannot be reached",
}

FAULTS = {
    "throttled": "Refuses with 429 and Retry-After",
    "error-500": "Fails with 500 before taking the message",
    "unavailable": "Refuses with 503 before taking the message",
    "refused": "Refuses with 400 before taking the message",
    "closed": "Closes the connection before taking the message",
    "lost-answer": "Takes the message, then closes the connection",
    "gateway-timeout": "Takes the message, then answers 504",
    "garbage": "Takes the message, answers with what is not FHIR",
    "half-answer": "Takes the message, sends half of the answer and closes",
    "huge-answer": "Takes the message, answers with 48 MB of nothing",
    "trickle": "Takes the message, sends one byte a second",
    "wrong-id": "Takes the message, answers for a request nobody made",
    "duplicate-answers": "Gives the same answer a second time by poll",
    "out-of-order": "Hands out the poll queue backwards",
    "strict-duplicates": "Refuses a known claim with 409 instead of repeating the answer",
}

_NO_FAULTS: dict[str, Any] = {
    "latency_ms": 0,
    "delay_seconds": 3,
    "faults": [],
    "fault_count": None,
    "pay_after_seconds": None,
    "pay_parts": 1,
    "fee_percent": 0,
    "early_percent": 0,
}

DEMO_PAYERS: list[dict[str, Any]] = [
    {
        "licence": licence,
        "place": place,
        "name_en": english,
        "name_ar": arabic,
        "temper": temper,
        **_NO_FAULTS,
    }
    for place, (licence, english, arabic, temper) in enumerate(
        [
            ("DEMO-ALPHA", "AlphaCare", "ألفا كير", INSTANT),
            ("DEMO-BETA", "BetaTPA", "بيتا لإدارة المطالبات", PENDED),
            ("DEMO-GAMMA", "GammaIns", "غاما للتأمين", PARTLY),
            ("DEMO-DELTA", "DeltaIns", "دلتا للتأمين", INSTANT),
            (vocabulary.EXCHANGE, "Exchange itself", "المنصة نفسها", INSTANT),
        ],
        start=1,
    )
]


@dataclass(frozen=True)
class Payer:
    """One payer as it behaves now; delay in seconds, latency in milliseconds."""

    licence: str
    name_en: str
    name_ar: str
    temper: str
    delay_seconds: int
    latency_ms: int
    faults: tuple[str, ...]
    fault_count: int | None
    pay_after_seconds: int | None = None
    pay_parts: int = 1
    fee_percent: Decimal = Decimal(0)
    early_percent: Decimal = Decimal(0)

    @property
    def is_exchange(self) -> bool:
        return self.licence == vocabulary.EXCHANGE


class WrongSwitch(ValueError):
    """A payer was to be set to something that does not exist; the text says what is allowed."""


def find(connection: Connection, licence: str) -> Payer | None:
    """The payer of this licence."""
    row = (
        connection.execute(select(schema.payers).where(schema.payers.c.licence == licence))
        .mappings()
        .one_or_none()
    )
    return _payer(row) if row else None


def everyone(connection: Connection) -> list[Payer]:
    """All payers in their order on the page, the exchange last."""
    rows = connection.execute(select(schema.payers).order_by(schema.payers.c.place))
    return [_payer(row) for row in rows.mappings()]


def change(connection: Connection, licence: str, wishes: Mapping[str, Any]) -> Payer | None:
    """Set temper, delay, latency, faults or the habits of paying; raises WrongSwitch on anything else."""
    values = {name: _checked(name, value) for name, value in wishes.items()}
    if values:
        connection.execute(
            update(schema.payers).where(schema.payers.c.licence == licence).values(**values)
        )
    return find(connection, licence)


def take_faults(connection: Connection, payer: Payer, event: str) -> frozenset[str]:
    """The faults this message meets; where they are counted, one is used up."""
    mine = frozenset(
        f.partition("@")[0] for f in payer.faults if f.partition("@")[2] in {"", event}
    )
    if not mine or payer.fault_count is None:
        return mine
    table = schema.payers
    used = connection.execute(
        update(table)
        .where(table.c.licence == payer.licence, table.c.fault_count > 0)
        .values(fault_count=table.c.fault_count - 1)
    )
    return mine if used.rowcount else frozenset()


def is_down(connection: Connection) -> bool:
    """Whether the whole exchange is switched off."""
    return (
        connection.scalar(select(schema.settings.c.value).where(schema.settings.c.name == "down"))
        == "1"
    )


def switch_exchange(connection: Connection, *, down: bool) -> None:
    """Switch the whole exchange off or on."""
    connection.execute(
        update(schema.settings)
        .where(schema.settings.c.name == "down")
        .values(value="1" if down else "0")
    )


def _payer(row: RowMapping) -> Payer:
    return Payer(
        licence=row["licence"],
        name_en=row["name_en"],
        name_ar=row["name_ar"],
        temper=row["temper"],
        delay_seconds=row["delay_seconds"],
        latency_ms=row["latency_ms"],
        faults=tuple(row["faults"]),
        fault_count=row["fault_count"],
        pay_after_seconds=row["pay_after_seconds"],
        pay_parts=row["pay_parts"],
        fee_percent=row["fee_percent"],
        early_percent=row["early_percent"],
    )


def _checked(name: str, value: Any) -> Any:
    if name == "temper" and value in TEMPERS:
        return value
    if name in {"delay_seconds", "latency_ms"} and type(value) is int and 0 <= value <= 86_400_000:
        return value
    if name == "faults" and isinstance(value, list) and all(_known_fault(f) for f in value):
        return value
    if name in {"fault_count", "pay_after_seconds"} and (
        value is None or (type(value) is int and 0 <= value <= 1_000_000)
    ):
        return value
    if name == "pay_parts" and type(value) is int and 1 <= value <= 12:
        return value
    if name in {"fee_percent", "early_percent"} and type(value) in {int, str}:
        return _percent(name, value)
    allowed = {
        "temper": ", ".join(TEMPERS),
        "faults": "a list of " + ", ".join(FAULTS) + ", each alone or followed by @event",
        "delay_seconds": "a whole number",
        "latency_ms": "a whole number",
        "fault_count": "a whole number or null",
        "pay_after_seconds": "a whole number or null",
        "pay_parts": "1 to 12",
        "fee_percent": "0 to 50",
        "early_percent": "0 to 50",
    }
    raise WrongSwitch(f"{name} must be {allowed.get(name, 'one of ' + ', '.join(allowed))}")


def _percent(name: str, value: Any) -> Decimal:
    try:
        found = Decimal(value)
    except InvalidOperation as error:
        raise WrongSwitch(f"{name} must be 0 to 50") from error
    if not found.is_finite() or not 0 <= found <= 50:
        raise WrongSwitch(f"{name} must be 0 to 50")
    return found


def _known_fault(fault: Any) -> bool:
    name, _, event = str(fault).partition("@")
    return name in FAULTS and (not event or event in vocabulary.ANSWER_TO)
