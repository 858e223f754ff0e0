"""The kinds of missing claims that are known here: covered visits, forgotten drafts, unused approvals."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import and_, or_, select, tuple_
from sqlalchemy.orm import aliased, lazyload

from app.approvals import queries as approval_queries
from app.approvals import unused as approvals
from app.claims.habits.missing import (
    Missing,
    Place,
    Source,
    Wanted,
    add_source,
    beyond,
    is_open,
    last_missed,
)
from app.claims.models import Claim
from app.claims.states import CANCELLED, DRAFT
from app.eligibility.models import EligibilityCheck
from app.eligibility.rules import COVERED
from app.kernel.db import db
from app.kernel.paging import one_by_one
from app.patients.models import Patient
from app.tenants.scope import across_branches, find

CHECK, BEGUN, UNUSED = "check", "draft", "approval"


def register() -> None:
    """Put the kinds of this package into the list."""
    for kind, source in _sources().items():
        add_source(kind, source)


def _sources() -> dict[str, Source]:
    return {
        CHECK: Source(
            label=lazy_gettext("Covered, no claim"),
            why=lazy_gettext("The insurer said the patient is covered; no claim followed."),
            verb=lazy_gettext("Start a claim"),
            rows=covered_visits,
            owner=lambda subject_id: find(EligibilityCheck, subject_id),
            endpoint="eligibility.show",
            part="check_id",
            needs="eligibility.view",
        ),
        UNUSED: Source(
            label=lazy_gettext("Approval never used"),
            why=lazy_gettext("The insurer agreed; no claim has used it."),
            verb=lazy_gettext("Start a claim"),
            rows=unused_approvals,
            owner=approval_queries.approval,
            endpoint="approvals.show",
            part="approval_id",
            needs="approvals.view",
        ),
        BEGUN: Source(
            label=lazy_gettext("Draft never sent"),
            why=lazy_gettext("A draft of an earlier day that never left."),
            verb=lazy_gettext("Finish the draft"),
            rows=forgotten_drafts,
            owner=lambda subject_id: find(Claim, subject_id),
            endpoint="claims.show",
            part="claim_id",
            starts=False,
            named_apart=True,
        ),
    }


def unused_approvals(
    wanted: Wanted, place: Place | None, limit: int, *, rising: bool = False
) -> list[Missing]:
    """Approvals that no claim used, whether or not they have ended since, by the day of the answer."""

    def narrow(day: Any, identity: Any) -> list[Any]:
        of_payer = [] if wanted.payer_id is None else [approvals.of_payer(wanted.payer_id)]
        return [is_open(UNUSED, identity), *of_payer, *beyond(day, identity, place, rising=rising)]

    agreed = approvals.unused(wanted.first, last_missed(wanted), limit, narrow, rising=rising)
    return [
        Missing(
            kind=UNUSED, subject_id=one.id, day=one.day, patient_id=one.patient_id,
            payer_id=one.payer_id, reference=one.number, amount=one.worth,
        )
        for one in agreed
    ]  # fmt: skip


@across_branches()
def covered_visits(
    wanted: Wanted, place: Place | None, limit: int, *, rising: bool = False
) -> list[Missing]:
    """Covered answers without a claim of that person to that insurer within the days given."""
    check, person = EligibilityCheck, Patient
    query = (
        select(check.id, check.service_date, check.patient_id, check.payer_id)
        .join(person, and_(person.tenant_id == check.tenant_id, person.id == check.patient_id))
        .where(
            check.verdict == COVERED,
            check.service_date.between(wanted.first, last_missed(wanted)),
            ~_claimed(wanted.after),
            ~_asked_again(),
            is_open(CHECK, check.id),
            *_narrowed(check, wanted, place, rising=rising),
        )
        .order_by(*_order(check, rising=rising))
        .limit(limit)
    )
    return [
        Missing(kind=CHECK, subject_id=id_, day=day, patient_id=patient, payer_id=payer)
        for id_, day, patient, payer in db.session.execute(query)
    ]


def _claimed(days: int) -> Any:
    """A claim of the same person, under whichever of the merged records it was entered.

    One of a later day counts only where no cover was asked for on that day: else it is that visit's.
    """
    record, check = aliased(Patient), EligibilityCheck
    in_time = (
        Claim.tenant_id == check.tenant_id,
        Claim.payer_id == check.payer_id,
        Claim.service_date.between(check.service_date, check.service_date + days),
        Claim.status != CANCELLED,
        or_(Claim.service_date == check.service_date, ~_has_its_own()),
    )
    merged = and_(record.tenant_id == check.tenant_id, record.merged_into == Patient.person_id)
    # Apart: one condition with "or" would look at every patient of the clinic for every row.
    return or_(
        one_by_one(select(Claim.id).where(*in_time, Claim.patient_id == Patient.person_id)),
        one_by_one(
            select(Claim.id)
            .join(record, and_(merged, Claim.patient_id == record.id))
            .where(*in_time)
        ),
    )


def _has_its_own() -> Any:
    """A covered answer of the day of the claim itself."""
    own = aliased(EligibilityCheck)
    return one_by_one(
        select(own.id).where(
            own.tenant_id == EligibilityCheck.tenant_id,
            own.patient_id == EligibilityCheck.patient_id,
            own.payer_id == EligibilityCheck.payer_id,
            own.service_date == Claim.service_date,
            own.verdict == COVERED,
        )
    )


def _asked_again() -> Any:
    """One visit is one row, however often its cover was asked for."""
    later = aliased(EligibilityCheck)
    return one_by_one(
        select(later.id).where(
            later.tenant_id == EligibilityCheck.tenant_id,
            later.patient_id == EligibilityCheck.patient_id,
            later.payer_id == EligibilityCheck.payer_id,
            later.service_date == EligibilityCheck.service_date,
            later.verdict == COVERED,
            tuple_(later.asked_at, later.id) > tuple_(EligibilityCheck.asked_at, EligibilityCheck.id),
        )
    )  # fmt: skip


def forgotten_drafts(
    wanted: Wanted, place: Place | None, limit: int, *, rising: bool = False
) -> list[Missing]:
    """Drafts of earlier days of which nothing ever left."""
    query = (
        select(Claim)
        .where(
            Claim.status == DRAFT,
            Claim.attempts == Claim.withdrawals,
            Claim.service_date.between(wanted.first, last_missed(wanted)),
            is_open(BEGUN, Claim.id),
            *_narrowed(Claim, wanted, place, rising=rising),
        )
        .options(lazyload("*"))
        .order_by(*_order(Claim, rising=rising))
        .limit(limit)
    )
    return [
        Missing(
            kind=BEGUN, subject_id=one.id, day=one.service_date, patient_id=one.patient_id,
            payer_id=one.payer_id, reference=one.number, amount=one.payer_share,
        )
        for one in db.session.scalars(query)
    ]  # fmt: skip


def _order(kind: Any, *, rising: bool) -> list[Any]:
    columns = (kind.service_date, kind.id)
    return [column.asc() if rising else column.desc() for column in columns]


def _narrowed(kind: Any, wanted: Wanted, place: Place | None, *, rising: bool) -> list[Any]:
    found = []
    if wanted.payer_id is not None:
        found.append(kind.payer_id == wanted.payer_id)
    return found + beyond(kind.service_date, kind.id, place, rising=rising)
