"""From lines to the ledger: match what is certain, post it, park the rest with its reason."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Select, or_, select

from app.claims.history import tell
from app.claims.models import Claim
from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.money import ZERO, total
from app.patients.queries import by_file_number, find_by_document
from app.reference.queries import payer
from app.remittances import candidates, judgements, ledger, underpaid
from app.remittances.errors import MoneyRefusal, OriginUnknown, OtherPayer, PaidBeforeVisit
from app.remittances.history import move, move_line
from app.remittances.matching import ON_THE_WHOLE, ORIGIN, Verdict, Wanted, decide
from app.remittances.models import Remittance, RemittanceLine
from app.remittances.postings import DEDUCTIONS, Money
from app.remittances.postings import posting as movements_of
from app.remittances.states import PARKED, POSTED, RECEIVED, WAITING
from app.tenants import keys
from app.tenants.scope import actor_id, find

# A third-party administrator settles for several insurers in one payment.
ADMINISTRATOR = "tpa"


def look(remittance: Remittance) -> None:
    """Match every waiting line; post the certain ones unless the whole remittance waits for a person."""
    verdicts = _verdicts(remittance)
    _learn_payer(remittance, verdicts)
    certain = [(line, verdict) for line, verdict in verdicts if verdict.claim_id]
    # Claims are locked in one order, so that two remittances never wait for each other.
    for line, verdict in sorted(certain, key=lambda pair: (str(pair[1].claim_id), pair[0].sequence)):  # fmt: skip
        line.reasons, line.probable_id = list(verdict.reasons), verdict.claim_id
        if remittance.problem is None and verdict.claim_id:
            try_to_post(remittance, line, verdict.claim_id)
    for line, verdict in verdicts:
        if verdict.claim_id is None:
            line.reasons, line.probable_id = list(verdict.reasons), verdict.probable_id
            if remittance.problem is None:
                _set_aside(line, verdict)
    settle(remittance)


def _set_aside(line: RemittanceLine, verdict: Verdict) -> None:
    """A fee on the whole payment touches no claim; anything else waits for a person."""
    named = line.claim_identifier or line.response_reference or line.patient_sealed
    if line.kind in DEDUCTIONS and not named:
        line.reasons, line.probable_id = [ON_THE_WHOLE], None
        move_line(line, "posted", reasons=line.reasons)
    else:
        park(line, verdict.problem)


def _verdicts(remittance: Remittance) -> list[tuple[RemittanceLine, Verdict]]:
    waiting = [line for line in remittance.lines if line.status == WAITING]
    wanted = [_wanted(remittance, line) for line in waiting]
    named = candidates.named_by(wanted)
    found = []
    for line, one in zip(waiting, wanted, strict=True):
        verdict = _by_origin(remittance, line) or decide(one, named)
        if verdict.claim_id is None and verdict.probable_id is None:
            verdict = decide(one, [*named, *candidates.likely(one)])
        found.append((line, verdict))
    return found


def _wanted(remittance: Remittance, line: RemittanceLine) -> Wanted:
    return Wanted(
        identifier=line.claim_identifier,
        reference=line.response_reference,
        amount=line.amount,
        payer_id=pays_only(remittance),
        service_date=line.service_date,
        patient_id=_patient_id(line),
    )


def pays_only(remittance: Remittance) -> UUID | None:
    """The payer whose claims alone it can pay; None while unknown, and for an administrator of several insurers."""
    if remittance.payer_id is None or payer(remittance.payer_id).kind == ADMINISTRATOR:
        return None
    return remittance.payer_id


def _by_origin(remittance: Remittance, line: RemittanceLine) -> Verdict | None:
    """What takes back an earlier entry belongs to that entry's claim."""
    if line.claim_identifier or not line.original_reference:
        return None
    query = _entries(remittance, line.original_reference).where(RemittanceLine.claim_id.is_not(None))  # fmt: skip
    claims = set(db.session.scalars(query.with_only_columns(RemittanceLine.claim_id).limit(2)))
    return Verdict(claims.pop(), (ORIGIN,)) if len(claims) == 1 else None


def _entries(remittance: Remittance, reference: str) -> Select[RemittanceLine]:
    """The entries of this number that the payer told of; another payer's may bear the same."""
    query = select(RemittanceLine).where(RemittanceLine.entry_reference == reference)
    payer_id = pays_only(remittance)
    if payer_id is None:
        return query
    told = query.join(Remittance, Remittance.id == RemittanceLine.remittance_id)
    return told.where(or_(Remittance.payer_id.is_(None), Remittance.payer_id == payer_id))


def _patient_id(line: RemittanceLine) -> UUID | None:
    number = patient_number(line)
    found = (find_by_document(number) or by_file_number(number)) if number else None
    return found.id if found else None


def patient_number(line: RemittanceLine) -> str:
    """The patient's number as the file wrote it."""
    if line.patient_sealed is None:
        return ""
    return keys.open_text(line.patient_sealed, table="remittance_lines", column="patient_sealed", row_id=line.id)  # fmt: skip


def _learn_payer(remittance: Remittance, verdicts: list[tuple[RemittanceLine, Verdict]]) -> None:
    """The exchange's advice names no insurer of ours; its claims do."""
    ids = {verdict.claim_id for _line, verdict in verdicts if verdict.claim_id}
    if remittance.payer_id is None and ids:
        query = select(Claim.payer_id).where(Claim.id.in_(ids))
        remittance.payer_id = Counter(db.session.scalars(query)).most_common(1)[0][0]


def try_to_post(remittance: Remittance, line: RemittanceLine, claim_id: UUID) -> bool:
    """Post a line that is certain, or park it with the name of what speaks against it."""
    try:
        post(remittance, line, claim_id)
    except MoneyRefusal as refusal:
        line.probable_id = claim_id
        park(line, refusal.code)
        return False
    return True


def post(
    remittance: Remittance, line: RemittanceLine, claim_id: UUID, *, over: bool = False
) -> None:
    """Write a line into the account of its claim; `over` when a person takes it all the same.

    Raises MoneyRefusal.
    """
    root = judgements.root_of(find(Claim, claim_id))
    if pays_only(remittance) not in (None, root.payer_id) and not over:
        raise OtherPayer
    day = line.paid_on or remittance.paid_on or today()
    if day < root.service_date and not over:
        raise PaidBeforeVisit
    if not over and _lacks_its_origin(remittance, line):
        raise OriginUnknown
    before = judgements.bring_up(root)
    money = Money(kind=line.kind, amount=line.amount, line=line.claim_line)
    moved = movements_of(before, money, over=over)
    line.claim_id, line.probable_id, line.problem = root.id, None, None
    move_line(line, "posted", reasons=line.reasons, **({"over": True} if over else {}))
    db.session.flush()
    tell(root, "paid" if line.amount > ZERO else "taken_back", amount=str(line.amount))
    ledger.write(root, moved, day=day, remittance_line_id=line.id)
    underpaid.look_at(root)
    if line.amount > ZERO:
        _wake(root.id, without=line.id)


def _lacks_its_origin(remittance: Remittance, line: RemittanceLine) -> bool:
    """It takes back a payment that it names, and none of that number is in any account here."""
    if line.amount >= ZERO or line.kind in DEDUCTIONS or not line.original_reference:
        return False
    query = _entries(remittance, line.original_reference).where(RemittanceLine.status == POSTED)
    return db.session.scalars(query.limit(1)).first() is None


def park(line: RemittanceLine, problem: str) -> None:
    """Set a line aside in sight, with the name of what is wrong."""
    line.problem = problem
    if line.status != PARKED:
        move_line(line, "parked", problem=problem)


def settle(remittance: Remittance) -> None:
    """Where the remittance stands once its lines have moved."""
    db.session.flush()
    is_open = remittance.problem is not None or any(
        line.status in (WAITING, PARKED) for line in remittance.lines
    )
    if is_open and remittance.status == RECEIVED:
        move(remittance, "parked", problem=remittance.problem)
    elif is_open and remittance.status == POSTED:
        move(remittance, "corrected_to_parked")
    elif not is_open and remittance.status in (RECEIVED, PARKED):
        move(remittance, "matched")
        move(remittance, "posted", amount=str(posted_amount(remittance)))
    db.session.flush()


def posted_amount(remittance: Remittance) -> Decimal:
    """What of a remittance stands in the claims' accounts, in OMR."""
    return total(line.amount for line in remittance.lines if line.status == POSTED)


# What may go right by itself once the claim's account has moved.
MAY_PASS = ("not_judged", "no_origin", "origin_unknown", "over_approved")


def hear_judgement(claim: Claim) -> None:
    """Bring the account up to the judgement, and take up lines that waited for it."""
    judgements.hear(claim)
    root = judgements.root_of(claim)
    underpaid.look_at(root)
    _wake(root.id)


def _wake(claim_id: UUID, without: UUID | None = None) -> None:
    """Lines parked with this claim as the certain one are tried again."""
    query = select(RemittanceLine).where(
        RemittanceLine.probable_id == claim_id,
        RemittanceLine.status == PARKED,
        RemittanceLine.problem.in_(MAY_PASS),
    )
    if without is not None:
        query = query.where(RemittanceLine.id != without)
    for line in db.session.scalars(query.order_by(RemittanceLine.id)):
        remittance = find(Remittance, line.remittance_id, for_update=True)
        if remittance.problem is None and try_to_post(remittance, line, claim_id):
            line.answered_at = now()
            line.answered_by = actor_id()
            settle(remittance)
