"""Patients as a list that comes in: particulars and one document each; covers come with the insurer's answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select

from app.imports import cells
from app.imports.kinds import Book, Column, Kind, Standing, State, Wrong
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.words import N_
from app.patients import queries, registering, rules, service
from app.patients.models import IdentityDocument, Patient
from app.patients.values import (
    CIVIL_ID,
    GCC_ID,
    PASSPORT,
    RESIDENT_CARD,
    Correction,
    NewDocument,
    NewPatient,
)
from app.tenants.scope import find

DOCUMENTS = {
    CIVIL_ID: N_("Civil ID"), RESIDENT_CARD: N_("Resident card"), PASSPORT: N_("Passport"),
    GCC_ID: N_("GCC identity card"),
}  # fmt: skip
SEXES = {"female": N_("Female"), "male": N_("Male"), "other": N_("Other"), "unknown": N_("Not known")}  # fmt: skip
ALSO = {"m": "male", "f": "female", "ذكر": "male", "أنثى": "female", "man": "male", "woman": "female"}  # fmt: skip
ALSO_DOCUMENTS = {"national id": CIVIL_ID, "id card": CIVIL_ID, "civil card": CIVIL_ID, "بطاقة مدنية": CIVIL_ID, "البطاقة الشخصية": CIVIL_ID, "جواز": PASSPORT, "جواز سفر": PASSPORT, "بطاقة مقيم": RESIDENT_CARD}  # fmt: skip
PERHAPS_HERE = N_("Somebody like this is here already. Look the person up, and register by hand if it is another.")  # fmt: skip


class PatientBook(Book):
    """Patients by the document of their row."""

    def __init__(self) -> None:
        self._alike: registering.Alike | None = None

    def key(self, said: State) -> str:
        kind = said.get("document") or CIVIL_ID
        return f"{kind}|{rules.plain_number(str(said['number']))}"

    def foresee(self, said: Collection[State]) -> None:
        self._alike = registering.Alike(_new(one) for one in said)

    def known(self, keys: Collection[str]) -> dict[str, Standing]:
        numbers = {key.partition("|")[2] for key in keys}
        indexes = {queries.number_index(number): number for number in numbers}
        found = {}
        for document, one in _documents(IdentityDocument.number_index.in_(indexes)):
            number = indexes[document.number_index]
            found[f"{document.kind}|{number}"] = Standing(
                one.id, _state(one, document.kind, number)
            )
        return found

    def merged(self, before: State | None, said: State) -> Mapping[str, Any]:
        after = {**(before or {}), **said}
        return after | {"number": rules.plain_number(str(after["number"]))}

    def judge(self, before: State | None, after: State) -> Iterable[Wrong]:
        new = _new(after)
        try:
            rules.checked_number(str(after["document"]), str(after["number"]))
            rules.check_particulars(new, today())
        except DomainError as refusal:
            yield Wrong(refusal.field or "number", refusal.sentence)
            return
        if before is None and self._alike is not None and self._alike.has(new):
            yield Wrong("number", PERHAPS_HERE)

    def create(self, states: Sequence[State]) -> list[UUID]:
        return [one.id for one in registering.register_all([_new(one) for one in states])]

    def change(self, changes: Sequence[tuple[UUID, State, State]]) -> None:
        for identity, _before, after in changes:
            one, new = find(Patient, identity), _new(after)
            service.correct(
                identity,
                Correction(
                    version=one.version, name_en=new.name_en, name_ar=new.name_ar, sex=new.sex,
                    birth_date=new.birth_date, phone=new.phone, deceased_on=one.deceased_on,
                ),
            )  # fmt: skip

    def remove(self, identity: UUID) -> None:
        registering.take_back(identity)

    def everything(self) -> Iterator[State]:
        """Each person by the first document."""
        seen = set()
        for document, one in _documents(Patient.merged_into.is_(None)):
            if one.id not in seen:
                seen.add(one.id)
                (opened,) = queries.opened([document])
                yield _state(one, document.kind, opened.number)


def _documents(*where: Any) -> Iterable[Any]:
    query = (
        select(IdentityDocument, Patient)
        .join(
            Patient,
            and_(
                Patient.tenant_id == IdentityDocument.tenant_id,
                Patient.id == IdentityDocument.patient_id,
            ),
        )
        .where(*where)
        .order_by(Patient.file_number, IdentityDocument.id)
    )
    return db.session.execute(query)


def _state(one: Patient, kind: str, number: str) -> dict[str, Any]:
    return {
        "document": kind, "number": number, "name_ar": one.name_ar, "name_en": one.name_en,
        "birth_date": one.birth_date.isoformat() if one.birth_date else None, "sex": one.sex,
        "phone": queries.phone(one),
    }  # fmt: skip


def _new(state: State) -> NewPatient:
    said = {key: value for key, value in state.items() if value is not None}
    born = said.get("birth_date")
    return NewPatient(
        name_en=str(said.get("name_en", "")),
        name_ar=str(said.get("name_ar", "")),
        birth_date=date.fromisoformat(str(born)) if born else None,
        sex=str(said.get("sex", "unknown")),
        phone=str(said["phone"]) if "phone" in said else None,
        document=NewDocument(kind=str(said.get("document", CIVIL_ID)), number=str(said["number"])),
    )


class PatientList(Kind):
    """The people treated here."""

    name = "patients"
    title = N_("Patients")
    lead = N_("The people treated here. A row is found by its document; covers come with the insurer's answers.")  # fmt: skip
    permission = "patients.write"
    columns = (
        Column(key="document", label=N_("Document"), cell=cells.choice(DOCUMENTS, ALSO_DOCUMENTS), default=CIVIL_ID, names=("document", "document type", "id type", "الوثيقة", "نوع الوثيقة")),
        Column(key="number", label=N_("Number of the document"), cell=cells.code(30), needed=True, names=("number of the document", "civil id", "civil number", "civil no", "id number", "national id", "document number", "passport number", "رقم الوثيقة", "الرقم المدني", "رقم البطاقة", "رقم الهوية")),
        Column(key="name_ar", label=N_("Name in Arabic"), cell=cells.words(), default="", names=("name in arabic", "name ar", "arabic name", "الاسم بالعربية", "الاسم", "اسم المريض")),
        Column(key="name_en", label=N_("Name in Latin letters"), cell=cells.words(), default="", names=("name in latin letters", "name en", "name in english", "english name", "name", "patient name", "patient", "full name", "الاسم بالحروف اللاتينية", "الاسم بالإنجليزية")),
        Column(key="birth_date", label=N_("Birth date"), cell=cells.day(), names=("birth date", "date of birth", "dob", "born", "تاريخ الميلاد", "الميلاد")),
        Column(key="sex", label=N_("Sex"), cell=cells.choice(SEXES, ALSO), default="unknown", names=("sex", "gender", "الجنس")),
        Column(key="phone", label=N_("Telephone"), cell=cells.phone(), names=("telephone", "phone", "mobile", "gsm", "phone number", "mobile number", "الهاتف", "رقم الهاتف", "الجوال", "النقال")),
    )  # fmt: skip

    def back(self, target_id: UUID | None) -> tuple[str, dict[str, Any]]:  # noqa: ARG002
        return "patients.index", {}

    def open(self, target_id: UUID | None) -> Book:  # noqa: ARG002
        return PatientBook()


KIND = PatientList()
