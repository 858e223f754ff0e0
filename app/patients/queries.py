"""Reading patients. Whoever lists or opens them leaves a trace; that is the view's part."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from uuid import UUID

import phonenumbers
from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select, union_all

from app.kernel.db import db, kept
from app.kernel.pagewords import latin_digits
from app.patients import coverage, names, rules
from app.patients.models import DOCUMENT_KINDS, IdentityDocument, NameToken, Patient, Policy
from app.patients.values import Document, PatientRow
from app.reference.models import Payer
from app.tenants.keys import index_of, open_text
from app.tenants.scope import find

NUMBER, PHONE = "identity-number", "phone"
FILE_NUMBER_DIGITS = 6
LONGEST_SEARCH = 80
MOST_WORDS = 6
_LAST = "\U0010ffff"
# Made once: every check of cover and of claims asks.
_DOCUMENTS = (
    select(IdentityDocument)
    .where(IdentityDocument.patient_id.in_(bindparam("ids")))
    .order_by(IdentityDocument.id)
)
# With their payers, so that the session holds what is asked for next.
_POLICIES = (
    select(Policy, Payer)
    .join(Payer, Payer.id == Policy.payer_id)
    .where(Policy.patient_id.in_(bindparam("ids")))
    .order_by(Policy.rank, Policy.valid_from.desc(), Policy.id)
)


def patient(patient_id: UUID) -> Patient:
    """The patient; raises NotFound."""
    return find(Patient, patient_id)


def by_ids(ids: Collection[UUID]) -> dict[UUID, Patient]:
    """The patients that exist, by id."""
    query = select(Patient).where(Patient.id.in_(set(ids)))
    return {one.id: one for one in db.session.scalars(query)}


def same_person(patient_id: UUID) -> tuple[UUID, ...]:
    """The record and all that were merged into it, for those who keep things by patient."""
    merged = db.session.scalars(select(Patient.id).where(Patient.merged_into == patient_id))
    return (patient_id, *merged)


def records_of_person(patient_id: UUID) -> Select[UUID]:
    """The same as part of another query, where it costs no round trip."""
    one = or_(Patient.id == patient_id, Patient.merged_into == patient_id)
    return select(Patient.id).where(one)


def number_index(number: str) -> str:
    """The blind index of an identity number, whatever its kind."""
    return index_of(rules.plain_number(number), purpose=NUMBER)


def phone_index(phone: str) -> str:
    """The blind index of a telephone number in E.164."""
    return index_of(phone, purpose=PHONE)


def find_by_document(number: str) -> Patient | None:
    """The patient who has a document of this number, of any kind."""
    query = (
        select(Patient)
        .join(IdentityDocument, and_(IdentityDocument.tenant_id == Patient.tenant_id, IdentityDocument.patient_id == Patient.id))
        .where(IdentityDocument.number_index == number_index(number))
        .order_by(IdentityDocument.id)
    )  # fmt: skip
    return db.session.scalars(query).first()


def by_file_number(number: str) -> Patient | None:
    """The patient of this file number; leading zeros may be left out."""
    plain = rules.plain_number(number).zfill(FILE_NUMBER_DIGITS)
    return db.session.scalars(select(Patient).where(Patient.file_number == plain)).one_or_none()


def document_holder(document_id: UUID) -> UUID:
    """The patient of a document; raises NotFound."""
    return find(IdentityDocument, document_id).patient_id


def search(words: str, limit: int = 25) -> list[PatientRow]:
    """Patients by name in either script, phone, identity number or file number; best matches first."""
    text = latin_digits(words[:LONGEST_SEARCH]).strip()
    condition = _by_number(text) if re.search(r"\d{3}", text) else _by_name(text)
    if condition is None:
        return []
    query = select(Patient).where(Patient.merged_into.is_(None), condition)
    found = list(db.session.scalars(query.order_by(Patient.id.desc()).limit(limit * 4)))
    return rows(sorted(found, key=lambda one: _distance(text, one))[:limit])


def _by_number(text: str) -> ColumnElement[bool]:
    """One sub-select per kind of number: an OR over columns would read the whole table."""
    plain = rules.plain_number(text)
    index = number_index(plain)
    same = [select(IdentityDocument.patient_id).where(IdentityDocument.number_index == index)]
    if plain.isdigit() and len(plain) <= FILE_NUMBER_DIGITS:
        number = plain.zfill(FILE_NUMBER_DIGITS)
        same.append(select(Patient.id).where(Patient.file_number == number))
    if found := as_phone(text):
        same.append(select(Patient.id).where(Patient.phone_index == phone_index(found)))
    return Patient.id.in_(union_all(*same))


def as_phone(text: str) -> str | None:
    """The text as a telephone number in E.164, if it is one."""
    try:
        number = phonenumbers.parse(text, "OM")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _by_name(text: str) -> ColumnElement[bool] | None:
    """Every word must match; ranges and equality keep the token index usable behind the wall."""
    words = names.asked(text)[:MOST_WORDS]
    if not words:
        return None
    return and_(*(Patient.id.in_(select(NameToken.patient_id).where(_token_of(*word))) for word in words))  # fmt: skip


def _token_of(beginnings: frozenset[str], sounds: frozenset[str]) -> ColumnElement[bool]:
    begin = [and_(NameToken.token >= b, NameToken.token < b + _LAST) for b in sorted(beginnings)]
    return or_(*begin, *(NameToken.token == sound for sound in sorted(sounds)))


def _distance(text: str, one: Patient) -> int:
    """How far the spelling is from what was typed: exact words first, then beginnings, then sounds."""
    kept = names.tokens(one.name_en, one.name_ar)
    return sum(
        0 if beginnings & kept else 1 if any(t.startswith(b) for b in beginnings for t in kept) else 2
        for beginnings, _ in names.asked(text)
    )  # fmt: skip


def rows(patients: Collection[Patient]) -> list[PatientRow]:
    """Patients as lines of a list; identity numbers and phones by their last digits only."""
    ends = _document_ends([one.id for one in patients])
    return [
        PatientRow(
            id=one.id,
            file_number=one.file_number,
            name_en=one.name_en,
            name_ar=one.name_ar,
            birth_date=one.birth_date,
            sex=one.sex,
            document_end=ends.get(one.id, ""),
            phone_end=rules.number_end(phone(one) or ""),
        )
        for one in patients
    ]


def _document_ends(ids: Collection[UUID]) -> dict[UUID, str]:
    query = select(IdentityDocument).where(IdentityDocument.patient_id.in_(ids))
    newest = db.session.scalars(query.order_by(IdentityDocument.id.desc()))
    return {one.patient_id: rules.number_end(_number(one)) for one in newest}


def phone(one: Patient) -> str | None:
    """The telephone number, opened, in E.164."""
    if one.phone_sealed is None:
        return None
    return open_text(one.phone_sealed, table="patients", column="phone_sealed", row_id=one.id)


def _number(document: IdentityDocument) -> str:
    return open_text(
        document.number_sealed,
        table="identity_documents",
        column="number_sealed",
        row_id=document.id,
    )


def documents(patient_id: UUID) -> list[Document]:
    """The person's identity documents, opened; the Omani ones first."""
    return documents_by_patient([patient_id]).get(patient_id, [])


def opened(documents: list[IdentityDocument]) -> list[Document]:
    """The documents with their numbers, opened."""
    return [
        Document(
            id=one.id,
            kind=one.kind,
            number=_number(one),
            country=one.country,
            valid_to=one.valid_to,
        )
        for one in sorted(documents, key=lambda document: DOCUMENT_KINDS.index(document.kind))
    ]


def documents_by_patient(ids: Collection[UUID]) -> dict[UUID, list[Document]]:
    """The same for many people at once; who has none is missing."""
    found: dict[UUID, list[IdentityDocument]] = {}
    for one in db.session.scalars(_DOCUMENTS, {"ids": list(ids)}):
        found.setdefault(one.patient_id, []).append(one)
    return {patient_id: opened(documents) for patient_id, documents in found.items()}


def policies(patient_id: UUID) -> list[Policy]:
    """The person's policies: in the order they pay, past ones too."""
    return policies_by_patient([patient_id]).get(patient_id, [])


def policies_by_patient(ids: Collection[UUID]) -> dict[UUID, list[Policy]]:
    """The same for many people at once; who has none is missing."""
    found: dict[UUID, list[Policy]] = {}
    for one, payer in db.session.execute(_POLICIES, {"ids": list(ids)}):
        kept(payer)
        found.setdefault(one.patient_id, []).append(kept(one))
    return found


def policies_on(patient_id: UUID, day: date) -> list[Policy]:
    """The policies whose period holds the day, in the order they pay."""
    return coverage.policies_on(policies(patient_id), day)


def policy(policy_id: UUID) -> Policy:
    """The policy; raises NotFound."""
    return find(Policy, policy_id)


def member_number(policy: Policy) -> str | None:
    """The number on the insurer's card, opened."""
    if policy.member_number_sealed is None:
        return None
    return open_text(
        policy.member_number_sealed,
        table="policies",
        column="member_number_sealed",
        row_id=policy.id,
    )
