"""People of a tenant and their own accounts: one verb per intention. Verbs flush, never commit."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, text, update

from app.access import leaving, passwords, recognising, session_store, signin, workplace
from app.access.entrance import tell
from app.access.errors import (
    EmailTaken,
    LastOwner,
    PasswordsDiffer,
    PasswordUnchanged,
    SignsInElsewhere,
    WorksElsewhere,
    WrongCurrentPassword,
)
from app.access.factors import store
from app.access.models import Membership, SignInSession, User
from app.access.roles import permissions_of
from app.access.rules import check_password
from app.access.session_store import SignedIn
from app.audit.trail import note
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.tenants.queries import tenant
from app.tenants.scope import find

NAME_EMAIL = text("SELECT set_config('app.email', :email, true)")
NAME_PERSON = text("SELECT set_config('app.user', :user_id, true)")
CHOOSE_LANGUAGE = text("UPDATE users SET language = :language WHERE id = :user_id")
PEOPLE = "access.people"
PRODUCT_NAMES = ("maqbul", "مقبول")


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """Somebody who shall be able to sign in."""

    email: str
    name_en: str
    name_ar: str
    language: str
    role: str
    facility_id: UUID
    # In which branches the person works, the home branch among them; None for all.
    branches: frozenset[UUID] | None = None


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """How a person wants the pages."""

    language: str
    digits: str
    theme: str
    single_keys: bool


def add_person(new: NewPerson, *, may_join: bool = False) -> tuple[UUID, str | None]:
    """Seat somebody; returns the membership and the one-time password.

    Only the operator, who has spoken to both places, lets somebody join who signs in elsewhere
    (`may_join`); then there is no new password. An owner who could do so would let in whoever
    took the address first. Raises EmailTaken, SignsInElsewhere.
    """
    db.session.execute(NAME_EMAIL, {"email": new.email})
    user = db.session.scalars(select(User).where(User.email == new.email)).one_or_none()
    password = None
    if user is None:
        password = passwords.initial_password()
        user = User(
            email=new.email,
            name_en=new.name_en,
            name_ar=new.name_ar,
            language=new.language,
            password_hash=passwords.hashed(password),
            password_initial=True,
        )
        db.session.add(user)
        db.session.flush()  # The membership points at the user.
    elif not may_join and not _was_here(user.id):
        raise SignsInElsewhere
    membership = seat(user.id, new)
    note("access.person_added", "person", user.id, role=new.role)
    return membership.id, password


def _was_here(user_id: UUID) -> bool:
    """Whether the person has or had a place in the present tenant."""
    query = select(Membership.id).where(Membership.user_id == user_id)
    return db.session.scalars(query).first() is not None


def seat(user_id: UUID, new: NewPerson) -> Membership:
    """A membership, or the old one of somebody who comes back; raises EmailTaken, OwnersWorkEverywhere."""
    membership = db.session.scalars(
        select(Membership).where(Membership.user_id == user_id).with_for_update()
    ).one_or_none()
    if membership is None:
        membership = Membership(user_id=user_id, role=new.role, facility_id=new.facility_id)
        db.session.add(membership)
    elif membership.status == "active":
        raise EmailTaken
    else:
        membership.status, membership.left_at = "active", None
        membership.role, membership.facility_id = new.role, new.facility_id
    db.session.flush()  # The branches point at the membership.
    workplace.keep(membership, new.branches)
    return membership


def change_role(
    membership_id: UUID, role: str, facility_id: UUID, branches: frozenset[UUID] | None = None
) -> None:
    """Give a person another role, home branch or branches to work in, in force with the next request.

    Raises LastOwner, OwnersWorkEverywhere.
    """
    membership = _active(membership_id)
    if role != "owner":
        _refuse_for_last_owner(membership)
    was = membership.role
    membership.role, membership.facility_id = role, facility_id
    db.session.flush()
    note("access.role_changed", "person", membership.user_id, was=was, role=role)
    workplace.keep(membership, branches)


def end_access(membership_id: UUID, successor: UUID | None = None) -> None:
    """The person has left: every way in here dies with this request; raises LastOwner.

    Unfinished work goes to the successor where one is named.
    """
    membership = _active(membership_id)
    _refuse_for_last_owner(membership)
    membership.status, membership.left_at = "left", now()
    _end_sessions(membership.user_id)
    leaving.forget(membership.user_id)
    if PEOPLE in permissions_of(membership.role):
        _void_one_time_passwords()
    db.session.flush()
    leaving.hand_over(membership.user_id, successor)
    if successor is not None:
        note("access.work_handed_over", "person", membership.user_id, to=successor)
    note("access.person_left", "person", membership.user_id, role=membership.role)


def _void_one_time_passwords() -> None:
    """Whoever leaves and added people here has seen theirs: those not used yet open nothing any more, until reset anew."""
    unused = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(User.password_initial, Membership.status == "active")
    )
    for user in db.session.scalars(unused).all():
        user.password_hash = passwords.hashed(passwords.initial_password())
        note("access.password_voided", "person", user.id)


def reset_password(membership_id: UUID) -> str:
    """A new one-time password for somebody who forgot theirs; raises WorksElsewhere.

    Only while this tenant is the person's only one: else an owner here could walk in there.
    """
    membership = _active(membership_id)
    if len(signin.tenants_of(membership.user_id)) > 1:
        raise WorksElsewhere
    user = db.session.get_one(User, membership.user_id)
    password = passwords.initial_password()
    user.password_hash, user.password_initial = passwords.hashed(password), True
    _end_sessions(user.id)
    note("access.password_reset", "person", user.id)
    return password


def reset_factors(membership_id: UUID) -> None:
    """Take away the second factors of somebody who lost them; the password stays. Raises WorksElsewhere.

    The next sign-in leads to new ones. Only while this tenant is the person's only one, as with the password.
    """
    membership = _active(membership_id)
    if len(signin.tenants_of(membership.user_id)) > 1:
        raise WorksElsewhere
    store.forget_all(membership.user_id)
    _end_sessions(membership.user_id)
    note("access.factors_reset", "person", membership.user_id)
    recognising.tell_of_factor(membership.user_id, "access.factors_reset")


def require_second_factor() -> None:
    """From the next page on everybody here needs a second factor; there is no way back."""
    here = tenant()
    if not here.second_factor_required:
        here.second_factor_required = True
        db.session.flush()
        note("access.second_factor_required", "tenant", here.id)


def change_password(me: SignedIn, current: str, new: str, repeated: str, *, address: str) -> None:
    """Choose a new password; all other sessions of the person end. Raises named refusals."""
    if not signin.knows_password(me, current, address):
        tell(me, "access.password_change_failed")
        raise WrongCurrentPassword
    if not passwords.is_same(new, repeated):
        raise PasswordsDiffer
    if passwords.is_same(new, current):
        raise PasswordUnchanged
    user = db.session.get_one(User, me.user_id)
    names = (user.email.partition("@")[0], user.name_en, user.name_ar, *PRODUCT_NAMES)
    check_password(new, names=names)
    user.password_hash, user.password_initial = passwords.hashed(new), False
    db.session.flush()
    session_store.end_others(
        me.user_id, signin.tenants_of(me.user_id), keep=me.token_hash, at=now()
    )
    note("access.password_changed", "person", me.user_id)


def keep_wishes(user_id: UUID, wishes: Wishes) -> None:
    """Keep how a person wants the pages."""
    user = db.session.get_one(User, user_id)
    user.language, user.digits, user.theme = wishes.language, wishes.digits, wishes.theme
    user.single_keys = wishes.single_keys
    db.session.flush()


def choose_language(user_id: UUID, language: str) -> None:
    """The language of the pages; also for somebody whose session is locked, so outside any tenant."""
    with db.engine.begin() as connection:
        connection.execute(NAME_PERSON, {"user_id": str(user_id)})
        connection.execute(CHOOSE_LANGUAGE, {"language": language, "user_id": user_id})


def end_session(me: UUID, session_id: UUID) -> None:
    """End one of the own sessions; raises NotFound for anybody else's."""
    session = find(SignInSession, session_id)
    if session.user_id != me:
        raise NotFound
    session.ended_at = session.ended_at or now()
    session.data = {}
    db.session.flush()
    note("access.session_ended", "session", session.id)


def _active(membership_id: UUID) -> Membership:
    membership = find(Membership, membership_id, for_update=True)
    if membership.status != "active":
        raise NotFound
    return membership


def _refuse_for_last_owner(membership: Membership) -> None:
    """Locks all owners, so that two of them cannot leave at the same moment."""
    owners = db.session.scalars(
        select(Membership)
        .where(Membership.role == "owner", Membership.status == "active")
        .order_by(Membership.id)
        .with_for_update()
    ).all()
    if [owner.id for owner in owners] == [membership.id]:
        raise LastOwner


def _end_sessions(user_id: UUID) -> None:
    db.session.execute(
        update(SignInSession)
        .where(SignInSession.user_id == user_id, SignInSession.ended_at.is_(None))
        .values(ended_at=now(), data={})
    )
