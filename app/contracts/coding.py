"""The workbench of codes: what fits a service, deciding on it, taking it back; and what waits for a code."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.audit.trail import note
from app.contracts.errors import CodeUnknown
from app.contracts.models import CodeMap, Service
from app.contracts.ranking import Named, Suggestion, ranked, words_asked
from app.contracts.rules import holds, last_day_before
from app.kernel.clock import today
from app.kernel.db import db
from app.reference.alike import named_by_any
from app.reference.folding import fold_code
from app.reference.models import Code, CodeSystem
from app.tenants.scope import find

USE_OF = {"consultation": "consultation", "consumable": "consumable", "medication": "medication"}
# Where no list says since when a code holds, a first mapping reaches the drafts at hand.
REACHES_BACK = timedelta(days=90)
STAKE_DAYS = 90

# Service ids -> what drafts since a day ask for them, in OMR; told by the wiring, since claims stand above.
Stake = Callable[[date], Mapping[UUID, Decimal]]
_stake: list[Stake] = []


def stake_from(ask: Stake) -> None:
    """Told once who knows what waits for codes."""
    _stake[:] = [ask]


def at_stake() -> dict[UUID, Decimal]:
    """Service -> OMR of drafts of the last 90 days that cannot be sent for want of its code."""
    since = today() - timedelta(days=STAKE_DAYS)
    return dict(_stake[0](since)) if _stake else {}


@dataclass(frozen=True)
class Wish:
    """A service that is to stand for a code; None takes the code away."""

    service_id: UUID
    system: str | None
    code: str | None


def suggestions(services: Sequence[Service], systems: Mapping[str, Collection[str]], on: date) -> dict[UUID, list[Suggestion]]:  # fmt: skip
    """Service -> codes that fit its names, the best first; `systems` by category. One query for all."""
    words = {word for one in services for word in words_asked(one.name_en, one.name_ar)}
    wanted = {key for one in services for key in systems.get(one.category, ())}
    found = [
        Named(hit.system, hit.code, hit.display, hit.display_ar)
        for hit in named_by_any(wanted, words, on)
    ]
    return {
        one.id: ranked(
            one.name_en, one.name_ar,
            [named for named in found if named.system in systems.get(one.category, ())],
        )
        for one in services
    }  # fmt: skip


def accept(service_id: UUID, system: str, code: str) -> CodeMap | None:
    """Let a service stand for a code from now on; its first code holds since its list has it. Raises CodeUnknown."""
    service = find(Service, service_id, for_update=True)
    listed = Spelling().listed(system, code)
    map_all([Wish(service.id, system, listed.code if listed else code)])
    return current(service_id)


def no_code(service_id: UUID) -> Service:
    """This service has no code, and is not to be asked for again: it cannot be claimed."""
    service = find(Service, service_id, for_update=True)
    service.no_code = True
    note("service.without_code", "service", service_id, local_code=service.local_code)
    db.session.flush()
    return service


def take_back(service_id: UUID) -> Service:
    """Undo what was decided last: the code before it holds again, or none."""
    service = find(Service, service_id, for_update=True)
    if service.no_code:
        service.no_code = False
        note("service.unmapped", "service", service_id)
    else:
        map_all([Wish(service_id, None, None)])
    db.session.flush()
    return service


def current(service_id: UUID) -> CodeMap | None:
    """The code map that holds today."""
    query = select(CodeMap).where(CodeMap.service_id == service_id)
    return next((one for one in db.session.scalars(query) if holds(one, today())), None)


def map_all(wishes: Sequence[Wish]) -> None:
    """Decide on many services at once; codes are spelled as their list has them. Two queries, one flush."""
    ids = [wish.service_id for wish in wishes]
    known: dict[UUID, list[CodeMap]] = {identity: [] for identity in ids}
    query = select(CodeMap).where(CodeMap.service_id.in_(ids)).order_by(CodeMap.valid_from)
    for one in db.session.scalars(query):
        known[one.service_id].append(one)
    since = _since({(wish.system, wish.code) for wish in wishes if wish.system and wish.code})
    for wish in wishes:
        if wish.system and wish.code:
            _put(wish, known[wish.service_id], since)
        else:
            _take(known[wish.service_id], wish.service_id)
    mapped = select(Service).where(
        Service.id.in_([wish.service_id for wish in wishes if wish.code]), Service.no_code
    )
    for service in db.session.scalars(mapped):
        service.no_code = False
    db.session.flush()


def _put(wish: Wish, history: list[CodeMap], since: Mapping[tuple[str, str], date]) -> None:
    present = next((one for one in history if holds(one, today())), None)
    if present is None or present.valid_from == today():
        one = present or CodeMap(service_id=wish.service_id)
        if present is None:
            first = since.get((wish.system or "", wish.code or ""), today() - REACHES_BACK)
            last = max((old.valid_to for old in history if old.valid_to), default=None)
            one.valid_from = min(today(), max(first, last + timedelta(days=1)) if last else first)
            db.session.add(one)
    else:
        present.valid_to = last_day_before(today())
        one = CodeMap(service_id=wish.service_id, valid_from=today())
        db.session.add(one)
    one.system, one.code, one.valid_to = wish.system or "", wish.code or "", None
    note("service.mapped", "service", wish.service_id, system=wish.system, code=wish.code)


def _take(history: list[CodeMap], service_id: UUID) -> None:
    present = next((one for one in history if holds(one, today())), None)
    if present is None:
        return
    before = [one for one in history if one.valid_to == last_day_before(present.valid_from)]
    db.session.delete(present)
    if before:
        before[-1].valid_to = None
    note("service.unmapped", "service", service_id, system=present.system, code=present.code)


def _since(pairs: Collection[tuple[str, str]]) -> dict[tuple[str, str], date]:
    found: dict[tuple[str, str], date] = {}
    for system in {system for system, _code in pairs}:
        codes = [code for other, code in pairs if other == system]
        query = select(Code.code, Code.valid_from).where(Code.system == system, Code.code.in_(codes))  # fmt: skip
        found |= {(system, code): day for code, day in db.session.execute(query)}
    return found


class Spelling:
    """Codes as their lists spell them, each list read once."""

    def __init__(self) -> None:
        self._lists: dict[str, dict[str, Code]] = {}

    def listed(self, system: str, code: str) -> Code | None:
        """The code as it may be used today; None where the list is licensed and not loaded. Raises CodeUnknown."""
        if system not in self._lists:
            query = select(Code).where(Code.system == system)
            self._lists[system] = {one.folded: one for one in db.session.scalars(query)}
            if not self._lists[system] and db.session.get(CodeSystem, system) is None:
                raise CodeUnknown(code=code)
        known = self._lists[system]
        found = known.get(fold_code(code))
        if (found is None and known) or (found is not None and not holds(found, today())):
            raise CodeUnknown(code=code)
        return found
