"""Asking the operator for more branches than one may open oneself, and taking it back."""

from __future__ import annotations

from sqlalchemy import select

from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.words import N_
from app.tenants.history import History
from app.tenants.models import BranchRequest, Tenant
from app.tenants.scope import actor_id, current_tenant_id, find
from app.tenants.states import ASKED, BRANCH_REQUEST

HISTORY = History("branch_request")


class AskedForBranches(DomainError):
    """One request at a time."""

    sentence = N_("You have asked already. The operator answers the owners by mail.")


class NotMoreBranches(DomainError):
    """Nobody needs to be asked for what is allowed."""

    sentence = N_("You may open %(most)s branches yourself already. Enter a higher number.")
    field = "wanted"


def latest() -> BranchRequest | None:
    """The open request of the present tenant, else its newest."""
    is_open = BranchRequest.status == ASKED
    query = select(BranchRequest).order_by(is_open.desc(), BranchRequest.asked_at.desc())
    return db.session.scalars(query.limit(1)).one_or_none()


def ask(wanted: int, reason: str) -> BranchRequest:
    """Ask for so many branches in all; raises AskedForBranches, NotMoreBranches."""
    # Two who ask at once follow each other, so that the second hears of the first.
    locked = select(Tenant.most_branches).where(Tenant.id == current_tenant_id())
    most = db.session.scalars(locked.with_for_update()).one()
    before = latest()
    if before is not None and before.status == ASKED:
        raise AskedForBranches
    if wanted <= most:
        raise NotMoreBranches(most=most)
    asked = BranchRequest(status=ASKED, wanted=wanted, reason=reason, asked_by=actor_id())
    db.session.add(asked)
    db.session.flush()
    HISTORY.tell(BRANCH_REQUEST, asked, "asked", {"wanted": wanted, "reason": reason})
    return asked


def withdraw() -> None:
    """Take the open request back; raises NotPossible, and nothing happens where none was ever asked."""
    newest = latest()
    if newest is not None:
        HISTORY.move(
            BRANCH_REQUEST, find(BranchRequest, newest.id, for_update=True), "withdrawn", {}
        )
        db.session.flush()
