"""A person gives up money: what is owed is written off, what was denied is let go."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from app.claims.history import tell
from app.claims.models import Claim
from app.kernel.clock import today
from app.kernel.errors import NotFound
from app.kernel.money import ZERO
from app.remittances import ledger, rules, underpaid
from app.remittances.rules import Movement
from app.tenants.scope import find

WRITTEN_OFF, LET_GO = rules.WRITTEN_OFF, rules.LET_GO


def give_up(claim_id: UUID, line: int, kind: str, amount: Decimal, reason: str) -> Claim:
    """Write off what is owed on a line, or let go of what was denied.

    Raises TooMuchToWriteOff, TooMuchToLetGo, NotFound.
    """
    claim = find(Claim, claim_id, for_update=True)
    before = ledger.account(claim.id)
    if line not in before:
        raise NotFound
    verb = rules.write_off if kind == WRITTEN_OFF else rules.let_go
    _write(claim, verb(before, line, amount), reason)
    return claim


def let_underpayment_go(underpayment_id: UUID, reason: str) -> None:
    """Give up the whole difference of an underpaid line; raises NotWaiting, NotFound."""
    found = underpaid.let_go(underpayment_id, reason)
    claim = find(Claim, found.claim_id, for_update=True)
    before = ledger.account(claim.id)
    has = before[found.line]
    moved: list[Movement] = []
    if has.outstanding > ZERO:
        moved += rules.write_off(before, found.line, has.outstanding)
    if has.denied_open > ZERO:
        moved += rules.let_go(before, found.line, has.denied_open)
    if moved:
        _write(claim, moved, reason)


def _write(claim: Claim, moved: list[Movement], reason: str) -> None:
    ledger.write(claim, moved, day=today(), reason=reason)
    for one in moved:
        tell(claim, one.kind, amount=str(one.amount))
    underpaid.look_at(claim)
