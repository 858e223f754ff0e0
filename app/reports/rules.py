"""The arithmetic of reports: shares, ageing, and which box of the form a refusal comes from. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from app.kernel.words import N_

# Days since the service, both ends inclusive; the last bucket has no end.
BUCKETS = ((0, 30), (31, 60), (61, 90), (91, None))
FIRST_PASS_TARGET = Decimal("0.95")
FEWEST_TO_JUDGE = 5

POLICY, APPROVAL, DIAGNOSIS, SERVICE = (
    N_("Policy and cover check"),
    N_("Approval"),
    N_("Diagnosis"),
    N_("Service"),
)
QUANTITY, PRICE, DOCTOR, DAY = N_("Quantity"), N_("Price"), N_("Practitioner"), N_("Service date")
COLLECTED, PAPERS, CONTRACT = N_("Collected from the patient"), N_("Papers"), N_("Contract")
PRESCRIPTION = N_("Prescription number")
UNKNOWN = N_("Not known")  # fmt: skip

# The Gulf's common codes by their family; a longer beginning decides before a shorter one.
CAUSES = {
    "ELIG": POLICY, "BENX": POLICY, "AUTH": APPROVAL, "AUTH-006": SERVICE, "AUTH-007": SERVICE, "AUTH-008": QUANTITY,
    "AUTH-009": PRESCRIPTION, "AUTH-012": PAPERS, "AUTH-013": PRESCRIPTION, "CODE": DIAGNOSIS, "CODE-010": DOCTOR,
    "CODE-015": DOCTOR, "CLAI": CONTRACT, "COPY": COLLECTED, "DUPL": SERVICE, "DUPL-002": DAY, "MNEC": DIAGNOSIS, "MNEC-005": QUANTITY,
    "NCOV": SERVICE, "NCOV-001": DIAGNOSIS, "NCOV-002": DIAGNOSIS, "PRCE": PRICE, "PRCE-002": SERVICE,
    "PRCE-006": DAY, "TIME": DAY, "TIME-002": PAPERS, "SURC": SERVICE, "WRNG": POLICY,
}  # fmt: skip


def cause_of(code: str) -> str:
    """The box of the form that a refusal code points at (a msgid)."""
    fitting = [start for start in CAUSES if code == start or code.startswith(f"{start}-")]
    return CAUSES[max(fitting, key=len)] if fitting else UNKNOWN


def share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """The fraction of one with four decimals; None of nothing."""
    if not whole:
        return None
    exact = Fraction(part) / Fraction(whole)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.0001"))


def change(now: Decimal, before: Decimal) -> Decimal | None:
    """The growth as a fraction of what was before, four places; None where nothing was."""
    return ((now - before) / before).quantize(Decimal("0.0001")) if before else None


def bucket_of(days: int) -> int:
    """The place of an age in BUCKETS; what lies in the future counts as new."""
    return next(
        place for place, (_first, last) in enumerate(BUCKETS) if last is None or days <= last
    )


def running_shares(amounts: Sequence[Decimal]) -> list[Decimal | None]:
    """For amounts in falling order, which part of the whole they make together so far."""
    whole, so_far, found = sum(amounts, Decimal(0)), Decimal(0), []
    for amount in amounts:
        so_far += amount
        found.append(share(so_far, whole))
    return found
