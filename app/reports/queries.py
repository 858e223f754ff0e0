"""Reading saved views."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import or_, select

from app.kernel.db import db
from app.reports.models import SavedView


def views_for(user_id: UUID, role: str) -> list[SavedView]:
    """The person's own views and those shared with the role, by name."""
    query = (
        select(SavedView)
        .where(or_(SavedView.created_by == user_id, SavedView.role == role))
        .order_by(SavedView.name, SavedView.id)
    )
    return list(db.session.scalars(query))
