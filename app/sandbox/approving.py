"""Approvals a payer gave, and what is left of them."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, select

from app.sandbox import adjudication, schema
from app.sandbox.adjudication import Approval
from app.sandbox.reading import ReceivedClaim

_CLAIMS, _LINES = schema.claims, schema.claim_lines


def named(connection: Connection, row: Any, claim: ReceivedClaim) -> dict[str, Approval]:
    """The approvals a claim names that this payer gave this provider for this patient."""
    if not claim.approvals:
        return {}
    given = connection.execute(
        select(
            _CLAIMS.c.pre_auth_ref,
            _CLAIMS.c.approved_until,
            _LINES.c.code,
            func.coalesce(_LINES.c.units, _LINES.c.quantity).label("units"),
        )
        .join(_LINES, _LINES.c.claim_id == _CLAIMS.c.id)
        .where(
            _CLAIMS.c.pre_auth_ref.in_(claim.approvals),
            _CLAIMS.c.sender == row.sender,
            _CLAIMS.c.payer == row.payer,
            _CLAIMS.c.patient_id == row.patient_id,
            _CLAIMS.c.state == "answered",
            _LINES.c.outcome.in_([adjudication.APPROVED, adjudication.PARTIAL]),
        )
    ).all()
    found = {}
    for number in {line.pre_auth_ref for line in given}:
        lines = [line for line in given if line.pre_auth_ref == number]
        units: dict[str, Decimal] = defaultdict(Decimal)
        for line in lines:
            units[line.code] += line.units
        used = _used(connection, row, number)
        left = {code: units[code] - used.get(code, Decimal(0)) for code in units}
        found[number] = Approval(max(line.approved_until for line in lines), left)
    return found


def in_use(connection: Connection, row: Any) -> bool:
    """Whether an effective claim names this approval."""
    if not row.pre_auth_ref:
        return False
    query = select(_CLAIMS.c.id).where(
        _CLAIMS.c.sender == row.sender,
        _CLAIMS.c.payer == row.payer,
        _CLAIMS.c.use == "claim",
        _CLAIMS.c.state != "cancelled",
        _CLAIMS.c.approvals.contains([row.pre_auth_ref]),
    )
    return connection.scalar(query.limit(1)) is not None


def _used(connection: Connection, row: Any, number: str) -> dict[str, Decimal]:
    """Units of each service that other effective claims have taken from this approval."""
    query = (
        select(_LINES.c.code, func.sum(_LINES.c.quantity))
        .join(_CLAIMS, _LINES.c.claim_id == _CLAIMS.c.id)
        .where(
            _CLAIMS.c.sender == row.sender,
            _CLAIMS.c.payer == row.payer,
            _CLAIMS.c.patient_id == row.patient_id,
            _CLAIMS.c.use == "claim",
            _CLAIMS.c.state != "cancelled",
            _CLAIMS.c.superseded_by.is_(None),
            func.coalesce(_CLAIMS.c.relationship, "") != "appealing",
            _CLAIMS.c.id.not_in([row.id, row.related_id or row.id]),
            _CLAIMS.c.approvals.contains([number]),
            _LINES.c.outcome.in_([adjudication.APPROVED, adjudication.PARTIAL]),
        )
        .group_by(_LINES.c.code)
    )
    return {row.code: row[1] for row in connection.execute(query)}
