"""Reading what a clinic wrote, and how it stands with the mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, select

from app.kernel.db import db
from app.kernel.paging import Page, page_of
from app.prescribing import mailbox
from app.prescribing.models import WrittenPrescription
from app.prescribing.states import WITHDRAWN
from app.prescribing.tokens import Token, read_token
from app.reference.models import Code, CodeSystem
from app.tenants.scope import find

MOST_OF_PERSON = 50


def written(prescription_id: UUID) -> WrittenPrescription:
    """The prescription; raises NotFound."""
    return find(WrittenPrescription, prescription_id)


def token_of(found: WrittenPrescription) -> Token:
    """The token on its slip."""
    return read_token(str(found.token))


def states(found: Sequence[WrittenPrescription]) -> list[str]:
    """How each stands: lying, taken, withdrawn, run_out, unknown; asked at once."""
    told = mailbox.states([token_of(one) for one in found]) if found else []
    return [
        mailbox.WITHDRAWN if one.status == WITHDRAWN else state
        for one, state in zip(found, told, strict=True)
    ]


def page(cursor: str | None = None) -> Page[WrittenPrescription]:
    """One page of the list, the newest first; raises NotFound for a cursor not made here."""
    by = WrittenPrescription.written_at, WrittenPrescription.id
    return page_of(select(WrittenPrescription), by=by, cursor=cursor)


def of_person(patient_ids: Sequence[UUID]) -> list[WrittenPrescription]:
    """What was written for a person, the newest first."""
    query = (
        select(WrittenPrescription)
        .where(WrittenPrescription.patient_id.in_(patient_ids))
        .order_by(WrittenPrescription.written_at.desc(), WrittenPrescription.id.desc())
        .limit(MOST_OF_PERSON)
    )
    return list(db.session.scalars(query))


def drug_system() -> CodeSystem | None:
    """The list of drugs in use: the ministry's where it is loaded, else an invented one."""
    loaded = exists().where(Code.system == CodeSystem.key)
    query = select(CodeSystem).where(CodeSystem.use == "medication", loaded)
    return db.session.scalars(query.order_by(CodeSystem.key.desc()).limit(1)).one_or_none()


def drug_uri() -> str:
    """The uri of that list; empty where none is loaded."""
    system = drug_system()
    return system.uri if system else ""
