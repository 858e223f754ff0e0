"""Figure 8: a list of 10,000 rows from the file to the last row written, beside bare inserts of the same rows."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from app.imports import running, service
from app.imports.kinds import kind_named
from app.kernel.db import db
from app.tenants.scope import current_tenant_id, find, in_tenant
from benchmarks.estate import Estate, Size
from benchmarks.report import Figure

ROWS, SECONDS_AT_MOST = 10_000, 60.0
HEAD = "Our code,Name in English,Name in Arabic,Category\n"
BARE = text(
    "INSERT INTO services (tenant_id, id, local_code, name_en, name_ar, category, vat_category, active, search_text) "
    "SELECT :tenant, gen_random_uuid(), 'BARE-' || n, 'Service ' || n, 'خدمة ' || n, 'laboratory', 'exempt', true, "
    "'service ' || n FROM generate_series(1, :rows) n"
)


@dataclass(frozen=True)
class Subject:
    """A kind of list, a file of it with so many rows, and what the list belongs to."""

    kind: str
    content: bytes
    target_id: UUID | None = None
    words: str = ""


def measure(estate: Estate, _size: Size) -> list[Figure]:
    """Services created, then a code and a price for each, then prices of new services with their codes, then persons; each compared, previewed and written by the worker."""
    clinic = estate.clinics[0]
    with estate.app().app_context(), in_tenant(clinic.tenant_id, clinic.user_id):
        bare = _timed(_bare)
        db.session.rollback()
        figures = []
        for subject in (_services(), _codes(), _prices(), _new_prices(), _people()):
            seconds = _timed(lambda subject=subject: _import(subject))  # type: ignore[misc]
            words = f"import of {ROWS:,} {subject.words or subject.kind}"
            figures += [
                Figure(f"{words}, beside bare inserts of as many rows", seconds, bare, "s"),
                Figure(f"{words}, beside its limit", seconds, SECONDS_AT_MOST, "s", most=1.0),
            ]
        db.session.remove()
    return figures


def _services() -> Subject:
    rows = "".join(f"L-{n:05d},Service number {n},خدمة رقم {n},Laboratory\n" for n in range(ROWS))
    return Subject("services", (HEAD + rows).encode())


def _codes() -> Subject:
    """A licensed list that is not loaded takes any code."""
    rows = "".join(f"L-{n:05d},cpt,{80_000 + n}\n" for n in range(ROWS))
    return Subject("codes", f"Our code,Code list,Code on the exchange\n{rows}".encode())


def _prices() -> Subject:
    rows = "".join(f"L-{n:05d},{n % 90}.500\n" for n in range(ROWS))
    return Subject("prices", f"Our code,Price\n{rows}".encode(), _a_list())


def _new_prices() -> Subject:
    rows = "".join(
        f"P-{n:05d},{n % 90}.500,Priced number {n},مسعّر رقم {n},Laboratory,cpt,{80_000 + n}\n"
        for n in range(ROWS)
    )
    head = "Our code,Price,Name in English,Name in Arabic,Category,Code list,Code on the exchange\n"
    return Subject("prices", (head + rows).encode(), _a_list(), "prices with their services")


def _a_list() -> UUID:
    return next(identity for identity, _words in kind_named("prices").targets())


def _people() -> Subject:
    rows = "".join(
        f"{40_000_000 + n},Person Number{n:05d},شخص رقم {n},{1950 + n % 60}-0{1 + n % 9}-1{n % 9},Female,9{1_000_000 + n}\n"
        for n in range(ROWS)
    )
    return Subject("patients", f"Civil ID,Name,Arabic name,Birth date,Sex,Phone\n{rows}".encode())


def _import(subject: Subject) -> None:
    one = service.choose(subject.kind, subject.target_id, "list.csv", subject.content)
    guess = {int(place): key for place, key in one.settings["columns"].items()}
    service.understand(one.id, guess, None)
    identity = one.id
    db.session.commit()
    running.drive(identity)
    service.start(identity)
    db.session.commit()
    running.drive(identity)
    done = find(type(one), identity)
    written = done.counts.get("written_created", 0) + done.counts.get("written_changed", 0)
    if (done.status, written) != ("done", ROWS):
        raise RuntimeError(f"{subject.kind}: {done.status}, {done.counts}")


def _bare() -> None:
    db.session.execute(BARE, {"tenant": current_tenant_id(), "rows": ROWS})


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
