"""What the insurers still owe, by age: all of it, what was never answered, what was sent again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from app.claims.models import Claim
from app.claims.values import COMPLAINT
from app.disputes.models import Dispute
from app.kernel.clock import today
from app.kernel.words import N_
from app.remittances.models import ClaimAccount
from app.reports import narrowing
from app.reports.ageing import AGE_HEADINGS, aged, bucket_on
from app.reports.values import Family, Heading, Plot, Point, Report, Tab, Wanted

CLAIMS = Heading(label=N_("Claims"), kind="number", meaning=N_("Claims with something left to receive."))  # fmt: skip
OWED = Heading(label=N_("To receive"), kind="money", meaning=N_("Judged claims: approved and not paid, with what was taken back. Others that were sent: what was asked; of corrections and complaints what is at stake in them."))  # fmt: skip


def everything(wanted: Wanted) -> Report:
    """All that is still to come."""
    return _by_payer(wanted)


def never_answered(wanted: Wanted) -> Report:
    """Sent, and no judgement came back."""
    return _by_payer(wanted, ~narrowing.IS_JUDGED)


def after_resubmission(wanted: Wanted) -> Report:
    """Corrections and complaints, and claims that needed more than one sending."""
    return _by_payer(wanted, (narrowing.SENDINGS > 1) | Claim.related_claim_id.is_not(None))


def _by_payer(wanted: Wanted, *more: ColumnElement[bool]) -> Report:
    owed = _owed()
    age = bucket_on(today())
    query = (
        select(Claim.payer_id, age, func.count(), func.sum(owed))
        .outerjoin(
            ClaimAccount,
            and_(
                ClaimAccount.tenant_id == Claim.tenant_id,
                ClaimAccount.claim_id == Claim.id,
            ),
        )
        .outerjoin(
            Dispute,
            and_(Dispute.tenant_id == Claim.tenant_id, Dispute.following_claim_id == Claim.id),
        )
        .where(
            *narrowing.conditions(wanted),
            narrowing.IS_JUDGED | Claim.status.in_(narrowing.UNANSWERED),
            owed != 0,
            *more,
        )
        .group_by(Claim.payer_id, age)
    )
    names = narrowing.payers()
    found = aged(
        (names.get(payer, narrowing.NOBODY), *row) for payer, *row in narrowing.fetch(query)
    )
    ages = found.foot[3:] if found.foot else ()
    points = [
        Point(label=heading.label, value=amount)
        for heading, amount in zip(AGE_HEADINGS, ages, strict=bool(ages))
    ]
    return Report(
        headings=(Heading(label=N_("Insurer")), CLAIMS, OWED, *AGE_HEADINGS),
        rows=found.rows,
        foot=found.foot,
        plots=(Plot(title=N_("To receive by age"), unit=N_("OMR"), points=points),),
    )


def _owed() -> ColumnElement[Any]:
    """What a claim may still bring, in rials.

    What a complaint wins stands on the account of the claim it is about; undecided, an attempt may bring
    what is at stake in it, for the rest stands on that account already.
    """
    return case(
        (narrowing.IS_JUDGED & (Claim.related_kind == COMPLAINT), 0),
        (narrowing.IS_JUDGED, func.coalesce(ClaimAccount.outstanding, Claim.approved, 0)),
        else_=func.coalesce(Dispute.at_stake, Claim.payer_share),
    )


FAMILY = Family(
    key="receivable",
    title=N_("Balance to receive"),
    purpose=N_("What the insurers still owe, by insurer and age."),
    icon="coins",
    tabs=(
        Tab(key="all", label=N_("Everything"), build=everything),
        Tab(key="unanswered", label=N_("Never answered"), build=never_answered),
        Tab(key="again", label=N_("After resubmission"), build=after_resubmission),
    ),
)
