"""What it took to win back what was not approved: how many attempts, how long, how much."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, func, select

from app.claims.models import Claim
from app.disputes.models import Dispute
from app.kernel.words import N_
from app.reports import narrowing
from app.reports.rules import share
from app.reports.values import Family, Heading, Plot, Point, Report, Tab, Wanted

DISPUTES = Heading(label=N_("Attempts"), kind="number", meaning=N_("Corrections and complaints that were sent."))  # fmt: skip
DECIDED = Heading(label=N_("Decided"), kind="number", meaning=N_("Attempts that the insurer has decided on."))  # fmt: skip
STAKE = Heading(label=N_("At stake"), kind="money", meaning=N_("What was not approved when the attempt began, of decided attempts."))  # fmt: skip
WON = Heading(label=N_("Recovered"), kind="money", meaning=N_("What the decision approved beyond what had been approved before."))  # fmt: skip
RATE = Heading(label=N_("Share recovered"), kind="share", meaning=N_("Recovered, of what was at stake."))  # fmt: skip
DAYS = Heading(label=N_("Days to the decision"), kind="number", meaning=N_("Median days between sending and decision."))  # fmt: skip
HEADINGS = (DISPUTES, DECIDED, STAKE, WON, RATE, DAYS)
KINDS = {"correction": N_("Correction"), "complaint": N_("Complaint")}


def by_attempt(wanted: Wanted) -> Report:
    """First attempts, second attempts, and so on: the curve of what is still won."""
    place = func.row_number().over(
        partition_by=(Dispute.tenant_id, Dispute.root_claim_id),
        order_by=(Dispute.opened_at, Dispute.id),
    )
    ranked = select(Dispute.tenant_id, Dispute.id, place.label("attempt")).subquery()
    query = _sums(ranked.c.attempt, wanted).join(
        ranked, and_(ranked.c.tenant_id == Dispute.tenant_id, ranked.c.id == Dispute.id)
    )
    rows = [_row(one) for one in narrowing.fetch(query.order_by(ranked.c.attempt))]
    points = [Point(label=str(row[0]), value=row[4], tone="success") for row in rows]
    plot = Plot(title=N_("Recovered by attempt"), unit=N_("OMR"), points=points)
    first = Heading(label=N_("Attempt"), kind="number")
    return Report(headings=(first, *HEADINGS), rows=rows, foot=_foot(rows), plots=(plot,))


def by_kind(wanted: Wanted) -> Report:
    """Corrections beside complaints."""
    found = narrowing.fetch(_sums(Dispute.kind, wanted))
    rows = [(_(KINDS[row[0]]), *row[1:]) for row in map(_row, found)]
    return Report(headings=(Heading(label=N_("Kind")), *HEADINGS), rows=rows, foot=_foot(rows))


def by_payer(wanted: Wanted) -> Report:
    """One row an insurer."""
    names = narrowing.payers()
    found = narrowing.fetch(_sums(Dispute.payer_id, wanted))
    rows = sorted(
        ((names.get(row[0], narrowing.NOBODY), *row[1:]) for row in map(_row, found)),
        key=lambda row: (-row[4], row[0]),
    )
    return Report(headings=(Heading(label=N_("Insurer")), *HEADINGS), rows=rows, foot=_foot(rows))


def _sums(key: Any, wanted: Wanted) -> Any:
    decided = Dispute.decided_at.is_not(None)
    days = func.extract("epoch", Dispute.decided_at - Dispute.sent_at) / 86_400
    return (
        select(
            key,
            func.count(),
            narrowing.counted(decided),
            narrowing.summed(Dispute.at_stake, decided),
            narrowing.summed(Dispute.recovered, decided),
            func.percentile_cont(0.5).within_group(days),
        )
        .select_from(Dispute)
        .join(Claim, and_(Claim.tenant_id == Dispute.tenant_id, Claim.id == Dispute.claim_id))
        .where(*narrowing.conditions(wanted), Dispute.sent_at.is_not(None))
        .group_by(key)
    )


def _row(one: Any) -> tuple[Any, ...]:
    key, many, decided, stake, won, days = one
    return key, many, decided, stake, won, share(won, stake), None if days is None else round(days, 1)  # fmt: skip


def _foot(rows: list[tuple[Any, ...]]) -> tuple[Any, ...] | None:
    if not rows:
        return None
    sums = [sum(row[place] for row in rows) for place in (1, 2, 3, 4)]
    return None, *sums, share(sums[3], sums[2]), None


FAMILY = Family(
    key="cycles",
    title=N_("Corrections and complaints"),
    purpose=N_("How many attempts it took, how long they lasted and what they recovered."),
    icon="rotate",
    tabs=(
        Tab(key="attempt", label=N_("By attempt"), build=by_attempt),
        Tab(key="kind", label=N_("By kind"), build=by_kind),
        Tab(key="payer", label=N_("By insurer"), build=by_payer),
    ),
)
