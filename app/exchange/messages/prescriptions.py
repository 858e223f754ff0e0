"""A prescription that lies at the exchange: taking it up by its token, and letting go of it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.exchange.messages.parties import (
    Coding,
    Party,
    PatientIdentity,
    PractitionerIdentity,
    Refusal,
)

TAKE_UP, LET_GO = "take_up", "let_go"
HANDED_OVER, RELEASED_AGAIN = "handed_over", "released"
# Why none was handed over.
UNKNOWN, TAKEN, RUN_OUT, USED_UP, REFUSED = "unknown", "taken", "run_out", "used_up", "refused"


@dataclass(frozen=True, kw_only=True)
class HandedOut:
    """What became of a line by the time it is let go of, in the prescriber's units.

    `supplied` by whoever and whoever paid, `cash` of it paid whole by the patient, `not_supplied` given up.
    """

    sequence: int
    supplied: Decimal
    cash: Decimal = Decimal(0)
    not_supplied: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class PrescriptionQuestion:
    """`wish` take_up: hand over the prescription of this token and lock it for us; let_go: unlock it.

    `identifier` is our own number of the question, used once. `handed_out` goes with let_go: no claim
    tells of what the patient paid, or of what nobody supplied.
    """

    identifier: str
    provider: Party
    token: str
    wish: str = TAKE_UP
    handed_out: tuple[HandedOut, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PrescribedMedicine:
    """One line: `quantity` and `supplied` in units, `dose` in dose units as often as `times_a_day` for `days`."""

    sequence: int
    coding: Coding
    quantity: Decimal
    supplied: Decimal = Decimal(0)
    dose: Decimal | None = None
    times_a_day: Decimal | None = None
    days: int | None = None
    instructions: str = ""


@dataclass(frozen=True, kw_only=True)
class PrescriptionAnswer:
    """What the exchange says of a token.

    `outcome`: handed_over (all other parts are filled), released, or why not: unknown, taken (another
    pharmacy holds it), run_out, used_up, refused (see `refusals`). Both days are inclusive.
    """

    outcome: str
    reference: str = ""
    patient: PatientIdentity | None = None
    prescriber: PractitionerIdentity | None = None
    issued_on: date | None = None
    expires_on: date | None = None
    diagnoses: tuple[Coding, ...] = ()
    medicines: tuple[PrescribedMedicine, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    final: bool = True
