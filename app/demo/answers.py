"""What the officer of the demo answered to decisions: a correction that was won, a complaint being prepared."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from PIL import Image
from sqlalchemy import Select, select

from app.claims import service as claims
from app.claims.models import Claim
from app.claims.states import ADJUDICATED, PARTIAL
from app.disputes import service as disputes
from app.disputes.rules import Answers
from app.documents import service as papers
from app.kernel import clock
from app.kernel.db import db
from app.kernel.money import ZERO
from app.tenants.scope import find, in_tenant

CORRECTED = Answers(claim_wrong=True, decision_wrong=False, only_missing=False)
DISAGREED = Answers(claim_wrong=False, decision_wrong=True, only_missing=False)
COMMENT = "Six weeks of treatment brought no relief; the examination decided how to go on."


def play(tenant_id: UUID, officer: UUID, answer: Callable[..., None]) -> None:
    """The newest decision in part is corrected and won; about the oldest one a complaint is begun. Commits."""
    with in_tenant(tenant_id, officer):
        found = list(db.session.scalars(_cut()))
        newest, oldest = (found[-1].id, found[0].id) if found else (None, None)
    if newest is not None:
        _correct(tenant_id, officer, newest, answer)
    if oldest is not None and oldest != newest:
        with in_tenant(tenant_id, officer):
            _complain(oldest)
            db.session.commit()


def _cut() -> Select[Claim]:
    return (
        select(Claim)
        .where(Claim.status == ADJUDICATED, Claim.adjudication == PARTIAL)
        .order_by(Claim.judged_at, Claim.number)
    )


def _correct(
    tenant_id: UUID, officer: UUID, claim_id: UUID, answer: Callable[..., None]
) -> None:  # fmt: skip
    moment = clock.now() - timedelta(minutes=20)
    with in_tenant(tenant_id, officer), clock.telling(moment):
        dispute = disputes.open_dispute(claim_id, CORRECTED)
        following = find(Claim, dispute.following_claim_id)
        papers.add("claim", following.id, picture(90), title="Report", kind="report")
        claims.submit(following.id, following.version)
        db.session.commit()
    answer(tenant_id, moment + timedelta(seconds=4))
    answer(tenant_id, moment + timedelta(minutes=9), polls=True)


def _complain(claim_id: UUID) -> None:
    claim = find(Claim, claim_id)
    cut = [
        line.sequence for line in claim.lines if (line.approved or ZERO) < line.payer_share
    ]  # fmt: skip
    dispute = disputes.open_dispute(claim.id, DISAGREED, lines=cut, comment=COMMENT)
    papers.add("claim", dispute.following_claim_id, picture(160), title="Report", kind="report")


def picture(shade: int) -> bytes:
    """A sheet of paper of one shade, as a JPEG."""
    sheet = io.BytesIO()
    Image.new("L", (210, 297), shade).save(sheet, format="JPEG")
    return sheet.getvalue()
