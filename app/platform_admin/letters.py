"""Letters that did not leave: what they were for and how often they were tried, never to whom or what they say."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import load_only

from app.audit.trail import note
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.paging import Page, page_of
from app.mail.models import Mail

SHOWN = (Mail.id, Mail.purpose, Mail.status, Mail.tries, Mail.created_at, Mail.next_try_at)
UNSENT = ("waiting", "failed")


def unsent(cursor: str | None) -> Page[Any]:
    """Letters that wait or failed, the newest first; raises NotFound for a foreign cursor."""
    query = select(Mail).options(load_only(*SHOWN)).where(Mail.status.in_(UNSENT))
    return page_of(query, by=(Mail.id,), cursor=cursor)


def try_again(mail_id: UUID) -> None:
    """Send at the next round, whatever pause is left; raises NotFound."""
    statement = update(Mail).where(Mail.id == mail_id, Mail.status.in_(UNSENT))
    moved = db.session.execute(statement.values(status="waiting", next_try_at=now()))
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound
    note("mail.tried_again", "mail", mail_id)
