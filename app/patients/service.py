"""The verbs on patients. Each flushes and notes what was done, never what was said in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, union_all
from sqlalchemy.exc import IntegrityError

from app.audit.trail import note
from app.kernel.clock import today
from app.kernel.db import db
from app.patients import names, queries, rules
from app.patients.errors import (
    ChangedMeanwhile,
    DocumentTaken,
    LastDocument,
    PerhapsHereAlready,
    WasMerged,
)
from app.patients.models import IdentityDocument, NameToken, Patient
from app.patients.policies import add_policy, adopt_policy, correct_policy, end_policy
from app.patients.values import Correction, NewDocument, NewPatient
from app.tenants.keys import seal_text
from app.tenants.scope import actor_id, find
from app.tenants.service import next_number

__all__ = [
    "add_document", "add_policy", "adopt_policy", "correct", "correct_policy", "end_policy",
    "register", "remove_document",
]  # fmt: skip


def register(new: NewPatient, *, sure: bool = False) -> Patient:
    """Add a person, with the first document and policy. `sure`: not one of the people alike.

    Raises the refusals of `rules.check_particulars`, NumberUnlikely, DocumentTaken,
    PerhapsHereAlready, and those of `add_policy`.
    """
    rules.check_particulars(new, today())
    if new.document is not None:
        _check_document(new.document)
    if not sure:
        _refuse_alike(new)
    one = Patient(
        file_number=f"{next_number('patients'):0{queries.FILE_NUMBER_DIGITS}d}",
        name_en=new.name_en,
        name_ar=new.name_ar,
        birth_date=new.birth_date,
        sex=new.sex,
        created_by=actor_id(),
    )
    keep_phone(one, new.phone)
    db.session.add(one)
    db.session.flush()  # Documents, policies and tokens point at it.
    keep_tokens(one)
    note("patient.registered", "patient", one.id)
    if new.document is not None:
        add_document(one.id, new.document)
    if new.policy is not None:
        add_policy(one.id, new.policy)
    return one


def correct(patient_id: UUID, to: Correction) -> Patient:
    """Put the particulars right. Raises ChangedMeanwhile when somebody saved in between."""
    rules.check_particulars(to, today())
    one = open_record(patient_id)
    differences = _differences(one, to)
    if one.version != to.version:
        raise ChangedMeanwhile(one.version, differences)
    if not differences:
        return one
    one.name_en, one.name_ar, one.sex = to.name_en, to.name_ar, to.sex
    one.birth_date, one.deceased_on = to.birth_date, to.deceased_on
    keep_phone(one, to.phone)
    keep_tokens(one)
    note("patient.corrected", "patient", one.id, fields=[name for name, _, _ in differences])
    return one


def open_record(patient_id: UUID) -> Patient:
    """The record, locked for a change; raises NotFound, WasMerged."""
    one = find(Patient, patient_id, for_update=True)
    if one.merged_into is not None:
        raise WasMerged
    return one


def add_document(patient_id: UUID, new: NewDocument) -> IdentityDocument:
    """Add an identity document; raises NumberUnlikely, DocumentTaken, WasMerged."""
    one, plain = open_record(patient_id), _check_document(new)
    document = IdentityDocument(
        patient_id=one.id, kind=new.kind, country=new.country, valid_to=new.valid_to
    )
    document.number_sealed = seal_text(plain, table="identity_documents", column="number_sealed", row_id=document.id)  # fmt: skip
    document.number_index = queries.number_index(plain)
    try:
        with db.session.begin_nested():
            db.session.add(document)
    except IntegrityError:
        # Somebody else added the same document between our look and our write.
        _check_document(new)
        raise
    note("patient.document_added", "patient", one.id, document=str(document.id), kind=new.kind)
    return document


def remove_document(document_id: UUID) -> UUID:
    """Take a wrong document away; returns the patient's id. Raises NotFound, LastDocument."""
    document = find(IdentityDocument, document_id)
    one = open_record(document.patient_id)
    if len(queries.documents(one.id)) == 1:
        raise LastDocument
    db.session.delete(document)
    db.session.flush()
    note(
        "patient.document_removed", "patient", one.id, document=str(document.id), kind=document.kind
    )
    return one.id


def _check_document(new: NewDocument) -> str:
    """The plain number; raises NumberUnlikely, DocumentTaken."""
    plain = rules.checked_number(new.kind, new.number)
    holder = db.session.scalars(
        select(IdentityDocument.patient_id).where(
            IdentityDocument.kind == new.kind,
            IdentityDocument.number_index == queries.number_index(plain),
        )
    ).first()
    if holder is not None:
        raise DocumentTaken(holder)
    return plain


def alike_ids(one: Patient) -> list[UUID]:
    """Other records that look like this person, the likeliest first."""
    facts = replace(known(one), document_indexes=_indexes(one.id))
    others = [other for other in _perhaps(facts) if other.id != one.id]
    return [other.id for other, _ in rules.alike(facts, others) if other.id is not None]


def _refuse_alike(new: NewPatient) -> None:
    document = new.document
    facts = rules.Known(
        name_en=new.name_en,
        name_ar=new.name_ar,
        birth_date=new.birth_date,
        phone_index=queries.phone_index(new.phone) if new.phone else None,
        document_indexes=frozenset({queries.number_index(document.number)} if document else ()),
    )
    found = rules.alike(facts, _perhaps(facts))
    if found:
        raise PerhapsHereAlready([(k.id, like.reasons) for k, like in found if k.id is not None])


def _perhaps(facts: rules.Known) -> list[rules.Known]:
    """Records that share a document, a phone or a birth date with these facts."""
    shared = [
        select(IdentityDocument.patient_id).where(
            IdentityDocument.number_index.in_(facts.document_indexes)
        )
    ]
    if facts.phone_index is not None:
        shared.append(select(Patient.id).where(Patient.phone_index == facts.phone_index))
    if facts.birth_date is not None:
        shared.append(select(Patient.id).where(Patient.birth_date == facts.birth_date))
    here = Patient.merged_into.is_(None), Patient.id.in_(union_all(*shared))
    found = list(db.session.scalars(select(Patient).where(*here).limit(200)))
    return [replace(known(one), document_indexes=_indexes(one.id)) for one in found]


def known(one: Patient) -> rules.Known:
    """A record as likeness compares it, without its documents."""
    return rules.Known(
        id=one.id,
        name_en=one.name_en,
        name_ar=one.name_ar,
        birth_date=one.birth_date,
        phone_index=one.phone_index,
    )


def _indexes(patient_id: UUID) -> frozenset[str]:
    query = select(IdentityDocument.number_index).where(IdentityDocument.patient_id == patient_id)
    return frozenset(db.session.scalars(query))


def keep_phone(one: Patient, phone: str | None) -> None:
    """Seal the phone and index it; None takes it away."""
    one.phone_sealed = seal_text(phone, table="patients", column="phone_sealed", row_id=one.id) if phone else None  # fmt: skip
    one.phone_index = queries.phone_index(phone) if phone else None


def keep_tokens(one: Patient) -> None:
    """Write the tokens of the present names."""
    db.session.execute(delete(NameToken).where(NameToken.patient_id == one.id))
    wanted = sorted(names.tokens(one.name_en, one.name_ar))
    db.session.add_all(NameToken(token=token, patient_id=one.id) for token in wanted)
    db.session.flush()


def _differences(one: Patient, to: Correction) -> list[tuple[str, Any, Any]]:
    kept: dict[str, str | date | None] = {
        "name_ar": one.name_ar, "name_en": one.name_en, "birth_date": one.birth_date,
        "sex": one.sex, "phone": queries.phone(one), "deceased_on": one.deceased_on,
    }  # fmt: skip
    return [
        (name, now, getattr(to, name)) for name, now in kept.items() if now != getattr(to, name)
    ]
