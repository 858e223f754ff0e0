"""What a person answers: this line is that claim, it is not ours, take it off again, post it all the same."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.claims.history import tell
from app.claims.models import Claim, Submission
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.remittances import ledger, posting, underpaid
from app.remittances.errors import ClaimUnknown, NotWaiting
from app.remittances.history import move, move_line
from app.remittances.matching import BY_PERSON, plain
from app.remittances.models import Remittance, RemittanceLine
from app.remittances.postings import contra
from app.remittances.rules import Movement
from app.remittances.states import NOT_OURS, PARKED, POSTED, PUT_AWAY, WAITING
from app.tenants.scope import actor_id, find, for_the_house

BY_HAND = "taken_off"


def claim_numbered(number: str) -> UUID:
    """The claim of this number, whether ours, a sending's or the payer's; raises ClaimUnknown."""
    wanted = plain(number)
    query = select(Claim.id).where(Claim.number == wanted)
    sent = select(Submission.claim_id).where(Submission.identifier == wanted)
    theirs = select(Claim.id).where(Claim.payer_reference == number.strip()).limit(2)
    for found in (list(db.session.scalars(one)) for one in (query, sent, theirs)):
        if len(found) == 1:
            return found[0]
    raise ClaimUnknown(number=number)


def match(line_id: UUID, claim_id: UUID, *, over: bool = False) -> Remittance:
    """Post a waiting line to this claim; `over` takes more than is owed.

    Raises NotWaiting, MoneyRefusal, NotFound.
    """
    remittance, line = _waiting(line_id)
    claim = find(Claim, claim_id)
    line.reasons = [BY_PERSON]
    _answered(line, "over" if over else "")
    posting.post(remittance, line, claim_id, over=over)
    remittance.payer_id = remittance.payer_id or claim.payer_id
    posting.settle(remittance)
    return remittance


def disown(line_id: UUID, reason: str) -> Remittance:
    """The line is none of ours; it changes no claim. Raises NotWaiting, NotFound."""
    remittance, line = _waiting(line_id)
    _answered(line, reason)
    line.problem = None
    move_line(line, "disowned")
    posting.settle(remittance)
    return remittance


def take_off(line_id: UUID, reason: str) -> Remittance:
    """Take a posted line off its claim by contra entries, or take up one that was disowned.

    Raises NotWaiting, StillTakenBack, NotFound.
    """
    remittance, line = _locked(line_id)
    if line.status not in (POSTED, NOT_OURS):
        raise NotWaiting
    _answered(line, reason)
    if line.status == POSTED and line.claim_id is not None:
        _reverse(line, line.claim_id, reason)
    move_line(line, "corrected_to_parked")
    line.claim_id, line.problem = None, BY_HAND
    if remittance.status == PUT_AWAY:
        move(remittance, "corrected_to_parked")
    posting.settle(remittance)
    return remittance


def _reverse(line: RemittanceLine, claim_id: UUID, reason: str) -> None:
    root = find(Claim, claim_id, for_update=True)
    written = ledger.standing(line.id)
    moved = [Movement(one.line, one.kind, one.amount) for one in written]
    ledger.reverse(root, written, contra(ledger.account(root.id), moved), reason)
    tell(root, "payment_unmatched", amount=str(line.amount))
    underpaid.look_at(root)
    line.probable_id = root.id


@for_the_house()
def accept(remittance_id: UUID, reason: str) -> Remittance:
    """Post a remittance although its sum, day or number is odd; raises NotWaiting, NotFound."""
    remittance = _parked(remittance_id)
    if remittance.problem is None:
        raise NotWaiting
    remittance.problem, remittance.answer, remittance.answered_by = None, reason, actor_id()
    posting.look(remittance)
    return remittance


def put_away(remittance_id: UUID, reason: str) -> Remittance:
    """Post nothing of it, such as of one that came twice; raises NotWaiting, NotFound."""
    remittance = _parked(remittance_id)
    if any(line.status == POSTED for line in remittance.lines):
        raise NotWaiting
    remittance.answer, remittance.answered_by = reason, actor_id()
    # The same file may be imported again: nothing of this one stands.
    remittance.file_hash = None
    move(remittance, "put_away")
    db.session.flush()
    return remittance


def take_up(remittance_id: UUID) -> Remittance:
    """Look again at a remittance that was put away; raises NotWaiting, NotFound."""
    remittance = find(Remittance, remittance_id, for_update=True)
    if remittance.status != PUT_AWAY:
        raise NotWaiting
    move(remittance, "corrected_to_parked")
    db.session.flush()
    return remittance


def _parked(remittance_id: UUID) -> Remittance:
    remittance = find(Remittance, remittance_id, for_update=True)
    if remittance.status != PARKED:
        raise NotWaiting
    return remittance


def _waiting(line_id: UUID) -> tuple[Remittance, RemittanceLine]:
    remittance, line = _locked(line_id)
    if line.status not in (PARKED, WAITING) or remittance.problem is not None:
        raise NotWaiting
    return remittance, line


def _locked(line_id: UUID) -> tuple[Remittance, RemittanceLine]:
    """The line with its remittance held: of two answers at one moment the second sees the first."""
    remittance = find(Remittance, find(RemittanceLine, line_id).remittance_id, for_update=True)
    db.session.refresh(remittance, ["lines"])
    for line in remittance.lines:
        if line.id == line_id:
            db.session.refresh(line)
            return remittance, line
    raise NotFound


def _answered(line: RemittanceLine, answer: str) -> None:
    line.answer, line.answered_by, line.answered_at = answer, actor_id(), now()
