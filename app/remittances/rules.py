"""What a line of a claim comes to, and what each event adds to it. Amounts in rials, pure.

An account is one claim's lines by their sequence. It always adds up:
billed = patient share + approved + denied, and outstanding = approved - paid + taken back - written off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.kernel.money import ZERO, from_baisa, to_baisa, total
from app.remittances.errors import TooMuchToLetGo, TooMuchToWriteOff

BILLED, PATIENT_SHARE, APPROVED, LET_GO = "billed", "patient_share", "approved", "let_go"
PAID, TAKEN_BACK, WRITTEN_OFF = "paid", "taken_back", "written_off"
FEE, EARLY_PAYMENT = "fee", "early_payment"
KINDS = (
    BILLED, PATIENT_SHARE, APPROVED, LET_GO, PAID, TAKEN_BACK, WRITTEN_OFF, FEE, EARLY_PAYMENT,
)  # fmt: skip

EXPECTED, PART_PAID, SETTLED, OVERPAID, NOTHING_OWED, REVOKED = (
    "expected",
    "part_paid",
    "settled",
    "overpaid",
    "nothing_owed",
    "revoked",
)
STATES = (EXPECTED, PART_PAID, SETTLED, OVERPAID, NOTHING_OWED, REVOKED)


@dataclass(frozen=True, kw_only=True)
class LineLedger:
    """The account of one line, each figure cumulative and as a positive amount."""

    line: int
    billed: Decimal = ZERO
    patient_share: Decimal = ZERO
    approved: Decimal = ZERO
    let_go: Decimal = ZERO
    paid: Decimal = ZERO
    taken_back: Decimal = ZERO
    written_off: Decimal = ZERO
    fee: Decimal = ZERO
    early_payment: Decimal = ZERO

    @property
    def asked(self) -> Decimal:
        """What the payer was asked for."""
        return self.billed - self.patient_share

    @property
    def denied(self) -> Decimal:
        """What the payer judged and will not pay."""
        return self.asked - self.approved

    @property
    def denied_open(self) -> Decimal:
        """Denied, and nobody has let go of it."""
        return self.denied - self.let_go

    @property
    def net_paid(self) -> Decimal:
        return self.paid - self.taken_back

    @property
    def owed(self) -> Decimal:
        """Approved and not paid, whether or not it was written off."""
        return self.approved - self.net_paid

    @property
    def outstanding(self) -> Decimal:
        return self.owed - self.written_off

    @property
    def is_settled(self) -> bool:
        return self.outstanding == ZERO and self.denied_open == ZERO


@dataclass(frozen=True)
class Movement:
    """An entry to be written: line, kind, and the amount that is added to the kind's sum."""

    line: int
    kind: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class JudgedLine:
    """What a line asked for and how it was judged."""

    line: int
    billed: Decimal
    patient_share: Decimal
    approved: Decimal


Account = Mapping[int, LineLedger]


def account(entries: Iterable[tuple[int, str, Decimal]]) -> dict[int, LineLedger]:
    """The lines that these entries (line, kind, amount) come to, in their order."""
    sums: dict[int, dict[str, Decimal]] = {}
    for line, kind, amount in entries:
        of_line = sums.setdefault(line, {})
        of_line[kind] = of_line.get(kind, ZERO) + amount
    return {line: LineLedger(line=line, **sums[line]) for line in sorted(sums)}


def after(before: Account, movements: Iterable[Movement]) -> dict[int, LineLedger]:
    """The account once these movements are written."""
    old = [(one.line, kind, getattr(one, kind)) for one in before.values() for kind in KINDS]
    return account([*old, *((m.line, m.kind, m.amount) for m in movements)])


def apportion(amount: Decimal, weights: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """The amount over lines by their weights, to the baisa; the parts sum up to it exactly.

    Spare baisa go to the parts that rounding down has cut most. Without any weight the first
    line bears it all. A part never exceeds its weight while the amount does not exceed their sum.
    """
    whole = [max(0, to_baisa(weight)) for weight in weights]
    asked, together = to_baisa(amount), sum(whole)
    if not together:
        return (amount, *(ZERO for _ in whole[1:]))
    parts = [asked * weight // together for weight in whole]
    by_loss = sorted(range(len(whole)), key=lambda i: (-(asked * whole[i] % together), i))
    for i in by_loss[: asked - sum(parts)]:
        parts[i] += 1
    return tuple(from_baisa(part) for part in parts)


def judged(before: Account, lines: Sequence[JudgedLine]) -> list[Movement]:
    """What brings an account to a judgement, the first or a later one; lines it is silent about stay."""
    found: list[Movement] = []
    for one in lines:
        has = before.get(one.line, LineLedger(line=one.line))
        for kind in (BILLED, PATIENT_SHARE, APPROVED):
            found += _to(has, kind, getattr(one, kind))
    return found + eased(after(before, found))


def revoked(before: Account) -> list[Movement]:
    """What takes a cancelled claim's billing out of the account; money that moved stays in sight."""
    found = [m for one in before.values() for kind in (BILLED, PATIENT_SHARE, APPROVED) for m in _to(one, kind, ZERO)]  # fmt: skip
    return found + eased(after(before, found))


def superseded(before: Account) -> list[Movement]:
    """What hands a claim's whole request over to the correction in its place; money that moved stays in sight."""
    found = [m for one in before.values() for m in _to(one, APPROVED, ZERO)]
    found += eased(after(before, found))
    return found + [m for one in after(before, found).values() for m in _to(one, LET_GO, one.denied)]  # fmt: skip


def _to(has: LineLedger, kind: str, wanted: Decimal) -> list[Movement]:
    step = wanted - getattr(has, kind)
    return [Movement(has.line, kind, step)] if step else []


def eased(now: Account) -> list[Movement]:
    """What keeps the sums let go of and written off within what there is to let go of."""
    found: list[Movement] = []
    for one in now.values():
        found += _to(one, LET_GO, min(one.let_go, max(one.denied, ZERO)))
        found += _to(one, WRITTEN_OFF, min(one.written_off, max(one.owed, ZERO)))
    return found


def with_complaint(has: LineLedger, asked: Decimal, approved: Decimal) -> Decimal:
    """What a line is approved at once a complaint about it was judged; it never loses by it.

    A complaint about the whole line is a new judgement of it; one about a part adds to what was
    approved before.
    """
    sum_now = approved if asked >= has.asked else has.approved + approved
    return max(has.approved, min(sum_now, has.asked))


def state_of(lines: Account) -> str:
    """Where a claim stands with its money, in one word."""
    sums = summed(lines)
    if not sums.billed:
        return OVERPAID if sums.net_paid > ZERO else REVOKED
    if sums.outstanding < ZERO:
        return OVERPAID
    if sums.outstanding > ZERO:
        return PART_PAID if sums.net_paid or sums.written_off else EXPECTED
    return SETTLED if sums.approved else NOTHING_OWED


def summed(lines: Account) -> LineLedger:
    """All lines in one, under line 0."""
    return LineLedger(
        line=0, **{kind: total(getattr(one, kind) for one in lines.values()) for kind in KINDS}
    )


def is_settled(lines: Account) -> bool:
    """Nothing is owed, nothing denied is open, and something was billed."""
    return bool(lines) and all(one.is_settled for one in lines.values()) and bool(summed(lines).billed)  # fmt: skip


def write_off(before: Account, line: int, amount: Decimal) -> list[Movement]:
    """Give up what is owed on a line; raises TooMuchToWriteOff."""
    most = max(before[line].outstanding, ZERO)
    if not ZERO < amount <= most:
        raise TooMuchToWriteOff(most=most)
    return [Movement(line, WRITTEN_OFF, amount)]


def let_go(before: Account, line: int, amount: Decimal) -> list[Movement]:
    """Give up what was denied on a line; raises TooMuchToLetGo."""
    most = max(before[line].denied_open, ZERO)
    if not ZERO < amount <= most:
        raise TooMuchToLetGo(most=most)
    return [Movement(line, LET_GO, amount)]
