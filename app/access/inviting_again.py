"""The letter of an owner who never came, sent again on the desk's word: as the operator's role, which reads no name.

A worker sends it, and the old link dies with the new letter.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, inspect, select, text, update

from app.access import inviting
from app.access.models import Invitation, Membership
from app.audit.trail import note
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.words import N_
from app.mail import service as mail
from app.tenants.rounds import for_each_named
from app.tenants.scope import in_tenant

INVITATIONS: Any = inspect(Invitation).local_table
MEMBERSHIPS: Any = inspect(Membership).local_table
OWNER = "owner"
ASKED_AGAIN = text("SELECT owners_letter_tenant_ids()")


class OwnerIsHere(DomainError):
    """An owner who is here invites others, and needs no letter."""

    sentence = N_("No invitation of a first owner is open here: an owner has come.")


class NothingLeaves(DomainError):
    """No letter would reach anybody from here."""

    sentence = N_("No mail leaves this installation: the letter was not sent.")


def of_owner(tenant_id: UUID) -> Row[Any] | None:
    """Where no owner ever came: when the open letter runs out (`expires_at`), and since when a new one is wanted (`again_at`)."""
    return db.session.execute(_open(tenant_id).limit(1)).one_or_none()


def ask_again(tenant_id: UUID) -> None:
    """Have the letter sent again, at the desk; asked twice it is sent once. Raises OwnerIsHere, NothingLeaves."""
    if not mail.can_send():
        raise NothingLeaves
    found = db.session.execute(_open(tenant_id).with_for_update()).all()
    if not found:
        raise OwnerIsHere
    for one in found:
        if one.again_at is None:
            chosen = (INVITATIONS.c.tenant_id == tenant_id, INVITATIONS.c.id == one.id)
            db.session.execute(update(INVITATIONS).where(*chosen).values(again_at=now()))
            note("tenant.owner_asked_again", "tenant", tenant_id)


def _open(tenant_id: UUID) -> Select[Any]:
    table, members = INVITATIONS.c, MEMBERSHIPS.c
    has_come = select(members.role).where(members.tenant_id == tenant_id, members.role == OWNER)
    columns = (table.id, table.expires_at, table.again_at)
    return select(*columns).where(
        table.tenant_id == tenant_id, table.role == OWNER, ~has_come.exists(),
        table.accepted_at.is_(None), table.withdrawn_at.is_(None),
    ).order_by(table.id)  # fmt: skip


def send_all() -> None:
    """Every tick: the letters that the desk wants sent again."""
    for_each_named(ASKED_AGAIN, send)


def send(tenant_id: UUID) -> None:
    """The letters of one tenant. Commits, or leaves nothing behind."""
    with in_tenant(tenant_id):
        wanted = [one for one in inviting.open_invitations() if one.again_at is not None]
        for one in wanted:
            inviting.resend(one.id)
            one.again_at = None
        db.session.commit()
