"""Keeping and removing views of reports. Verbs flush, never commit."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from app.audit.trail import note
from app.kernel.db import db
from app.reports.catalogue import family
from app.reports.errors import NameTaken, NotYourView
from app.reports.models import SavedView
from app.tenants.scope import actor_id, find


def save_view(
    name: str, family_key: str, tab: str, filters: Mapping[str, str], role: str | None
) -> SavedView:
    """Keep a view under a name of one's own; raises NameTaken, NotFound."""
    me = _me()
    taken = select(SavedView.id).where(SavedView.created_by == me, SavedView.name == name)
    if db.session.scalar(taken) is not None:
        raise NameTaken
    view = SavedView(
        name=name,
        family=family_key,
        tab=family(family_key).tab(tab).key,
        filters=dict(filters),
        role=role,
        created_by=me,
    )
    db.session.add(view)
    db.session.flush()
    note("report.view_saved", "saved_view", view.id, family=family_key, role=role or "")
    return view


def drop_view(view_id: UUID) -> None:
    """Remove one's own view; raises NotYourView, NotFound."""
    view = find(SavedView, view_id)
    if view.created_by != _me():
        raise NotYourView
    db.session.delete(view)
    db.session.flush()
    note("report.view_dropped", "saved_view", view_id)


def _me() -> UUID:
    me = actor_id()
    if me is None:
        raise RuntimeError("a view belongs to a person")
    return me
