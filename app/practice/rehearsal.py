"""The rehearsal list: each line turns green by what was done, and nobody ticks anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, exists, func, select
from sqlalchemy.orm import aliased

from app.approvals.models import Approval
from app.approvals.states import GRANTED
from app.claims.models import Claim
from app.claims.states import APPROVED as CLAIM_APPROVED
from app.claims.states import DENIED, PARTIAL
from app.eligibility.models import EligibilityCheck
from app.eligibility.rules import COVERED, NOT_COVERED
from app.exchange.messages import POLLED
from app.exchange.models import Message, MessageEvent
from app.exchange.states import ACKED, ANSWERED
from app.going_live.rules import APPROVAL, CLAIM, ELIGIBILITY, LINES, OUTAGE, RESUBMISSION
from app.kernel.db import db
from app.kernel.words import N_

# What to do next, and where: endpoint and, where it has parts, the part of the page.
NEXT = {
    ELIGIBILITY: (N_("Take the first practice patient and ask the insurer."), "practice.people"),
    APPROVAL: (N_("Take the patient whose approvals are given at once, open a new approval and send it."), "practice.people"),
    CLAIM: (N_("Enter a visit of a covered practice patient as a claim and send it."), "practice.people"),
    RESUBMISSION: (N_("Send a claim of the patient whose claims are partly denied. Read the reasons, then correct it or complain, and send that."), "practice.people"),
    OUTAGE: (N_("Take the exchange away for two minutes, ask about another patient meanwhile, and see the answer arrive afterwards."), "practice.index"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A line of the list: what it wants, how often it was done, and the way on."""

    name: str
    label: str
    done: int
    words: str
    endpoint: str

    @property
    def is_green(self) -> bool:
        return self.done > 0


def counts() -> dict[str, int]:
    """How often each line was done, asked at once: counts only."""
    row = db.session.execute(select(*(_FACTS[name].label(name) for name in LINES))).one()
    return {name: int(getattr(row, name)) for name in LINES}


def lines(done: Mapping[str, int]) -> list[Line]:
    """The list as a page shows it."""
    return [Line(name, label, done[name], *NEXT[name]) for name, label in LINES.items()]


def _resubmitted() -> ScalarSelect[int]:
    """Denied in whole or in part, and a correction or complaint about it was sent."""
    following = aliased(Claim)
    sent = (
        select(func.count())
        .select_from(Claim)
        .where(
            Claim.adjudication.in_((DENIED, PARTIAL)),
            exists().where(
                following.tenant_id == Claim.tenant_id,
                following.related_claim_id == Claim.id,
                following.submitted_at.is_not(None),
            ),
        )
    )
    return sent.scalar_subquery()


def _outlived() -> ScalarSelect[int]:
    """Nobody took it at first, and it arrived later."""
    turned_back = exists().where(
        MessageEvent.tenant_id == Message.tenant_id,
        MessageEvent.message_id == Message.id,
        MessageEvent.event.in_(("turned_back", "lost_sight_of")),
    )
    arrived = Message.kind != POLLED, Message.status.in_((ACKED, ANSWERED))
    return select(func.count()).select_from(Message).where(*arrived, turned_back).scalar_subquery()


def _count(kind: type, *conditions: object) -> ScalarSelect[int]:
    query = select(func.count()).select_from(kind).where(*conditions)  # type: ignore[arg-type]
    return query.scalar_subquery()


_FACTS = {
    ELIGIBILITY: _count(EligibilityCheck, EligibilityCheck.verdict.in_((COVERED, NOT_COVERED))),
    APPROVAL: _count(Approval, Approval.status.in_(GRANTED)),
    CLAIM: _count(Claim, Claim.adjudication == CLAIM_APPROVED),
    RESUBMISSION: _resubmitted(),
    OUTAGE: _outlived(),
}
