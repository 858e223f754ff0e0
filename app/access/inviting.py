"""Asking somebody by mail to work here: the letter's link is good once, for seven days; who opens it chooses the password."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, text

from app.access import passwords, service, signin, workplace
from app.access.errors import (
    AlreadyInvited,
    EmailTaken,
    InvitationOver,
    MailClosed,
    PasswordsDiffer,
    WrongPassword,
)
from app.access.models import Invitation, Membership, User
from app.access.rules import check_password
from app.access.service import PRODUCT_NAMES, NewPerson
from app.audit.trail import note
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.words import N_
from app.mail import letters
from app.mail import service as mail
from app.tenants.queries import tenant
from app.tenants.scope import actor_id, find, in_tenant

GOOD_FOR = timedelta(days=7)
NAME_INVITATION = text("SELECT set_config('app.invitation', :hash, true)")
FIND_INVITATION = text("SELECT tenant_id, id FROM invitations WHERE token_hash = :hash")


@dataclass(frozen=True)
class Opened:
    """What a letter's link opens: who is asked, to which place, and whether they have a password already."""

    tenant_id: UUID
    invitation_id: UUID
    email: str
    name_en: str
    name_ar: str
    place_en: str
    place_ar: str
    language: str
    has_password: bool


def invite(new: NewPerson) -> Invitation:
    """Ask somebody by mail; raises MailClosed, EmailTaken, AlreadyInvited, OwnersWorkEverywhere."""
    if not mail.can_send():
        raise MailClosed
    if _works_here(new.email):
        raise EmailTaken
    if any(one.email == new.email for one in open_invitations()):
        raise AlreadyInvited
    invitation = Invitation(
        email=new.email, name_en=new.name_en, name_ar=new.name_ar, language=new.language, role=new.role,
        facility_id=new.facility_id, invited_by=actor_id(), token_hash="", expires_at=now(),
    )  # fmt: skip
    workplace.refuse_owner(new.role, new.branches)
    _send(invitation)
    db.session.add(invitation)
    db.session.flush()
    workplace.keep_for(invitation, new.branches)
    note("access.invited", "invitation", invitation.id, role=new.role)
    return invitation


def resend(invitation_id: UUID) -> None:
    """A new letter with a new link; the old one opens nothing any more. Raises InvitationOver, MailClosed."""
    if not mail.can_send():
        raise MailClosed
    invitation = _open(invitation_id)
    _send(invitation)
    note("access.invited", "invitation", invitation.id, role=invitation.role)
    db.session.flush()


def withdraw(invitation_id: UUID) -> None:
    """The letter opens nothing any more; raises InvitationOver."""
    invitation = _open(invitation_id)
    invitation.withdrawn_at = now()
    note("access.invitation_withdrawn", "invitation", invitation.id)
    db.session.flush()


def open_invitations() -> list[Invitation]:
    """Who was asked and has not answered; a letter that ran out can be sent again."""
    query = select(Invitation).where(
        Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(Invitation.created_at.desc())))


def look_at(token: str) -> Opened:
    """What a link would open; it is not used up. Raises InvitationOver."""
    tenant_id, invitation_id = _named(token)
    with in_tenant(tenant_id):
        return _opened(tenant_id, _good(invitation_id, token))


def accept(token: str, password: str, repeated: str, address: str) -> UUID:
    """Seat the person; returns their id. Commits. Raises InvitationOver, WrongPassword, PasswordsDiffer and what a password is refused for."""
    tenant_id, invitation_id = _named(token)
    with in_tenant(tenant_id):
        invitation = _good(invitation_id, token, for_update=True)
        user = _user(invitation.email)
        if user is None:
            user = _new_user(invitation, password, repeated)
        elif not _knows(user, password, address):
            raise WrongPassword
        invitation.accepted_at = now()
        service.seat(user.id, _person(invitation))
        note("access.invitation_accepted", "person", user.id, role=invitation.role)
        user_id = user.id
        db.session.commit()
    return user_id


def _knows(user: User, password: str, address: str) -> bool:
    """As slow to guess as a sign-in."""
    return signin.guess(user.id, password, address)


def _new_user(invitation: Invitation, password: str, repeated: str) -> User:
    if not passwords.is_same(password, repeated):
        raise PasswordsDiffer
    names = (invitation.email.partition("@")[0], invitation.name_en, invitation.name_ar)
    check_password(password, names=(*names, *PRODUCT_NAMES))
    user = User(
        email=invitation.email, name_en=invitation.name_en, name_ar=invitation.name_ar,
        language=invitation.language, password_hash=passwords.hashed(password),
    )  # fmt: skip
    db.session.add(user)
    db.session.flush()  # The membership points at the user.
    return user


def _send(invitation: Invitation) -> None:
    """A fresh token into a letter; its hash and its last moment onto the row."""
    token = secrets.token_urlsafe(32)
    invitation.token_hash, invitation.expires_at = _hash(token), now() + GOOD_FOR
    place = tenant()
    letters.write(
        "access.invitation", N_("You are invited"), "access/letters/invitation.txt",
        to=invitation.email, language=invitation.language, place_en=place.name_en,
        place_ar=place.name_ar, days=GOOD_FOR.days,
        url=letters.link("access.invitation", token=token),
    )  # fmt: skip


def _named(token: str) -> tuple[UUID, UUID]:
    with db.engine.begin() as connection:
        connection.execute(NAME_INVITATION, {"hash": _hash(token)})
        row = connection.execute(FIND_INVITATION, {"hash": _hash(token)}).one_or_none()
    if row is None:
        raise InvitationOver
    return row.tenant_id, row.id


def _good(invitation_id: UUID, token: str, *, for_update: bool = False) -> Invitation:
    try:
        invitation = find(Invitation, invitation_id, for_update=for_update)
    except NotFound as error:
        raise InvitationOver from error
    is_open = invitation.accepted_at is None and invitation.withdrawn_at is None
    # Who held the lock before may have sent a new letter.
    if not is_open or invitation.expires_at <= now() or invitation.token_hash != _hash(token):
        raise InvitationOver
    return invitation


def _open(invitation_id: UUID) -> Invitation:
    invitation = find(Invitation, invitation_id, for_update=True)
    if invitation.accepted_at is not None or invitation.withdrawn_at is not None:
        raise InvitationOver
    return invitation


def _opened(tenant_id: UUID, invitation: Invitation) -> Opened:
    place = tenant()
    return Opened(
        tenant_id, invitation.id, invitation.email, invitation.name_en, invitation.name_ar,
        place.name_en, place.name_ar, invitation.language, _user(invitation.email) is not None,
    )  # fmt: skip


def _user(email: str) -> User | None:
    db.session.execute(service.NAME_EMAIL, {"email": email})
    return db.session.scalars(select(User).where(User.email == email)).one_or_none()


def _works_here(email: str) -> bool:
    query = (
        select(Membership.id)
        .join(User, User.id == Membership.user_id)
        .where(User.email == email, Membership.status == "active")
    )
    return db.session.scalars(query).first() is not None


def _person(invitation: Invitation) -> NewPerson:
    return NewPerson(
        email=invitation.email, name_en=invitation.name_en, name_ar=invitation.name_ar,
        language=invitation.language, role=invitation.role, facility_id=invitation.facility_id,
        branches=workplace.of_invitation(invitation.id),
    )  # fmt: skip


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
