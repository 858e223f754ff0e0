"""Claims that never entered an insurer's system and still wait to be put right, by age."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import cast, func, select
from sqlalchemy.types import Date

from app.claims.models import Claim
from app.kernel.clock import today
from app.kernel.words import N_
from app.reports import narrowing
from app.reports.ageing import AGE_HEADINGS, aged, bucket_on
from app.reports.values import Family, Heading, Report, Tab, Wanted

ASKED = Heading(label=N_("Insurer share"), kind="money", meaning=N_("What the insurers would have been asked to pay."))  # fmt: skip
CLAIMS = Heading(label=N_("Claims"), kind="number", meaning=N_("Rejected claims that nobody has put right, closed or sent again."))  # fmt: skip


def by_payer(wanted: Wanted) -> Report:
    """One row an insurer with its ages."""
    names = narrowing.payers()
    rows = aged(
        (names.get(payer, narrowing.NOBODY), *row)
        for payer, *row in _grouped(wanted, Claim.payer_id)
    )
    return Report(
        headings=(Heading(label=N_("Insurer")), CLAIMS, ASKED, *AGE_HEADINGS),
        rows=rows.rows,
        foot=rows.foot,
    )


def by_month(wanted: Wanted) -> Report:
    """One row a month of service with its ages."""
    month = cast(func.date_trunc("month", Claim.service_date), Date)
    rows = aged((day.strftime("%Y-%m"), *row) for day, *row in _grouped(wanted, month))
    first = Heading(label=N_("Month"), kind="code")
    return Report(headings=(first, CLAIMS, ASKED, *AGE_HEADINGS), rows=rows.rows, foot=rows.foot)


def claims(wanted: Wanted) -> Report:
    """One row a claim, the oldest first."""
    query = (
        select(Claim.id, Claim.number, Claim.service_date, Claim.payer_id, Claim.problem_code, Claim.payer_share)
        .where(*narrowing.conditions(wanted), narrowing.IS_REJECTED)
        .order_by(Claim.service_date, Claim.id)
    )  # fmt: skip
    names = narrowing.payers()
    found, is_cut = narrowing.fetch_most(query, wanted)
    return Report(
        headings=(
            Heading(label=N_("Claim number"), kind="code"), Heading(label=N_("Service date"), kind="day"),
            Heading(label=N_("Days since"), kind="number"), Heading(label=N_("Insurer")),
            Heading(label=N_("Reason code"), kind="code"), ASKED,
        ),
        rows=[
            (
                one.number, one.service_date, (today() - one.service_date).days,
                names.get(one.payer_id, narrowing.NOBODY), one.problem_code or "", one.payer_share,
            )
            for one in found
        ],
        foot=(*(None,) * 5, sum((one.payer_share for one in found), Decimal(0))) if found and not is_cut else None,
        is_cut=is_cut,
        links={place: one.id for place, one in enumerate(found)},
    )  # fmt: skip


def _grouped(wanted: Wanted, key: Any) -> list[Any]:
    """Key, age, count and amount."""
    age = bucket_on(today())
    query = (
        select(key, age, func.count(), func.sum(Claim.payer_share))
        .where(*narrowing.conditions(wanted), narrowing.IS_REJECTED)
        .group_by(key, age)
    )
    return narrowing.fetch(query)


FAMILY = Family(
    key="rejected",
    title=N_("Rejected claims"),
    purpose=N_("What never entered an insurer's system and still waits to be put right, by age."),
    icon="arrow-back-up",
    tabs=(
        Tab(key="payer", label=N_("By insurer"), build=by_payer),
        Tab(key="month", label=N_("By month"), build=by_month),
        Tab(key="claims", label=N_("Claims"), build=claims),
    ),
)
