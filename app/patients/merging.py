"""Two records of one person become one."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select, update

from app.audit.trail import note
from app.kernel.db import db
from app.patients import queries
from app.patients.errors import CannotMerge
from app.patients.models import IdentityDocument, NameToken, Patient
from app.patients.service import keep_phone, keep_tokens
from app.tenants.scope import find


def merge(survivor_id: UUID, duplicate_id: UUID) -> Patient:
    """Move documents and policies to the survivor and fill what it lacks; the other only points at it.

    What others keep by patient (claims, checks) stays where it is: `queries.same_person` names
    all records of a person. Raises CannotMerge, NotFound.
    """
    if survivor_id == duplicate_id:
        raise CannotMerge
    # Always in the same order, so that two merges of the same pair wait for each other.
    locked = {i: find(Patient, i, for_update=True) for i in sorted({survivor_id, duplicate_id})}
    survivor, duplicate = locked[survivor_id], locked[duplicate_id]
    if survivor.merged_into is not None or duplicate.merged_into is not None:
        raise CannotMerge
    documents, policies = _move_documents(survivor, duplicate), _move_policies(survivor, duplicate)
    _fill(survivor, duplicate)
    duplicate.merged_into = survivor.id
    keep_phone(duplicate, None)
    earlier = update(Patient).where(Patient.merged_into == duplicate.id)
    db.session.execute(earlier.values(merged_into=survivor.id, version=Patient.version + 1))
    db.session.execute(delete(NameToken).where(NameToken.patient_id == duplicate.id))
    keep_tokens(survivor)
    note("patient.merged", "patient", survivor.id, duplicate=str(duplicate.id), documents=documents, policies=policies)  # fmt: skip
    return survivor


def _move_documents(survivor: Patient, duplicate: Patient) -> int:
    query = select(IdentityDocument).where(IdentityDocument.patient_id == duplicate.id)
    found = list(db.session.scalars(query))
    for document in found:
        document.patient_id = survivor.id
    db.session.flush()
    return len(found)


def _move_policies(survivor: Patient, duplicate: Patient) -> int:
    last = max((policy.rank for policy in queries.policies(survivor.id)), default=0)
    found = queries.policies(duplicate.id)
    for place, policy in enumerate(found, start=1):
        policy.patient_id, policy.rank = survivor.id, last + place
    db.session.flush()
    return len(found)


def _fill(survivor: Patient, duplicate: Patient) -> None:
    survivor.name_en = survivor.name_en or duplicate.name_en
    survivor.name_ar = survivor.name_ar or duplicate.name_ar
    survivor.birth_date = survivor.birth_date or duplicate.birth_date
    if survivor.sex == "unknown":
        survivor.sex = duplicate.sex
    if survivor.phone_index is None:
        keep_phone(survivor, queries.phone(duplicate))
