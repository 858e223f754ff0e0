"""A person's judgement of a claim: what may be chosen for a line."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from sqlalchemy import Connection, select

from app.sandbox import adjudication, denials, schema
from app.sandbox.reading import BAISA


@dataclass(frozen=True)
class Choice:
    """What is decided of a line: benefit in Omani rials or units only where it is partial."""

    outcome: str
    benefit: Decimal | None = None
    reason: str = ""
    note: str = ""
    units: Decimal | None = None


_ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩٫", "0123456789.")
_MOST = Decimal(1_000_000)
_LONGEST_WAIT = 60 * 24 * 60
_NO_UNITS = "Give the units as a number above zero."
_NO_AMOUNT = "Give the amount in rials, such as 4.200."

OUTCOMES = (adjudication.APPROVED, adjudication.PARTIAL, adjudication.REJECTED)


class WrongChoice(ValueError):
    """A line cannot be judged so; the text is an English sentence of the page's dictionary."""


def choice(
    outcome: str, benefit: str = "", reason: str = "", note: str = "", units: str = ""
) -> Choice:
    """A checked choice; raises WrongChoice with a sentence."""
    if outcome not in OUTCOMES:
        raise WrongChoice("Choose approved, partly approved or denied.")
    if outcome != adjudication.APPROVED and reason not in denials.REASONS:
        raise WrongChoice("Choose a reason for what is not paid in full.")
    if outcome == adjudication.APPROVED:
        return Choice(outcome, note=note)
    if outcome == adjudication.REJECTED:
        return Choice(outcome, reason=reason, note=note)
    amount = _rials(benefit) if benefit or not units else None
    return Choice(outcome, amount, reason, note, _units(units) if units else None)


def last_day(text: str) -> date | None:
    """The last day of an approval, or None for the usual one; raises WrongChoice."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip().translate(_ARABIC_DIGITS))
    except ValueError as error:
        raise WrongChoice("Give the last day as 2026-12-31.") from error


def minutes(text: str) -> int:
    """How long the provider has to answer; 0 for as long as it likes. Raises WrongChoice."""
    said = text.strip().translate(_ARABIC_DIGITS)
    if said and not (said.isdecimal() and 0 < int(said) <= _LONGEST_WAIT):
        raise WrongChoice("Give the minutes as a whole number.")
    return int(said) if said else 0


def exists(connection: Connection, claim_id: int) -> bool:
    """Whether the exchange holds a claim of this number that is not cancelled."""
    table = schema.claims
    state = connection.scalar(select(table.c.state).where(table.c.id == claim_id))
    return state is not None and state != "cancelled"


def sequences(connection: Connection, claim_id: int) -> list[int]:
    """The lines of a claim."""
    table = schema.claim_lines
    query = select(table.c.sequence).where(table.c.claim_id == claim_id).order_by(table.c.sequence)
    return list(connection.scalars(query))


def signed_rials(text: str) -> Decimal:
    """An amount of money that is not nothing, below zero for taking back; raises WrongChoice."""
    try:
        amount = Decimal(text.strip().translate(_ARABIC_DIGITS))
    except InvalidOperation as error:
        raise WrongChoice(_NO_AMOUNT) from error
    if not amount.is_finite() or not 0 < abs(amount) < _MOST or amount != amount.quantize(BAISA):
        raise WrongChoice(_NO_AMOUNT)
    return amount


def _units(text: str) -> Decimal:
    try:
        found = Decimal(text.strip().translate(_ARABIC_DIGITS))
    except InvalidOperation as error:
        raise WrongChoice(_NO_UNITS) from error
    if not found.is_finite() or not 0 < found < _MOST:
        raise WrongChoice(_NO_UNITS)
    return found


def _rials(text: str) -> Decimal:
    amount = signed_rials(text)
    if amount < 0:
        raise WrongChoice(_NO_AMOUNT)
    return amount
