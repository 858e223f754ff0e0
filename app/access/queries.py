"""Reading people, sessions and workplaces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select, text

from app.access import workplace
from app.access.models import Membership, SignInSession, User
from app.audit.people import Name
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.tenants.models import Facility

NAME_PERSON = text("SELECT set_config('app.user', :user_id, true)")
WORKPLACES = text(
    "SELECT t.id, t.name_en, t.name_ar, m.role FROM memberships m "
    "JOIN tenants t ON t.id = m.tenant_id WHERE m.user_id = :user_id AND m.status = 'active' "
    "AND t.status <> 'closed' ORDER BY m.created_at, t.id"
)


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """Somebody of this tenant, as the list of people shows them."""

    membership_id: UUID
    user_id: UUID
    name_en: str
    name_ar: str
    email: str
    role: str
    facility_id: UUID
    branch_en: str
    branch_ar: str
    status: str
    left_at: datetime | None
    waits_for_password: bool
    second_factor_since: datetime | None
    # Where the person works; None for all branches.
    branches: frozenset[UUID] | None

    @property
    def works_in(self) -> str:
        """As the form asks it."""
        return "all" if self.branches is None else "only"


@dataclass(frozen=True, kw_only=True)
class Workplace:
    """A tenant a person works for."""

    tenant_id: UUID
    name_en: str
    name_ar: str
    role: str


def people() -> list[PersonRow]:
    """Everybody who works or worked here; those who left come last."""
    rows = db.session.execute(_people().order_by(Membership.status, User.name_en)).all()
    chosen = workplace.everybodys()
    return [_row(member, user, branch, chosen.get(member.id)) for member, user, branch in rows]


def names() -> list[Name]:
    """Everybody of this tenant by id, for the trail."""
    query = select(User.id, User.name_en, User.name_ar).join(
        Membership, Membership.user_id == User.id
    )
    return [Name(one, english, arabic) for one, english, arabic in db.session.execute(query)]


def person(membership_id: UUID) -> PersonRow:
    """One of them; raises NotFound."""
    row = db.session.execute(_people().where(Membership.id == membership_id)).one_or_none()
    if row is None:
        raise NotFound
    member, user, branch = row
    return _row(member, user, branch, workplace.of_membership(member.id))


def me(user_id: UUID) -> User:
    """The own account."""
    return db.session.get_one(User, user_id)


def my_sessions(user_id: UUID) -> list[SignInSession]:
    """Where this person is signed in to this tenant, last used first."""
    query = select(SignInSession).where(
        SignInSession.user_id == user_id,
        SignInSession.ended_at.is_(None),
        SignInSession.expires_at > now(),
    )
    return list(db.session.scalars(query.order_by(SignInSession.last_seen_at.desc())))


def workplaces(user_id: UUID) -> list[Workplace]:
    """The tenants a person works for; read as that person, outside any tenant."""
    with db.engine.begin() as connection:
        connection.execute(NAME_PERSON, {"user_id": str(user_id)})
        rows = connection.execute(WORKPLACES, {"user_id": user_id}).all()
    return [Workplace(tenant_id=a, name_en=b, name_ar=c, role=d) for a, b, c, d in rows]


def _people() -> Select[Membership, User, Facility]:
    return (
        select(Membership, User, Facility)
        .join(User, User.id == Membership.user_id)
        .join(
            Facility,
            (Facility.tenant_id == Membership.tenant_id) & (Facility.id == Membership.facility_id),
        )
    )


def _row(
    membership: Membership, user: User, facility: Facility, branches: frozenset[UUID] | None
) -> PersonRow:
    return PersonRow(
        membership_id=membership.id,
        user_id=user.id,
        name_en=user.name_en,
        name_ar=user.name_ar,
        email=user.email,
        role=membership.role,
        facility_id=facility.id,
        branch_en=facility.name_en,
        branch_ar=facility.name_ar,
        status=membership.status,
        left_at=membership.left_at,
        waits_for_password=user.password_initial,
        second_factor_since=user.second_factor_since,
        branches=branches,
    )
