"""A person's judgement of a claim: what may be chosen for a line."""

from decimal import Decimal, InvalidOperation

from sqlalchemy import Connection, select

from app.sandbox import adjudication, denials, schema
from app.sandbox.reading import BAISA

Choice = tuple[str, Decimal | None, str, str]
"""Outcome, benefit in Omani rials (only for a partial line), reason code, note."""

_ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩٫", "0123456789.")
_MOST = Decimal(1_000_000)
_NO_AMOUNT = "Give the amount in rials, such as 4.200."

OUTCOMES = (adjudication.APPROVED, adjudication.PARTIAL, adjudication.REJECTED)


class WrongChoice(ValueError):
    """A line cannot be judged so; the text is an English sentence of the page's dictionary."""


def choice(outcome: str, benefit: str = "", reason: str = "", note: str = "") -> Choice:
    """A checked choice; raises WrongChoice with a sentence."""
    if outcome not in OUTCOMES:
        raise WrongChoice("Choose approved, partly approved or denied.")
    if outcome != adjudication.APPROVED and reason not in denials.REASONS:
        raise WrongChoice("Choose a reason for what is not paid in full.")
    if outcome == adjudication.APPROVED:
        return outcome, None, "", note
    return outcome, _rials(benefit) if outcome == adjudication.PARTIAL else None, reason, note


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


def _rials(text: str) -> Decimal:
    amount = signed_rials(text)
    if amount < 0:
        raise WrongChoice(_NO_AMOUNT)
    return amount
