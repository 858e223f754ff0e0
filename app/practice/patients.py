"""Taking a practice patient: the invented person is registered once, and asked about like anybody."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from app.going_live.errors import LiveAlready
from app.kernel.errors import NotFound
from app.patients.queries import find_by_document
from app.patients.service import register
from app.patients.values import CIVIL_ID, NewDocument, NewPatient
from app.practice.stories import Story, story
from app.tenants.queries import tenant

BORN = date(1990, 1, 1)


def take(place: int) -> UUID:
    """The patient of the story at this place, registered if new; its id. Raises LiveAlready, NotFound."""
    if not tenant().practice_mode:
        raise LiveAlready
    chosen = story(place)
    if chosen is None:
        raise NotFound
    known = find_by_document(chosen.civil_id)
    return known.id if known else register(_invented(chosen), sure=True).id


def _invented(chosen: Story) -> NewPatient:
    """Nobody is called so: the name says that it is practice."""
    last = chosen.civil_id[-2:]
    return NewPatient(
        name_en=f"Practice Patient {last}",
        name_ar=f"مريض تدريب {last}",
        birth_date=BORN,
        sex="female",
        document=NewDocument(kind=CIVIL_ID, number=chosen.civil_id),
    )
