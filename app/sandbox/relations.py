"""What a claim may follow: an earlier one it corrects or complains about, an approval it extends."""

from sqlalchemy import Connection, select

from app.sandbox import schema
from app.sandbox.parsing import Message
from app.sandbox.reading import EXTEND, ReceivedClaim, Related
from app.sandbox.refusals import Finding

_CLAIMS = schema.claims


def objections(connection: Connection, message: Message, claim: ReceivedClaim) -> list[Finding]:
    """Why the payer cannot take it as a follower of what it names."""
    for related in claim.related:
        if _earlier(connection, message, claim, related) is None:
            return [Finding("BV-00725", "Claim.related")]
    return []


def _earlier(
    connection: Connection, message: Message, claim: ReceivedClaim, related: Related
) -> int | None:
    """The row it follows, known to this payer from this provider."""
    query = select(_CLAIMS.c.id).where(
        _CLAIMS.c.sender == message.sender, _CLAIMS.c.payer == message.receiver
    )
    if related.relationship == EXTEND:
        return connection.scalar(
            query.where(
                _CLAIMS.c.pre_auth_ref == (related.reference or "-"),
                _CLAIMS.c.patient_id == claim.patient_id,
                _CLAIMS.c.state == "answered",
            ).limit(1)
        )
    return connection.scalar(
        query.where(
            _CLAIMS.c.focal_system == related.system, _CLAIMS.c.focal_value == related.value
        )
    )
