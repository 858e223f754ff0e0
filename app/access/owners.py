"""Letters to the owners of the present tenant."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.access.models import Membership, User
from app.kernel.db import db
from app.mail import letters
from app.mail import service as mail


def write_to_owners(purpose: str, subject: str, template: str, **values: Any) -> None:
    """One letter to each owner in their own language, with the present transaction; none where no mail leaves."""
    if not mail.can_send():
        return
    query = select(User).join(Membership, Membership.user_id == User.id)
    owners = query.where(Membership.role == "owner", Membership.status == "active")
    for owner in db.session.scalars(owners.order_by(User.id)).all():
        letters.write(purpose, subject, template, to=owner.email, language=owner.language, **values)
