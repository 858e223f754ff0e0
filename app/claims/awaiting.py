"""The three lists of answers that want a person: rejected, denied, silent. Three words, three verbs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.claims import silence, urgent
from app.claims.models import Claim, ClaimLine
from app.claims.states import ADJUDICATED, DENIED, PARTIAL, REJECTED
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.money import ZERO
from app.kernel.paging import Page, page_of
from app.kernel.words import N_
from app.patients.models import Patient
from app.reference.models import Payer

SILENT = "silent"
EXPORT_STEP = 1000
MOST_COUNTED = 1000


@dataclass(frozen=True)
class WorkList:
    """One list: its words (msgids), its colour, and by what it is ordered."""

    key: str
    label: str
    lead: str
    nothing: str
    tone: str
    endpoint: str


LISTS = {
    one.key: one
    for one in (
        WorkList(
            REJECTED, N_("Rejected: fix and send"),
            N_("These never entered the insurer's system. Nobody there is working on them until you send them again."),
            N_("No claim was turned back"), "returned", "claims.rejected",
        ),
        WorkList(
            DENIED, N_("Denied: correct or complain"),
            N_("The insurer judged these and did not approve all of it. Correct the claim, complain, or close it."),
            N_("Every decision was answered"), "danger", "claims.denied",
        ),
        WorkList(
            SILENT, N_("No answer yet"),
            N_("The insurer's days have passed without an answer. Each is asked about once a day by itself."),
            N_("No insurer is late with an answer"), "waiting", "claims.silent",
        ),
    )
}  # fmt: skip


def belongs(key: str) -> ColumnElement[bool]:
    """What makes a claim belong to a list."""
    if key == REJECTED:
        return Claim.status == REJECTED
    if key == DENIED:
        return and_(
            Claim.status == ADJUDICATED,
            Claim.adjudication.in_((PARTIAL, DENIED)),
            Claim.followed_by_id.is_(None),
        )
    return silence.is_silent()


def page(key: str, cursor: str | None = None) -> Page[Any]:
    """One page of a list, the oldest first: its time runs out first. Raises NotFound for a foreign cursor."""
    return page_of(_rows(key), by=(_first(key), Claim.id), cursor=cursor, descending=False)


def _first(key: str) -> InstrumentedAttribute[Any]:
    """By what a list is ordered."""
    return Claim.submitted_at if key == SILENT else Claim.service_date


def rows(key: str) -> Iterator[Any]:
    """Every row of a list, in steps, for exports."""
    query = _rows(key).order_by(_first(key), Claim.id)
    yield from db.session.execute(query.execution_options(yield_per=EXPORT_STEP))


def _counted(condition: ColumnElement[bool]) -> ScalarSelect[int]:
    some = select(Claim.id).where(condition).limit(MOST_COUNTED + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


# Made once; who is silent is another question every moment.
_COUNTED = {key: _counted(belongs(key)) for key in (REJECTED, DENIED)}


def counts() -> dict[str, int]:
    """How many claims each list holds, as far as that is counted."""
    some = {**_COUNTED, SILENT: _counted(belongs(SILENT))}
    found = db.session.execute(select(*some.values())).one()
    return dict(zip(some, found, strict=True))


def silent_sum() -> tuple[int, Decimal]:
    """How many claims are silent and what they ask for, in rials; of the first thousand."""
    first = select(Claim.payer_share).where(belongs(SILENT)).limit(MOST_COUNTED).subquery()
    many, asked = db.session.execute(select(func.count(), func.sum(first.c.payer_share))).one()
    return many, asked or ZERO


def reasons_of(rows_shown: list[Any]) -> dict[Any, list[str]]:
    """Claim -> the codes for which its lines were not approved, each once, in order."""
    query = (
        select(ClaimLine.claim_id, ClaimLine.reason_code)
        .where(ClaimLine.claim_id.in_([one.id for one in rows_shown]), ClaimLine.reason_code.is_not(None))
        .order_by(ClaimLine.claim_id, ClaimLine.sequence)
    )  # fmt: skip
    found: dict[Any, list[str]] = {}
    for claim_id, code in db.session.execute(query):
        known = found.setdefault(claim_id, [])
        if code and code not in known:
            known.append(code)
    return found


def days_left(rows_shown: list[Any]) -> dict[Any, int | None]:
    """Claim -> days left in the window that runs for it, None where no window is known."""
    contracts = urgent.contracts_with() if rows_shown else {}
    return {one.id: urgent.days_left(one, contracts) for one in rows_shown}


def days_silent(submitted_at: datetime) -> int:
    """Whole days since the claim was sent."""
    return (now() - submitted_at).days


def at_stake(row: Any) -> Any:
    """What was asked of the insurer and not approved, in rials."""
    return row.payer_share - (row.approved or ZERO)


def _rows(key: str) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(
            Claim.id, Claim.number, Claim.service_date, Claim.status, Claim.adjudication, Claim.payer_id,
            Claim.payer_share, Claim.approved, Claim.problem_code, Claim.submitted_at, Claim.judged_at,
            Claim.status_asked_at, Claim.payer_reference, Patient.file_number,
            Patient.name_en.label("patient_en"), Patient.name_ar.label("patient_ar"),
            Payer.name_en.label("payer_en"), Payer.name_ar.label("payer_ar"),
        )
        .join(Patient, and_(Patient.tenant_id == Claim.tenant_id, Patient.id == Claim.patient_id))
        .join(Payer, Payer.id == Claim.payer_id)
        .where(belongs(key))
    )  # fmt: skip
    return query
