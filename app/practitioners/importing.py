"""Practitioners as a list that comes in: the register's columns, and who is one record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.imports import cells
from app.imports.kinds import Book, Column, Kind, Standing, State, Wrong
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.words import N_
from app.practitioners import service
from app.practitioners.forms import ROLES
from app.practitioners.models import Practitioner
from app.practitioners.queries import practitioners
from app.practitioners.service import PractitionerFacts

ENDED = N_("This licence has ended. Write its new last day, or leave the row out.")
ENDS_FIRST = N_("The licence ends before it begins. Correct one of the days.")
DAYS = ("licence_from", "licence_to")
ALSO = {"physician": "doctor", "طبيبة": "doctor", "ممرضة": "nurse", "صيدلانية": "pharmacist", "physical therapist": "physio"}  # fmt: skip


class PractitionerBook(Book):
    """Practitioners by their licence."""

    def key(self, said: State) -> str:
        return str(said["licence_number"])

    def known(self, keys: Collection[str]) -> dict[str, Standing]:
        query = select(Practitioner).where(Practitioner.licence_number.in_(keys))
        return {
            one.licence_number: Standing(one.id, _state(one)) for one in db.session.scalars(query)
        }

    def judge(self, before: State | None, after: State) -> Iterable[Wrong]:
        if str(after["licence_to"]) < str(after["licence_from"]):
            yield Wrong("licence_to", ENDS_FIRST)
        elif before is None and str(after["licence_to"]) < today().isoformat():
            yield Wrong("licence_to", ENDED)

    def create(self, states: Sequence[State]) -> list[UUID]:
        return [one.id for one in service.add_practitioners([_facts(one) for one in states])]

    def change(self, changes: Sequence[tuple[UUID, State, State]]) -> None:
        for identity, _before, after in changes:
            service.correct_practitioner(identity, _facts(after))

    def remove(self, identity: UUID) -> None:
        service.remove_practitioner(identity)

    def everything(self) -> Iterator[State]:
        return map(_state, practitioners())


def _state(one: Practitioner) -> dict[str, Any]:
    found = {column.key: getattr(one, column.key) for column in PractitionerList.columns}
    return found | {name: found[name].isoformat() for name in DAYS}


def _facts(state: State) -> PractitionerFacts:
    said: dict[str, Any] = {column.key: state[column.key] for column in PractitionerList.columns}
    return PractitionerFacts(**said | {name: date.fromisoformat(said[name]) for name in DAYS})


class PractitionerList(Kind):
    """The register of those who treat patients."""

    name = "practitioners"
    title = N_("Practitioners")
    lead = N_("Who treats patients, under which licence. A row is found by its licence number.")
    permission = "practitioners.write"
    columns = (
        Column(key="licence_number", label=N_("Licence number"), cell=cells.code(40), needed=True, names=("licence number", "licence", "license number", "license no", "licence no", "license", "رقم الترخيص", "الترخيص", "رقم الرخصة")),
        Column(key="name_en", label=N_("Name in English"), cell=cells.words(120), for_new=True, names=("name in english", "name en", "english name", "name english", "practitioner name", "name", "full name", "الاسم بالإنجليزية", "الاسم بالانجليزي")),
        Column(key="name_ar", label=N_("Name in Arabic"), cell=cells.words(120), for_new=True, names=("name in arabic", "name ar", "arabic name", "name arabic", "الاسم بالعربية", "الاسم", "اسم الممارس", "الاسم بالعربي")),
        Column(key="role", label=N_("Profession"), cell=cells.choice(ROLES, ALSO), default="doctor", names=("profession", "role", "category", "job title", "المهنة", "الوظيفة", "الفئة")),
        Column(key="specialty", label=N_("Specialty"), cell=cells.words(80), for_new=True, names=("specialty", "speciality", "department", "التخصص", "الاختصاص")),
        Column(key="licence_from", label=N_("Licence valid from"), cell=cells.day(), for_new=True, names=("licence valid from", "valid from", "issue date", "issued on", "start date", "صالح من", "الترخيص صالح من", "تاريخ الإصدار")),
        Column(key="licence_to", label=N_("Licence valid until"), cell=cells.day(), for_new=True, names=("licence valid until", "valid until", "valid to", "expiry date", "expiry", "expires on", "license expiry date", "end date", "الترخيص صالح حتى", "صالح حتى", "تاريخ الانتهاء")),
        Column(key="active", label=N_("Works here"), cell=cells.yes_no(), default=True, names=("works here", "active", "يعمل هنا", "يعمل لدينا")),
    )  # fmt: skip

    def back(self, target_id: UUID | None) -> tuple[str, dict[str, Any]]:  # noqa: ARG002
        return "practitioners.index", {}

    def open(self, target_id: UUID | None) -> Book:  # noqa: ARG002
        return PractitionerBook()


KIND = PractitionerList()
