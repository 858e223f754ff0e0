"""In which branches a person works: all of them, or those the owner chose. The home branch is always among those."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, select

from app.access.errors import OwnersWorkEverywhere
from app.access.models import Invitation, InvitationBranch, Membership, MembershipBranch
from app.audit.trail import note
from app.kernel.db import db
from app.tenants.queries import facilities, facility


def refuse_owner(role: str, branches: frozenset[UUID] | None) -> None:
    """Raises OwnersWorkEverywhere."""
    if role == "owner" and branches is not None:
        raise OwnersWorkEverywhere


def keep(membership: Membership, branches: frozenset[UUID] | None) -> None:
    """From the next request on the person works in these branches and the home branch; None for all.

    Raises OwnersWorkEverywhere, and NotFound for a branch of nobody here.
    """
    refuse_owner(membership.role, branches)
    was = of_membership(membership.id)
    wanted = _with_home(branches, membership.facility_id)
    if was == wanted:
        return
    mine = MembershipBranch.membership_id == membership.id
    db.session.execute(delete(MembershipBranch).where(mine))
    for one in sorted(wanted or ()):
        row = MembershipBranch(membership_id=membership.id, facility_id=facility(one).id)
        db.session.add(row)
    db.session.flush()
    note("access.branches_changed", "person", membership.user_id, was=_licences(was), branches=_licences(wanted))  # fmt: skip


def keep_for(invitation: Invitation, branches: frozenset[UUID] | None) -> None:
    """Whoever accepts this invitation works in these branches and the home branch; None for all."""
    for one in sorted(_with_home(branches, invitation.facility_id) or ()):
        row = InvitationBranch(invitation_id=invitation.id, facility_id=facility(one).id)
        db.session.add(row)
    db.session.flush()


def of_membership(membership_id: UUID) -> frozenset[UUID] | None:
    """Where a person works; None for all branches."""
    query = select(MembershipBranch.facility_id)
    return _none_is_all(
        db.session.scalars(query.where(MembershipBranch.membership_id == membership_id))
    )


def of_invitation(invitation_id: UUID) -> frozenset[UUID] | None:
    """Where somebody who is asked will work; None for all branches."""
    query = select(InvitationBranch.facility_id)
    return _none_is_all(
        db.session.scalars(query.where(InvitationBranch.invitation_id == invitation_id))
    )


def everybodys() -> dict[UUID, frozenset[UUID]]:
    """Where each person works, by membership; who works in all branches is not among them."""
    found: dict[UUID, set[UUID]] = {}
    query = select(MembershipBranch.membership_id, MembershipBranch.facility_id)
    for membership_id, facility_id in db.session.execute(query):
        found.setdefault(membership_id, set()).add(facility_id)
    return {one: frozenset(branches) for one, branches in found.items()}


def _with_home(branches: frozenset[UUID] | None, home: UUID) -> frozenset[UUID] | None:
    return None if branches is None else branches | {home}


def _none_is_all(found: Iterable[UUID]) -> frozenset[UUID] | None:
    return frozenset(found) or None


def _licences(branches: frozenset[UUID] | None) -> list[str] | None:
    """As the trail names branches; None for all of them."""
    if branches is None:
        return None
    return sorted(one.licence_number for one in facilities() if one.id in branches)
