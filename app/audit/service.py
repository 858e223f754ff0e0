"""Verifying as a person asks for it: recomputed, and the asking itself written down."""

from __future__ import annotations

from uuid import UUID

from app.audit.trail import note_read
from app.audit.verify import Verdict, verify_chain

# A page answers within seconds; the command reads the whole chain.
LAST_ON_PAGE = 100_000


def verify_for_page(tenant_id: UUID) -> Verdict:
    """Recompute the newest part of the chain, and note who asked and what was found."""
    verdict = verify_chain(tenant_id, last=LAST_ON_PAGE)
    note_read(
        "audit.verified",
        "audit",
        None,
        checked=verdict.checked,
        head=verdict.head_seq,
        whole=verdict.is_whole,
        wrong_at=verdict.problem.seq if verdict.problem else None,
    )
    return verdict
