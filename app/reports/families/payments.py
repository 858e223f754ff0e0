"""What was paid: by remittance, by claim, by line of a claim."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, func, select

from app.claims.models import Claim
from app.kernel.words import N_
from app.remittances.models import ClaimAccount, LedgerEntry, Remittance
from app.remittances.rules import PAID, TAKEN_BACK
from app.reports import narrowing
from app.reports.values import Family, Heading, Report, Tab, Wanted

INSURER = Heading(label=N_("Insurer"))
PAID_ON = Heading(label=N_("Paid on"), kind="day")
NUMBER = Heading(label=N_("Claim number"), kind="code")
APPROVED = Heading(label=N_("Approved amount"), kind="money", meaning=N_("What the insurers approved so far."))  # fmt: skip
PAID_SUM = Heading(label=N_("Paid"), kind="money", meaning=N_("What remittances brought for it, before anything taken back."))  # fmt: skip
BACK = Heading(label=N_("Taken back"), kind="money", meaning=N_("What insurers took back of what they had paid."))  # fmt: skip
OUTSTANDING = Heading(label=N_("Outstanding"), kind="money", meaning=N_("Approved, less paid, plus taken back, less written off."))  # fmt: skip


def remittances(wanted: Wanted) -> Report:
    """One row a remittance paid in the period, the newest first."""
    query = (
        select(Remittance.reference, Remittance.payer_id, Remittance.paid_on, Remittance.status, Remittance.amount)
        .where(Remittance.paid_on.between(wanted.first, wanted.last))
        .order_by(Remittance.paid_on.desc(), Remittance.id.desc())
    )  # fmt: skip
    if wanted.payer_id:
        query = query.where(Remittance.payer_id == wanted.payer_id)
    names = narrowing.payers()
    found, is_cut = narrowing.fetch_most(query, wanted)
    rows = [
        (one.reference, names.get(one.payer_id, narrowing.NOBODY), one.paid_on, one.amount)
        for one in found
    ]
    return Report(
        headings=(
            Heading(label=N_("Remittance"), kind="code"), INSURER, PAID_ON,
            Heading(label=N_("Amount"), kind="money", meaning=N_("As the insurer advised it.")),
        ),
        rows=rows,
        foot=_foot(rows, blanks=3, is_cut=is_cut),
        is_cut=is_cut,
    )  # fmt: skip


def claims(wanted: Wanted) -> Report:
    """One row a judged claim of the period with its account."""
    query = (
        select(
            Claim.id, Claim.number, Claim.service_date, Claim.payer_id, ClaimAccount.approved, ClaimAccount.paid,
            ClaimAccount.taken_back, ClaimAccount.outstanding,
        )
        .join(ClaimAccount, and_(ClaimAccount.tenant_id == Claim.tenant_id, ClaimAccount.claim_id == Claim.id))
        .where(*narrowing.conditions(wanted))
        .order_by(Claim.service_date.desc(), Claim.id.desc())
    )  # fmt: skip
    names = narrowing.payers()
    found, is_cut = narrowing.fetch_most(query, wanted)
    rows = [(one.number, one.service_date, names.get(one.payer_id, narrowing.NOBODY), *one[4:]) for one in found]  # fmt: skip
    return Report(
        headings=(NUMBER, Heading(label=N_("Service date"), kind="day"), INSURER, APPROVED, PAID_SUM, BACK, OUTSTANDING),
        rows=rows,
        foot=_foot(rows, blanks=3, is_cut=is_cut),
        links={place: one.id for place, one in enumerate(found)},
        is_cut=is_cut,
    )  # fmt: skip


def lines(wanted: Wanted) -> Report:
    """One row a line of a claim with money on it."""
    query = (
        select(
            Claim.id, Claim.number, Claim.service_date, Claim.payer_id, LedgerEntry.line,
            narrowing.summed(LedgerEntry.amount, LedgerEntry.kind == PAID),
            narrowing.summed(LedgerEntry.amount, LedgerEntry.kind == TAKEN_BACK),
        )
        .join(LedgerEntry, and_(LedgerEntry.tenant_id == Claim.tenant_id, LedgerEntry.claim_id == Claim.id))
        .where(*narrowing.conditions(wanted), LedgerEntry.kind.in_((PAID, TAKEN_BACK)))
        .group_by(Claim.id, Claim.number, Claim.service_date, Claim.payer_id, LedgerEntry.line)
        .order_by(Claim.service_date.desc(), Claim.id.desc(), LedgerEntry.line)
    )  # fmt: skip
    names = narrowing.payers()
    found, is_cut = narrowing.fetch_most(query, wanted)
    rows = [(one.number, one.service_date, names.get(one.payer_id, narrowing.NOBODY), *one[4:]) for one in found]  # fmt: skip
    return Report(
        headings=(
            NUMBER, Heading(label=N_("Service date"), kind="day"), INSURER, Heading(label=N_("Line"), kind="number"),
            PAID_SUM, BACK,
        ),
        rows=rows,
        foot=_foot(rows, blanks=4, is_cut=is_cut),
        links={place: one.id for place, one in enumerate(found)},
        is_cut=is_cut,
    )  # fmt: skip


def by_payer(wanted: Wanted) -> Report:
    """One row an insurer: approved, paid and outstanding of the period's claims."""
    query = (
        select(
            Claim.payer_id, func.count(), func.sum(ClaimAccount.approved), func.sum(ClaimAccount.paid),
            func.sum(ClaimAccount.taken_back), func.sum(ClaimAccount.outstanding),
        )
        .join(ClaimAccount, and_(ClaimAccount.tenant_id == Claim.tenant_id, ClaimAccount.claim_id == Claim.id))
        .where(*narrowing.conditions(wanted))
        .group_by(Claim.payer_id)
        .order_by(func.sum(ClaimAccount.approved).desc())
    )  # fmt: skip
    names = narrowing.payers()
    rows = [(names.get(payer, narrowing.NOBODY), *row) for payer, *row in narrowing.fetch(query)]
    count = Heading(label=N_("Claims"), kind="number", meaning=N_("Judged claims of the period."))
    return Report(
        headings=(INSURER, count, APPROVED, PAID_SUM, BACK, OUTSTANDING),
        rows=rows,
        foot=_foot(rows, blanks=1, is_cut=False),
    )


def _foot(rows: list[tuple[Any, ...]], *, blanks: int, is_cut: bool) -> tuple[Any, ...] | None:
    if not rows or is_cut:
        return None
    return (*(None,) * blanks, *(sum(column) for column in list(zip(*rows, strict=True))[blanks:]))


FAMILY = Family(
    key="payments",
    title=N_("Payments"),
    purpose=N_("What the insurers paid and took back, by insurer, remittance, claim and line."),
    icon="cash",
    tabs=(
        Tab(key="payer", label=N_("By insurer"), build=by_payer),
        Tab(key="remittance", label=N_("Remittances"), build=remittances),
        Tab(key="claim", label=N_("Claims"), build=claims),
        Tab(key="line", label=N_("Lines"), build=lines),
    ),
)
