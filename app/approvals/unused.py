"""Approvals that no claim has used, ended ones too: what was agreed and brings no money."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import lazyload

from app.approvals.models import Approval, ApprovalUse
from app.approvals.states import EXPIRED, GRANTED
from app.approvals.values import Unused
from app.kernel.db import db
from app.kernel.money import ZERO


def unused(
    first: date, last: date, limit: int, narrow: Callable[[Any, Any], list[ColumnElement[bool]]], *,
    rising: bool = False,
) -> list[Unused]:  # fmt: skip
    """Granted and answered on one of these days, and used by no claim; the newest first unless they rise.

    `narrow` makes more conditions of the day and the id of an approval.
    """
    day = Approval.answered_on
    way = [column.asc() if rising else column.desc() for column in (day, Approval.id)]
    query = _never_taken().where(day.between(first, last), *narrow(day, Approval.id))
    found = db.session.scalars(query.order_by(*way).options(lazyload("*")).limit(limit))
    return [
        Unused(
            id=one.id, number=one.number, patient_id=one.patient_id, payer_id=one.payer_id,
            worth=one.approved or ZERO, day=one.answered_on,
        )
        for one in found
        if one.answered_on is not None
    ]  # fmt: skip


def _never_taken() -> Select[Approval]:
    taken_by_claims = exists(
        select(ApprovalUse.id).where(
            ApprovalUse.tenant_id == Approval.tenant_id,
            ApprovalUse.approval_id == Approval.id,
            ApprovalUse.released_at.is_(None),
        )
    )
    return select(Approval).where(Approval.status.in_((*GRANTED, EXPIRED)), ~taken_by_claims)


def of_payer(payer_id: UUID) -> ColumnElement[bool]:
    """The condition that one insurer agreed."""
    return Approval.payer_id == payer_id
