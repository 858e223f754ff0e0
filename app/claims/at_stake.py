"""What drafts ask for services that have no code of the exchange yet: money that waits for a code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, func, select

from app.claims.models import Claim, ClaimLine
from app.claims.states import DRAFT
from app.kernel.db import db


def waiting_for_codes(since: date) -> Mapping[UUID, Decimal]:
    """Service -> net in OMR of its lines without a code in drafts since a day."""
    query = (
        select(ClaimLine.service_id, func.sum(ClaimLine.net))
        .join(Claim, and_(Claim.tenant_id == ClaimLine.tenant_id, Claim.id == ClaimLine.claim_id))
        .where(
            Claim.status == DRAFT, Claim.service_date >= since, ClaimLine.code.is_(None),
            ClaimLine.service_id.is_not(None),
        )
        .group_by(ClaimLine.service_id)
    )  # fmt: skip
    found = db.session.execute(query)
    return {service_id: net for service_id, net in found if service_id is not None}
