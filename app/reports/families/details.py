"""Every claim, or every line of it, of the period: the list behind all other reports."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, select

from app.claims.models import Claim, ClaimLine
from app.claims.states import ADJUDICATION_STATUSES, CLAIM_STATUSES
from app.kernel.pagewords import name_of
from app.kernel.words import N_
from app.reports import narrowing
from app.reports.values import Family, Heading, Report, Tab, Wanted

NUMBER = Heading(label=N_("Claim number"), kind="code")
DAY = Heading(label=N_("Service date"), kind="day")
SUMMED = N_("The sums at the foot count first claims; corrections and complaints stand in the list and are not added again.")  # fmt: skip
OUTCOMES = {
    "approved": N_("Approved"), "partial": N_("Partly approved"), "denied": N_("Denied"), "pended": N_("Under review"),
}  # fmt: skip


def claims(wanted: Wanted) -> Report:
    """One row a claim, the newest visit first."""
    query = (
        select(
            Claim.id, Claim.number, Claim.service_date, Claim.payer_id, Claim.practitioner_id, Claim.status,
            Claim.adjudication, Claim.attempts, Claim.net, Claim.patient_share, Claim.payer_share, Claim.approved,
            narrowing.IS_FIRST.label("is_first"),
        )
        .where(*narrowing.conditions(wanted))
        .order_by(Claim.service_date.desc(), Claim.id.desc())
    )  # fmt: skip
    payers, doctors = narrowing.payers(), narrowing.practitioners()
    found, is_cut = narrowing.fetch_most(query, wanted)
    return Report(
        headings=(
            NUMBER, DAY, Heading(label=N_("Insurer")), Heading(label=N_("Practitioner")), Heading(label=N_("Status")),
            Heading(label=N_("Decision")), Heading(label=N_("Sendings"), kind="number"),
            Heading(label=N_("Total"), kind="money"), Heading(label=N_("Patient share"), kind="money"),
            Heading(label=N_("Insurer share"), kind="money", meaning=SUMMED), Heading(label=N_("Approved amount"), kind="money"),
        ),
        rows=[
            (
                one.number, one.service_date, payers.get(one.payer_id, narrowing.NOBODY),
                doctors.get(one.practitioner_id, narrowing.NOBODY), _(CLAIM_STATUSES[one.status].outer),
                _(ADJUDICATION_STATUSES[one.adjudication].outer), one.attempts, one.net, one.patient_share,
                one.payer_share, one.approved,
            )
            for one in found
        ],
        foot=None if is_cut else _sums(found, ("net", "patient_share", "payer_share", "approved"), blanks=6, count="attempts"),
        is_cut=is_cut,
        links={place: one.id for place, one in enumerate(found)},
    )  # fmt: skip


def lines(wanted: Wanted) -> Report:
    """One row a line of a claim, with why it was not approved."""
    query = (
        select(
            Claim.id, Claim.number, Claim.service_date, Claim.payer_id, ClaimLine.sequence, ClaimLine.local_code,
            ClaimLine.name_en, ClaimLine.name_ar, ClaimLine.code, ClaimLine.quantity, ClaimLine.payer_share,
            ClaimLine.approved, ClaimLine.outcome, ClaimLine.reason_code, narrowing.IS_FIRST.label("is_first"),
        )
        .join(ClaimLine, and_(ClaimLine.tenant_id == Claim.tenant_id, ClaimLine.claim_id == Claim.id))
        .where(*narrowing.conditions(wanted))
        .order_by(Claim.service_date.desc(), Claim.id.desc(), ClaimLine.sequence)
    )  # fmt: skip
    payers = narrowing.payers()
    found, is_cut = narrowing.fetch_most(query, wanted)
    return Report(
        headings=(
            NUMBER, DAY, Heading(label=N_("Insurer")), Heading(label=N_("Line"), kind="number"),
            Heading(label=N_("Service")), Heading(label=N_("Code"), kind="code"),
            Heading(label=N_("Quantity"), kind="number"), Heading(label=N_("Insurer share"), kind="money", meaning=SUMMED),
            Heading(label=N_("Approved amount"), kind="money"), Heading(label=N_("Decision")),
            Heading(label=N_("Reason code"), kind="code"),
        ),
        rows=[
            (
                one.number, one.service_date, payers.get(one.payer_id, narrowing.NOBODY), one.sequence,
                name_of(one), one.code or one.local_code,
                one.quantity.normalize(), one.payer_share, one.approved,
                _(OUTCOMES[one.outcome]) if one.outcome in OUTCOMES else "", one.reason_code or "",
            )
            for one in found
        ],
        foot=None if is_cut else _sums(found, ("payer_share", "approved"), blanks=7, after=2),
        is_cut=is_cut,
        links={place: one.id for place, one in enumerate(found)},
    )  # fmt: skip


def _sums(
    found: list[Any], columns: tuple[str, ...], *, blanks: int, after: int = 0, count: str = ""
) -> tuple[Any, ...] | None:
    """The foot: what the amounts of first claims come to; what corrections and complaints ask is asked again."""
    if not found:
        return None
    counts = (sum(getattr(one, count) for one in found),) if count else ()
    first = [one for one in found if one.is_first]
    sums = (sum(getattr(one, name) or 0 for one in first) for name in columns)
    return (*(None,) * blanks, *counts, *sums, *(None,) * after)


FAMILY = Family(
    key="details",
    title=N_("Claims and lines in detail"),
    purpose=N_("Every claim or line of the period with status, decision and amounts."),
    icon="list",
    tabs=(
        Tab(key="claims", label=N_("Claims"), build=claims),
        Tab(key="lines", label=N_("Lines"), build=lines),
    ),
)
