"""Importing a price list: looked at first, applied on a word, undone within a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, select

from app.audit.trail import note
from app.contracts.ceilings import highest_prices
from app.contracts.errors import (
    CodeUnknown,
    LinesWrong,
    NothingToImport,
    NotYetApplied,
    PricesMoved,
    TooLateToUndo,
)
from app.contracts.models import Price, PriceImport, PriceList, Service
from app.contracts.price_files import (
    CellError,
    Change,
    Known,
    Preview,
    PriceLine,
    above_highest,
    compare,
    fingerprint,
    read_lines,
)
from app.contracts.queries import price_list
from app.contracts.services import ServiceFacts, add_service, map_code, spelled
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.sheets import read_table
from app.kernel.words import N_
from app.reference import queries as reference
from app.tenants.scope import find

UNDO_WITHIN = timedelta(hours=24)
NO_SUCH_SYSTEM = N_("There is no code list of this name.")
NO_SUCH_CODE = N_("This code is not in its code list.")


def look_at(
    price_list_id: UUID, file_name: str, content: bytes
) -> tuple[PriceImport | None, list[CellError]]:
    """Read a file and keep what it says for the preview; nothing is kept when a cell is wrong.

    Raises UnreadableTable, TableTooLarge, HeadingMissing, NothingToImport.
    """
    target = price_list(price_list_id)
    lines, errors = read_lines(read_table(content))
    if not lines and not errors:
        raise NothingToImport
    known = _known(target.id)
    errors += compare(lines, known).errors
    errors += _above_highest(lines)
    errors += _unknown_codes([line for line in lines if line.local_code not in known], target)
    errors.sort(key=lambda error: error.line)
    if errors:
        return None, errors
    looked = PriceImport(
        price_list_id=target.id,
        file_name=file_name[:200],
        lines=[line.stored() for line in lines],
        fingerprint=fingerprint(known),
    )
    db.session.add(looked)
    db.session.flush()
    return looked, []


def _above_highest(lines: list[PriceLine]) -> Iterator[CellError]:
    return above_highest(lines, highest_prices([line.local_code for line in lines]))


def _unknown_codes(new: list[PriceLine], target: PriceList) -> Iterator[CellError]:
    """Codes of new services that their list does not hold on the first day of the prices."""
    systems = {one.key for one in reference.systems()}
    for line in new:
        if line.system and line.system not in systems:
            yield CellError(line.number, "system", NO_SUCH_SYSTEM, line.system)
        elif line.system and line.code:
            try:
                spelled(line.system, line.code, target.valid_from)
            except CodeUnknown:
                yield CellError(line.number, "code", NO_SUCH_CODE, line.code)


def preview(import_id: UUID) -> tuple[PriceImport, Preview]:
    """An import and what it would change now; raises NotFound."""
    looked = find(PriceImport, import_id)
    return looked, compare(_lines(looked), _known(looked.price_list_id))


def _lines(looked: PriceImport) -> list[PriceLine]:
    return [PriceLine.opened(stored) for stored in looked.lines]


def _known(price_list_id: UUID) -> dict[str, Known]:
    query = select(
        Service.local_code, Service.name_en, Service.name_ar, Price.unit_price,
        Price.approval_required, Price.max_per_day,
    ).outerjoin(
        Price,
        and_(
            Price.tenant_id == Service.tenant_id, Price.service_id == Service.id,
            Price.price_list_id == price_list_id,
        ),
    )  # fmt: skip
    return {
        row.local_code: Known(
            row.name_en, row.name_ar, row.unit_price, bool(row.approval_required), row.max_per_day
        )
        for row in db.session.execute(query)
    }


def apply(import_id: UUID) -> PriceImport:
    """Do what was previewed; raises NotYetApplied, PricesMoved, LinesWrong."""
    looked = find(PriceImport, import_id, for_update=True)
    if looked.status != "previewed":
        raise NotYetApplied
    # Two imports of one list take turns: the second finds the prices moved.
    target = find(PriceList, looked.price_list_id, for_update=True)
    known = _known(target.id)
    if fingerprint(known) != looked.fingerprint:
        raise PricesMoved
    lines = _lines(looked)
    planned = compare(lines, known)
    if planned.errors or any(_above_highest(lines)):
        raise LinesWrong
    for change in planned.changes:
        if change.new_service:
            _add(change.line, target.valid_from)
    looked.before = _terms(looked.price_list_id, planned.changes)
    write_terms(
        looked.price_list_id, {c.line.local_code: _terms_of(c.line) for c in planned.changes}
    )
    looked.after = _terms(looked.price_list_id, planned.changes)
    looked.status, looked.applied_at = "applied", _after_the_last(target.id)
    note(
        "prices.imported", "contract", target.contract_id, new=len(planned.new),
        dearer=len(planned.dearer), cheaper=len(planned.cheaper), terms=len(planned.terms),
    )  # fmt: skip
    db.session.flush()
    return looked


def undo(import_id: UUID) -> PriceImport:
    """Put the prices back as they were; added services stay. Raises TooLateToUndo, PricesMoved."""
    done = find(PriceImport, import_id, for_update=True)
    if not can_undo(done):
        raise TooLateToUndo
    if terms_in(done.price_list_id, done.after) != done.after:
        raise PricesMoved
    write_terms(done.price_list_id, done.before)
    done.status = "undone"
    contract_id = price_list(done.price_list_id).contract_id
    note("prices.import_undone", "contract", contract_id, services=len(done.before))
    db.session.flush()
    return done


def can_undo(done: PriceImport) -> bool:
    """Only the last import of its list, and only for a day."""
    if done.status != "applied" or done.applied_at is None or now() - done.applied_at > UNDO_WITHIN:
        return False
    latest = last_applied(done.price_list_id)
    return latest is not None and latest.id == done.id


def last_applied(price_list_id: UUID) -> PriceImport | None:
    """The import that was applied last to a list and not undone."""
    query = (
        select(PriceImport)
        .where(PriceImport.price_list_id == price_list_id, PriceImport.status == "applied")
        .order_by(PriceImport.applied_at.desc(), PriceImport.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def _after_the_last(price_list_id: UUID) -> datetime:
    """Now, yet after the last import of the list where the clock stands or was set back: undoing goes by it."""
    last = last_applied(price_list_id)
    if last is None or last.applied_at is None:
        return now()
    return max(now(), last.applied_at + timedelta.resolution)


def load_price_file(price_list_id: UUID, file_name: str, content: bytes) -> PriceImport:
    """Look at a file and apply it at once, as a seed does; raises LinesWrong and what both steps raise."""
    looked, errors = look_at(price_list_id, file_name, content)
    if looked is None:
        raise LinesWrong(line=errors[0].line)
    return apply(looked.id)


def _add(line: PriceLine, valid_from: Any) -> None:
    service = add_service(
        ServiceFacts(
            local_code=line.local_code,
            name_en=line.name_en,
            name_ar=line.name_ar,
            category=line.category,
            vat_category=line.vat_category or "exempt",
        )
    )
    if line.system and line.code:
        map_code(service.id, line.system, line.code, valid_from)


def _terms_of(line: PriceLine) -> dict[str, Any]:
    return {
        "unit_price": str(line.unit_price),
        "approval_required": line.approval_required,
        "max_per_day": line.max_per_day,
    }


def _terms(price_list_id: UUID, changes: Iterable[Change]) -> dict[str, Any]:
    return terms_in(price_list_id, [change.line.local_code for change in changes])


def terms_in(price_list_id: UUID, codes: Iterable[str]) -> dict[str, Any]:
    """Local code -> its terms in the list now, None where it has none."""
    known = _known(price_list_id)
    found: dict[str, Any] = {}
    for code in codes:
        one = known.get(code)
        found[code] = None
        if one is not None and one.price is not None:
            found[code] = {
                "unit_price": str(one.price),
                "approval_required": one.approval_required,
                "max_per_day": one.max_per_day,
            }
    return found


def write_terms(price_list_id: UUID, terms: dict[str, Any]) -> None:
    """Make the list hold these terms; None takes a price away."""
    services = {
        row.local_code: row.id
        for row in db.session.execute(
            select(Service.local_code, Service.id).where(Service.local_code.in_(terms))
        )
    }
    query = select(Price).where(
        Price.price_list_id == price_list_id, Price.service_id.in_(services.values())
    )
    prices = {price.service_id: price for price in db.session.scalars(query)}
    gone = [services[code] for code, one in terms.items() if one is None and code in services]
    if gone:
        db.session.execute(
            delete(Price).where(Price.price_list_id == price_list_id, Price.service_id.in_(gone))
        )
    for code, one in terms.items():
        if one is None:
            continue
        price = prices.get(services[code])
        if price is None:
            price = Price(price_list_id=price_list_id, service_id=services[code])
            db.session.add(price)
        price.unit_price = Decimal(one["unit_price"])
        price.approval_required = one["approval_required"]
        price.max_per_day = one["max_per_day"]
    db.session.flush()
