"""The verbs of a dispute: open, save, send, give up."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from app.claims import service as claims
from app.claims.following import start_following
from app.claims.models import Claim, ClaimLine
from app.claims.parts import Shortfall
from app.claims.states import DRAFT, REJECTED
from app.claims.values import COMPLAINT, CORRECTION
from app.claims.windows import Window
from app.disputes import queries, rules
from app.disputes.errors import (
    CommentMissing,
    DisputeOpen,
    DisputeStale,
    EvidenceMissing,
    LinesChanged,
    NothingAtStake,
    NotInPreparation,
    WindowOver,
    WrongWay,
)
from app.disputes.history import tell
from app.disputes.models import Dispute, DisputeLine
from app.disputes.rules import Answers
from app.disputes.states import DRAFTED
from app.documents import service as documents
from app.documents.queries import documents_of
from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.money import ZERO, total
from app.tenants.scope import actor_id, find

DECISION_WRONG = Answers(claim_wrong=False, decision_wrong=True, only_missing=False)


def open_dispute(
    claim_id: UUID, answers: Answers, *, lines: Collection[int] = (), comment: str = "",
    late_reason: str = "",
) -> Dispute:  # fmt: skip
    """Begin a correction or complaint, whichever the answers lead to, with the draft that carries it.

    Raises WrongWay, TakenByOther, DisputeOpen, WindowOver, NothingAtStake, CommentMissing and what start_following raises.
    """
    kind = rules.choose(answers).kind
    if kind not in {CORRECTION, COMPLAINT}:
        raise WrongWay
    claim = claims.free(claim_id)
    _refuse_second(claim)
    window = _open_window(claim, kind, late_reason)
    stakes = [_Stake(line, line.approved or ZERO, _cut(line)) for line in _disputed(claim, kind, lines)]  # fmt: skip
    if kind == COMPLAINT and not comment.strip():
        raise CommentMissing
    following = start_following(claim.id, kind, lines)
    return _begin(
        following, stakes, answers, window.until, comment=comment, late_reason=late_reason
    )


def complain_of_shortfall(short: Shortfall) -> UUID:
    """Begin a complaint about a line paid too low, with its papers; what was paid is what it starts from.

    A window counts from the decision, and a payment may come after it: then the reason says so.
    Raises TakenByOther, DisputeOpen, NothingAtStake and what start_following raises.
    """
    claim = claims.free(short.claim_id)
    _refuse_second(claim)
    window = queries.window(claim, COMPLAINT)
    line = next((one for one in claim.lines if one.sequence == short.line), None)
    if line is None or short.due <= short.paid:
        raise NothingAtStake
    following = start_following(claim.id, COMPLAINT, [line.sequence])
    stakes = [_Stake(line, short.paid, short.due - short.paid)]
    late_reason = short.reason_if_late if window.is_over(today()) else ""
    dispute = _begin(
        following, stakes, DECISION_WRONG, window.until, comment=short.comment, late_reason=late_reason
    )  # fmt: skip
    for paper in short.papers:
        documents.link(paper, "claim", following.id)
    return dispute.id


@dataclass(frozen=True)
class _Stake:
    """A disputed line: what it had brought before, and what it may still bring, in rials."""

    line: ClaimLine
    before: Decimal
    amount: Decimal


def _open_window(claim: Claim, kind: str, late_reason: str) -> Window:
    """The payer's window; raises WindowOver where it has passed and nobody says why all the same."""
    window = queries.window(claim, kind)
    if window.is_over(today()) and not late_reason.strip():
        raise WindowOver
    return window


def _begin(
    following: Claim, stakes: list[_Stake], answers: Answers, until: date | None, *, comment: str,
    late_reason: str = "",
) -> Dispute:  # fmt: skip
    """The dispute that this draft carries."""
    following.comment = comment.strip() or None
    dispute = Dispute(
        claim_id=following.related_claim_id,
        root_claim_id=following.root_claim_id,
        following_claim_id=following.id,
        payer_id=following.payer_id,
        kind=following.related_kind,
        answers=asdict(answers),
        at_stake=total(one.amount for one in stakes),
        window_until=until,
        opened_by=actor_id(),
    )
    dispute.late_reason = late_reason.strip() or None
    dispute.lines = [_line(dispute, one) for one in stakes]
    _add_alone(dispute)
    tell(dispute, "opened", kind=dispute.kind, at_stake=str(dispute.at_stake))
    return dispute


def _refuse_second(claim: Claim) -> None:
    """The open attempt of the chain is found through the root, whichever of its claims is asked about."""
    there = queries.open_dispute(claim.id)
    if there is not None:
        raise DisputeOpen(there.id)


def _add_alone(dispute: Dispute) -> None:
    """The index lets one open attempt into a chain; of two that come at once the later one is told."""
    try:
        with db.session.begin_nested():
            db.session.add(dispute)
            db.session.flush()
    except IntegrityError as problem:
        raise DisputeOpen from problem


def _disputed(claim: Claim, kind: str, chosen: Collection[int]) -> list[ClaimLine]:
    """The lines at stake: of a correction all that were cut, of a complaint the chosen ones."""
    cut = [line for line in claim.lines if _cut(line) > ZERO]
    if kind == CORRECTION:
        return cut
    found = [line for line in cut if line.sequence in chosen]
    if chosen and len(found) < len(set(chosen)):
        raise NothingAtStake
    return found


def _cut(line: ClaimLine) -> Decimal:
    return max(line.payer_share - (line.approved or ZERO), ZERO)


def _line(dispute: Dispute, stake: _Stake) -> DisputeLine:
    return DisputeLine(
        dispute_id=dispute.id,
        line_id=stake.line.id,
        sequence=stake.line.sequence,
        reason_code=stake.line.reason_code,
        before=stake.before,
        at_stake=stake.amount,
    )


def save_comment(dispute_id: UUID, comment: str, version: int) -> Dispute:
    """Change what the insurer is told. Raises DisputeStale, NotInPreparation, CommentMissing, TakenByOther, NotFound."""
    dispute = find(Dispute, dispute_id, for_update=True)
    claim = _in_preparation(dispute, version)
    if dispute.kind == COMPLAINT and not comment.strip():
        raise CommentMissing
    claim.comment = comment.strip() or None
    claim.saved_at, claim.saved_by = now(), actor_id()
    flag_modified(claim, "saved_at")  # A new version even when the words are the same.
    db.session.flush()
    tell(dispute, "saved")
    return dispute


def send(dispute_id: UUID, version: int) -> Dispute:
    """Send the claim that carries the dispute, through the one door of all claims.

    A complaint says again what the payer judged, so the checker's warnings keep none back. Raises what
    the guard and claims.submit raise, DisputeStale, NotInPreparation, NotFound.
    """
    dispute = find(Dispute, dispute_id, for_update=True)
    claim = _in_preparation(dispute, version)
    claims.submit(claim.id, claim.version, over_warnings=dispute.kind == COMPLAINT)
    return dispute


def _in_preparation(dispute: Dispute, version: int) -> Claim:
    """The draft that carries it, as the page last saw it, while nobody else works on it."""
    if claims.free(dispute.following_claim_id).version != version:
        raise DisputeStale
    return _unsent(dispute)


def _unsent(dispute: Dispute) -> Claim:
    """The draft that carries it, open again where the exchange turned it back."""
    claim = claims.free(dispute.following_claim_id)
    if dispute.status == DRAFTED and claim.status == REJECTED:
        claim = claims.reopen(claim.id)
    if dispute.status != DRAFTED or claim.status != DRAFT:
        raise NotInPreparation
    return claim


def abandon(dispute_id: UUID) -> Dispute:
    """Give up what is being prepared or came back: its claim is put away, the decision can be answered anew.

    Raises NotInPreparation, TakenByOther, NotFound.
    """
    dispute = find(Dispute, dispute_id, for_update=True)
    claim = _unsent(dispute)
    claims.discard(claim.id)
    return dispute


def guard(claim: Claim) -> None:
    """What a correction or complaint must have before it leaves. Raises the named refusals."""
    dispute = queries.carried_by(claim)
    if dispute is None:
        return
    if queries.window(find(Claim, dispute.claim_id), dispute.kind).is_over(today()) and not dispute.late_reason:  # fmt: skip
        raise WindowOver
    if dispute.kind == COMPLAINT:
        _refuse_bare_complaint(claim, dispute)


def _refuse_bare_complaint(claim: Claim, dispute: Dispute) -> None:
    if {line.sequence for line in claim.lines} != {line.sequence for line in dispute.lines}:
        raise LinesChanged
    if not (claim.comment or "").strip():
        raise CommentMissing
    if not documents_of("claim", claim.id):
        raise EvidenceMissing
