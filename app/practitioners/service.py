"""The verbs on practitioners."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.audit.trail import note
from app.kernel.db import db
from app.practitioners.errors import LicenceEndsFirst, LicenceTaken
from app.practitioners.models import PayerListing, Practitioner
from app.practitioners.queries import by_licence, practitioner
from app.reference import queries as reference


@dataclass(frozen=True, kw_only=True)
class PractitionerFacts:
    """Who treats, under which licence. Days are inclusive."""

    licence_number: str
    name_en: str
    name_ar: str
    role: str
    specialty: str
    licence_from: date
    licence_to: date
    active: bool = True


def add_practitioner(facts: PractitionerFacts, payer_ids: Iterable[UUID] = ()) -> Practitioner:
    """Add somebody who treats patients; raises LicenceTaken, LicenceEndsFirst."""
    _refuse_wrong_licence(facts, besides=None)
    added = Practitioner(**asdict(facts))
    db.session.add(added)
    db.session.flush()  # Listings point at it.
    note("practitioner.added", "practitioner", added.id, role=facts.role)
    list_with(added.id, payer_ids)
    return added


def add_practitioners(several: Sequence[PractitionerFacts]) -> list[Practitioner]:
    """Add many at once, as an import does; raises LicenceEndsFirst; a taken licence breaks the flush."""
    for facts in several:
        if facts.licence_to < facts.licence_from:
            raise LicenceEndsFirst
    added = [Practitioner(**asdict(facts)) for facts in several]
    db.session.add_all(added)
    db.session.flush()
    for one in added:
        note("practitioner.added", "practitioner", one.id, role=one.role)
    return added


def remove_practitioner(practitioner_id: UUID) -> None:
    """Take back somebody who was added by mistake; a record that is used breaks the flush."""
    db.session.delete(practitioner(practitioner_id))
    db.session.flush()
    note("practitioner.removed", "practitioner", practitioner_id)


def correct_practitioner(practitioner_id: UUID, facts: PractitionerFacts) -> Practitioner:
    """Put right what is known, or renew a licence; raises LicenceTaken, LicenceEndsFirst."""
    corrected = practitioner(practitioner_id)
    _refuse_wrong_licence(facts, besides=practitioner_id)
    changed = [name for name, value in asdict(facts).items() if getattr(corrected, name) != value]
    for name in changed:
        setattr(corrected, name, getattr(facts, name))
    if changed:
        note("practitioner.corrected", "practitioner", practitioner_id, fields=changed)
    db.session.flush()
    return corrected


def _refuse_wrong_licence(facts: PractitionerFacts, *, besides: UUID | None) -> None:
    if facts.licence_to < facts.licence_from:
        raise LicenceEndsFirst
    other = by_licence(facts.licence_number)
    if other is not None and other.id != besides:
        raise LicenceTaken


def list_with(practitioner_id: UUID, payer_ids: Iterable[UUID]) -> None:
    """Say which payers list a practitioner: these and no others."""
    practitioner(practitioner_id)
    wanted = {reference.payer(payer_id).id for payer_id in payer_ids}
    query = select(PayerListing).where(PayerListing.practitioner_id == practitioner_id)
    standing = {listing.payer_id: listing for listing in db.session.scalars(query)}
    for payer_id in standing.keys() - wanted:
        db.session.delete(standing[payer_id])
    for payer_id in wanted - standing.keys():
        db.session.add(PayerListing(practitioner_id=practitioner_id, payer_id=payer_id))
    if standing.keys() != wanted:
        note(
            "practitioner.listed", "practitioner", practitioner_id, payers=sorted(map(str, wanted))
        )
    db.session.flush()
