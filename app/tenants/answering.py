"""What the operator answers to requests for more branches, as the operator's role; a worker tells the owners."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from app.audit.trail import note
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.states import StateMachine
from app.kernel.words import N_
from app.mail.letters import link
from app.tenants.asking import HISTORY
from app.tenants.models import BranchRequest, BranchRequestAtDesk, Tenant
from app.tenants.rounds import for_each_named
from app.tenants.scope import actor_id, in_tenant
from app.tenants.states import ALLOWED, ASKED, BRANCH_REQUEST, RETURNED

SUBJECT = "branch_request"
ANSWERED = text("SELECT answered_branch_tenant_ids()")
SUBJECTS = {
    ALLOWED: N_("You may open more branches"),
    RETURNED: N_("Your request for more branches was given back"),
}

# Who the owners are is known above this package; the wiring says how they are written to.
_tell_owners: list[Callable[..., None]] = []


class NothingAsked(DomainError):
    """It was answered or taken back meanwhile."""

    sentence = N_("This request is not open any more. Look at the list again.")


@dataclass(frozen=True)
class Waiting:
    """An open request and whose it is."""

    request: BranchRequestAtDesk
    tenant: Tenant


def waiting() -> list[Waiting]:
    """Every open request of a tenant that is here, the oldest first."""
    query = (
        select(BranchRequestAtDesk, Tenant)
        .join(Tenant, Tenant.id == BranchRequestAtDesk.tenant_id)
        .where(BranchRequestAtDesk.status == ASKED, Tenant.status == "active")
        .order_by(BranchRequestAtDesk.asked_at, BranchRequestAtDesk.id)
    )
    return [Waiting(row[0], row[1]) for row in db.session.execute(query)]


def open_request(tenant_id: UUID) -> BranchRequestAtDesk | None:
    """What a tenant asks for now."""
    return db.session.scalars(_open(tenant_id)).one_or_none()


def allowed(tenant_id: UUID, most: int) -> None:
    """The number was raised: whoever asked is answered with it, be it another than was asked for."""
    found = _locked(tenant_id)
    if found is not None:
        found.allowed = most
        _decide(found, "allowed", most=most)


def give_back(tenant_id: UUID, answer_en: str, answer_ar: str) -> None:
    """Say in both languages why not, or what is to be done first. Raises NothingAsked."""
    found = _locked(tenant_id)
    if found is None:
        raise NothingAsked
    found.answer_en, found.answer_ar = answer_en, answer_ar
    _decide(found, "returned")


def _open(tenant_id: UUID) -> Any:
    return select(BranchRequestAtDesk).where(
        BranchRequestAtDesk.tenant_id == tenant_id, BranchRequestAtDesk.status == ASKED
    )


def _locked(tenant_id: UUID) -> BranchRequestAtDesk | None:
    query = _open(tenant_id).with_for_update().execution_options(populate_existing=True)
    found: BranchRequestAtDesk | None = db.session.scalars(query).one_or_none()
    return found


def _decide(found: BranchRequestAtDesk, event: str, **told: Any) -> None:
    """The step goes into the desk's own trail; the tenant's is out of its reach, and a worker writes that one."""
    in_trail = partial(_in_trail, found=found, wanted=found.wanted, **told)
    BRANCH_REQUEST.move(found, event, by=actor_id(), at=now(), trail=in_trail)
    found.decided_at, found.decided_by = now(), actor_id()
    db.session.flush()


def _in_trail(
    _machine: StateMachine, _subject: object, _before: str, event: str, _after: str, _by: object,
    _at: datetime, *, found: BranchRequestAtDesk, **told: Any,
) -> None:  # fmt: skip
    note(f"{SUBJECT}.{event}", SUBJECT, found.id, tenant=str(found.tenant_id), **told)


def tell_with(write: Callable[..., None]) -> None:
    """How owners are written to; told once by the wiring."""
    _tell_owners[:] = [write]


def tell_all() -> None:
    """Every tick: who was answered hears it, once."""
    for_each_named(ANSWERED, tell)


def tell(tenant_id: UUID) -> None:
    """Write to the owners and into the tenant's trail. Commits, or leaves nothing behind."""
    with in_tenant(tenant_id):
        query = select(BranchRequest).where(
            BranchRequest.status.in_((ALLOWED, RETURNED)), BranchRequest.told_at.is_(None)
        )
        for one in db.session.scalars(query.with_for_update()).all():
            one.told_at = now()
            HISTORY.tell(
                BRANCH_REQUEST, one, one.status, {"wanted": one.wanted, "most": one.allowed}
            )
            for write in _tell_owners:
                write(
                    f"{SUBJECT}.{one.status}", SUBJECTS[one.status], "tenants/letters/branches.txt",
                    most=one.allowed, answer_en=one.answer_en, answer_ar=one.answer_ar, url=link("tenants.index"),
                )  # fmt: skip
        db.session.commit()
