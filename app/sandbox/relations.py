"""What a claim may follow: an earlier one it corrects or complains about, an approval it extends."""

from typing import Any

from sqlalchemy import Connection, func, select, update

from app.sandbox import schema
from app.sandbox.parsing import Message
from app.sandbox.reading import (
    APPEALING,
    ASSOCIATED,
    EXTEND,
    PRIOR,
    ZERO,
    Line,
    ReceivedClaim,
    Related,
)
from app.sandbox.refusals import Finding

_CLAIMS, _LINES = schema.claims, schema.claim_lines
_ALLOWED = {
    "claim": {PRIOR, APPEALING, ASSOCIATED},
    "preauthorization": {PRIOR, ASSOCIATED, EXTEND},
}


def objections(connection: Connection, message: Message, claim: ReceivedClaim) -> list[Finding]:
    """Why the payer cannot take it as a follower of what it names; the first reason is enough."""
    for related in claim.related:
        if related.relationship not in _ALLOWED[claim.use]:
            return [Finding("SBX-021", "Claim.related.relationship")]
        earlier = _earlier(connection, message.sender, message.receiver, claim, related)
        if earlier is None:
            return [Finding("BV-00725", "Claim.related")]
        if code := _refusal(connection, claim, related, earlier):
            return [Finding(code, "Claim.item" if code == "SBX-036" else "Claim.related")]
    return []


def followed(connection: Connection, message: Message, claim: ReceivedClaim) -> tuple[int, str]:
    """The row a correction, complaint or extension follows and how, or (0, "")."""
    for related in claim.related:
        if related.relationship == ASSOCIATED:
            continue
        earlier = _earlier(connection, message.sender, message.receiver, claim, related)
        if earlier is not None:
            return _root(earlier, related.relationship), related.relationship
    return 0, ""


def supersede(connection: Connection, row: Any) -> None:
    """From now on a correction stands in the place of the claim it follows."""
    if row.use == "claim" and row.relationship == PRIOR:
        connection.execute(
            update(_CLAIMS).where(_CLAIMS.c.id == row.related_id).values(superseded_by=row.id)
        )


def judged(connection: Connection, row: Any) -> None:
    """Let a judgement reach what it is about: a complaint's lines its claim, a correction its predecessor."""
    if row.use != "claim" or row.related_id is None:
        return
    if row.relationship == APPEALING:
        _raise_lines(connection, row)
    else:
        connection.execute(
            update(_CLAIMS).where(_CLAIMS.c.id == row.related_id).values(benefit=ZERO)
        )


def let_go(connection: Connection, row: Any) -> None:
    """A cancelled correction gives its place back to the claim before it."""
    if row.use != "claim" or row.relationship != PRIOR:
        return
    connection.execute(
        update(_CLAIMS)
        .where(_CLAIMS.c.id == row.related_id, _CLAIMS.c.superseded_by == row.id)
        .values(superseded_by=None, benefit=_granted(row.related_id))
    )


def family(connection: Connection, row: Any) -> list[int]:
    """The claim a row follows and everything else that follows it; a service is no duplicate among them."""
    return [] if row.related_id is None else chain_of(connection, row.related_id)


def chain_of(connection: Connection, root: int) -> list[int]:
    """A claim and everything that follows it."""
    query = select(_CLAIMS.c.id).where(_CLAIMS.c.related_id == root)
    return [root, *connection.scalars(query)]


def _refusal(connection: Connection, claim: ReceivedClaim, related: Related, earlier: Any) -> str:
    """The code against following this row so, or an empty string."""
    if related.relationship in (ASSOCIATED, EXTEND):
        return ""
    if earlier.state == "cancelled":
        return "SBX-032"
    if claim.use == "preauthorization":
        return ""
    root = _root(earlier, related.relationship)
    return _against_root(connection, root) or (
        _against_complaint(connection, claim, root) if related.relationship == APPEALING else ""
    )


def _against_root(connection: Connection, root: int) -> str:
    about = connection.execute(select(_CLAIMS).where(_CLAIMS.c.id == root)).one()
    if about.superseded_by is not None:
        return "SBX-033"
    if _open_complaint(connection, root):
        return "SBX-034"
    return "" if about.state == "answered" else "SBX-035"


def _against_complaint(connection: Connection, claim: ReceivedClaim, root: int) -> str:
    known = {
        line.sequence: (line.system, line.code, line.day, line.quantity, line.net)
        for line in connection.execute(select(_LINES).where(_LINES.c.claim_id == root))
    }
    if any(known.get(line.sequence) != _said(line) for line in claim.lines):
        return "SBX-036"
    return "" if claim.comment else "SBX-037"


def _said(line: Line) -> tuple[object, ...]:
    return line.system, line.code, line.day, line.quantity, line.net


def _root(earlier: Any, relationship: str) -> int:
    """A complaint about a complaint is one about the claim itself."""
    if relationship == APPEALING and earlier.relationship == APPEALING:
        return int(earlier.related_id)
    return int(earlier.id)


def _open_complaint(connection: Connection, root: int) -> bool:
    query = select(_CLAIMS.c.id).where(
        _CLAIMS.c.related_id == root,
        _CLAIMS.c.relationship == APPEALING,
        _CLAIMS.c.state == "pended",
    )
    return connection.scalar(query.limit(1)) is not None


def _earlier(
    connection: Connection, sender: str, payer: str, claim: ReceivedClaim, related: Related
) -> Any:
    """The row it follows, known to this payer from this provider."""
    query = select(_CLAIMS).where(
        _CLAIMS.c.sender == sender, _CLAIMS.c.payer == payer, _CLAIMS.c.use == claim.use
    )
    if related.relationship == EXTEND:
        given = query.where(
            _CLAIMS.c.pre_auth_ref == (related.reference or "-"),
            _CLAIMS.c.patient_id == claim.patient_id,
            _CLAIMS.c.state == "answered",
        )
        return connection.execute(given.order_by(_CLAIMS.c.id).limit(1)).one_or_none()
    named = query.where(
        _CLAIMS.c.focal_system == related.system, _CLAIMS.c.focal_value == related.value
    )
    return connection.execute(named).one_or_none()


def _raise_lines(connection: Connection, row: Any) -> None:
    """What a complaint won goes to the lines it was about; a line never falls by complaining."""
    won = connection.execute(select(_LINES).where(_LINES.c.claim_id == row.id)).all()
    for line in won:
        connection.execute(
            update(_LINES)
            .where(
                _LINES.c.claim_id == row.related_id,
                _LINES.c.sequence == line.sequence,
                _LINES.c.benefit < line.benefit,
            )
            .values(
                outcome=line.outcome, benefit=line.benefit, reason=line.reason, units=line.units
            )
        )
    connection.execute(
        update(_CLAIMS)
        .where(_CLAIMS.c.id == row.related_id)
        .values(benefit=_granted(row.related_id))
    )


def _granted(claim_id: int) -> Any:
    return (
        select(func.coalesce(func.sum(_LINES.c.benefit), ZERO))
        .where(_LINES.c.claim_id == claim_id)
        .scalar_subquery()
    )
