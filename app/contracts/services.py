"""The verbs on the tenant's own services and their codes on the exchange."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select, update

from app.audit.trail import note
from app.contracts.errors import CodeUnknown, LocalCodeTaken, MapBeginsThen
from app.contracts.models import CodeMap, Service
from app.contracts.rules import holds, last_day_before
from app.kernel.db import db
from app.reference import queries as reference
from app.tenants.scope import find


@dataclass(frozen=True, kw_only=True)
class ServiceFacts:
    """What is known of a service. `favourite` is a digit from 1 to 9, each given once."""

    local_code: str
    name_en: str
    name_ar: str
    category: str
    vat_category: str = "exempt"
    favourite: int | None = None
    active: bool = True


def add_service(facts: ServiceFacts) -> Service:
    """Take a service into the tenant's own list; raises LocalCodeTaken."""
    if by_local_code(facts.local_code) is not None:
        raise LocalCodeTaken
    _free_favourite(facts.favourite)
    added = Service()
    _write(added, facts)
    db.session.add(added)
    db.session.flush()
    note("service.added", "service", added.id, local_code=facts.local_code)
    return added


def add_services(several: Sequence[ServiceFacts]) -> list[Service]:
    """Add many at once, as an import does; a code that is taken breaks the flush."""
    added = []
    for facts in several:
        one = Service()
        _write(one, facts)
        added.append(one)
    db.session.add_all(added)
    db.session.flush()
    for one in added:
        note("service.added", "service", one.id, local_code=one.local_code)
    return added


def remove_service(service_id: UUID) -> None:
    """Take back a service that was added by mistake; one that is used breaks the flush."""
    gone = find(Service, service_id)
    db.session.delete(gone)
    db.session.flush()
    note("service.removed", "service", service_id, local_code=gone.local_code)


def correct_service(service_id: UUID, facts: ServiceFacts) -> Service:
    """Put right what is known of a service; raises LocalCodeTaken."""
    corrected = find(Service, service_id)
    other = by_local_code(facts.local_code)
    if other is not None and other.id != service_id:
        raise LocalCodeTaken
    if facts.favourite != corrected.favourite:
        _free_favourite(facts.favourite)
    _write(corrected, facts)
    note("service.corrected", "service", service_id, local_code=facts.local_code)
    db.session.flush()
    return corrected


def put_services(wanted: Iterable[ServiceFacts]) -> dict[str, Service]:
    """Take many services in, or correct those of their codes; who imports them writes it down. Favourites stay."""
    facts = {one.local_code: one for one in wanted}
    query = select(Service).where(Service.local_code.in_(facts))
    found = {one.local_code: one for one in db.session.scalars(query)}
    for code, one in facts.items():
        service = found.get(code)
        if service is None:
            service = found[code] = Service()
            db.session.add(service)
        _write(service, replace(one, favourite=service.favourite))
    db.session.flush()
    return found


def _write(service: Service, facts: ServiceFacts) -> None:
    service.local_code, service.category = facts.local_code, facts.category
    service.name_en, service.name_ar = facts.name_en, facts.name_ar
    service.vat_category, service.favourite = facts.vat_category, facts.favourite
    service.active = facts.active


def _free_favourite(digit: int | None) -> None:
    """A digit stands for one service: giving it away takes it from the other."""
    if digit is not None:
        db.session.execute(update(Service).where(Service.favourite == digit).values(favourite=None))


def by_local_code(local_code: str) -> Service | None:
    """The service of this local code."""
    query = select(Service).where(Service.local_code == local_code)
    return db.session.scalars(query).one_or_none()


def map_code(service_id: UUID, system: str, code: str, valid_from: date) -> CodeMap:
    """Let a service stand for a code of the exchange from a day on; raises CodeUnknown, MapBeginsThen.

    The mapping before it ends the day before, so that old claims keep their code.
    """
    service = find(Service, service_id)
    code = spelled(system, code, valid_from)
    known = db.session.scalars(select(CodeMap).where(CodeMap.service_id == service_id))
    mapped: CodeMap | None = None
    for other in known:
        if other.valid_from > valid_from:
            raise MapBeginsThen
        if other.valid_from == valid_from:
            mapped = other
        elif holds(other, valid_from):
            other.valid_to = last_day_before(valid_from)
    if mapped is None:
        mapped = CodeMap(service_id=service.id, valid_from=valid_from)
        db.session.add(mapped)
    mapped.system, mapped.code, mapped.valid_to = system, code, None
    note("service.mapped", "service", service_id, system=system, code=code)
    db.session.flush()
    return mapped


def spelled(system: str, code: str, on: date) -> str:
    """The code as its list spells it; lists that are licensed and not loaded take any. Raises CodeUnknown."""
    found = reference.code(system, code)
    if found is not None and holds(found, on):
        return found.code
    if found is None and reference.code_count(system) == 0:
        return code
    raise CodeUnknown(code=code)
