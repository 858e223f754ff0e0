"""Many people at once, as a list brings them: the same records as `register` makes, in few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete, or_, select, text

from app.audit.trail import note
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.ids import new_id
from app.patients import names, queries, rules
from app.patients.models import IdentityDocument, NameToken, Patient
from app.patients.service import keep_phone, known
from app.patients.values import NewPatient
from app.tenants.keys import seal_text
from app.tenants.scope import actor_id, current_tenant_id, find
from app.tenants.service import next_numbers

ADD_TOKENS = text(
    "INSERT INTO name_tokens (tenant_id, id, token, patient_id) "
    "SELECT :tenant_id, * FROM unnest(CAST(:ids AS uuid[]), CAST(:tokens AS text[]), CAST(:people AS uuid[]))"
)


def register_all(several: Sequence[NewPatient]) -> list[Patient]:
    """Add people with their documents; whoever is alike was asked about before.

    Raises what `rules.check_particulars` and `rules.checked_number` raise; a document that is taken breaks the flush.
    """
    added = []
    for new in several:
        rules.check_particulars(new, today())
    for new, number in zip(several, next_numbers("patients", len(several)), strict=True):
        one = Patient(
            file_number=f"{number:0{queries.FILE_NUMBER_DIGITS}d}",
            name_en=new.name_en, name_ar=new.name_ar, birth_date=new.birth_date, sex=new.sex,
            created_by=actor_id(),
        )  # fmt: skip
        keep_phone(one, new.phone)
        added.append(one)
    db.session.add_all(added)
    db.session.flush()  # Documents and tokens point at them.
    _keep_tokens(added)
    for one, new in zip(added, several, strict=True):
        note("patient.registered", "patient", one.id)
        _add_document(one, new)
    db.session.flush()
    return added


def _keep_tokens(people: Sequence[Patient]) -> None:
    """What their names are found by, ten rows for each person: one statement for all."""
    kept = [(one.id, token) for one in people for token in sorted(names.tokens(one.name_en, one.name_ar))]  # fmt: skip
    rows = {
        "tenant_id": current_tenant_id(), "ids": [new_id() for _ in kept],
        "tokens": [token for _person, token in kept], "people": [person for person, _token in kept],
    }  # fmt: skip
    db.session.execute(ADD_TOKENS, rows)


def _add_document(one: Patient, new: NewPatient) -> None:
    if new.document is None:
        return
    plain = rules.checked_number(new.document.kind, new.document.number)
    document = IdentityDocument(
        patient_id=one.id, kind=new.document.kind, country=new.document.country
    )
    document.number_sealed = seal_text(plain, table="identity_documents", column="number_sealed", row_id=document.id)  # fmt: skip
    document.number_index = queries.number_index(plain)
    db.session.add(document)
    note("patient.document_added", "patient", one.id, document=str(document.id), kind=document.kind)


def take_back(patient_id: UUID) -> None:
    """Undo a registration; a person with a cover, a visit or anything else breaks the flush."""
    one = find(Patient, patient_id, for_update=True)
    for kind in (NameToken, IdentityDocument):
        db.session.execute(
            delete(kind).where(kind.tenant_id == one.tenant_id, kind.patient_id == one.id)
        )
    db.session.delete(one)
    db.session.flush()
    note("patient.registration_undone", "patient", patient_id)


class Alike:
    """Who is here already with the birth date or the phone of any of these people: asked for once for all."""

    def __init__(self, several: Iterable[NewPatient]) -> None:
        people = list(several)
        phones = {queries.phone_index(one.phone) for one in people if one.phone}
        births = {one.birth_date for one in people if one.birth_date}
        query = select(Patient).where(
            Patient.merged_into.is_(None),
            or_(Patient.phone_index.in_(phones), Patient.birth_date.in_(births)),
        )
        self._born: dict[object, list[rules.Known]] = defaultdict(list)
        self._called: dict[object, list[rules.Known]] = defaultdict(list)
        for facts in map(known, db.session.scalars(query)):
            self._born[facts.birth_date].append(facts)
            self._called[facts.phone_index].append(facts)

    def has(self, new: NewPatient) -> bool:
        """Whether a record is here that looks like this person."""
        index = queries.phone_index(new.phone) if new.phone else None
        facts = rules.Known(
            name_en=new.name_en, name_ar=new.name_ar, birth_date=new.birth_date, phone_index=index
        )
        others = self._born.get(new.birth_date, []) if new.birth_date else []
        others = others + (self._called.get(index, []) if index else [])
        return bool(rules.alike(facts, others))
