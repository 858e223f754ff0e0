"""Why money was not approved: the few reasons that make most of it, and the box each comes from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, func, select

from app.claims.models import Claim, ClaimLine
from app.claims.reasons import DENIALS
from app.kernel.words import N_
from app.reports import narrowing
from app.reports.rules import cause_of, running_shares
from app.reports.values import Family, Heading, Plot, Point, Report, Tab, Wanted

LINES = Heading(label=N_("Lines"), kind="number", meaning=N_("Lines denied, or approved for less than was asked."))  # fmt: skip
LOST = Heading(label=N_("Not approved"), kind="money", meaning=N_("Asked less approved, of the lines judged. What a correction or complaint asks again is not counted again."))  # fmt: skip
SO_FAR = Heading(label=N_("Together so far"), kind="share", meaning=N_("This row and all above it, of everything not approved."))  # fmt: skip


def by_reason(wanted: Wanted) -> Report:
    """One row a reason code, the dearest first."""
    found = _grouped(wanted, ClaimLine.reason_code)
    shares = running_shares([row[2] for row in found])
    rows = [
        (code or "", _(DENIALS[code]) if code in DENIALS else "", _(cause_of(code or "")), many, lost, so_far)
        for (code, many, lost), so_far in zip(found, shares, strict=True)
    ]  # fmt: skip
    return Report(
        headings=(
            Heading(label=N_("Reason code"), kind="code"), Heading(label=N_("Reason")),
            Heading(label=N_("Where in the form"), meaning=N_("The box that the refusal code points at: what to look at before sending.")),
            LINES, LOST, SO_FAR,
        ),
        rows=rows,
        foot=_foot(found, 3),
        plots=(_pareto([(row[0] or narrowing.NOBODY, row[4]) for row in rows]),),
    )  # fmt: skip


def by_box(wanted: Wanted) -> Report:
    """One row a box of the form, the dearest first."""
    together: dict[str, tuple[int, Decimal]] = {}
    for code, many, lost in _grouped(wanted, ClaimLine.reason_code):
        box = cause_of(code or "")
        before = together.get(box, (0, Decimal(0)))
        together[box] = (before[0] + many, before[1] + lost)
    found = sorted(((box, *sums) for box, sums in together.items()), key=lambda row: -row[2])
    shares = running_shares([row[2] for row in found])
    rows = [(_(box), many, lost, so_far) for (box, many, lost), so_far in zip(found, shares, strict=True)]  # fmt: skip
    return Report(
        headings=(Heading(label=N_("Where in the form")), LINES, LOST, SO_FAR),
        rows=rows,
        foot=_foot(found, 1),
        plots=(_pareto([(row[0], row[2]) for row in rows]),),
    )


def by_payer(wanted: Wanted) -> Report:
    """One row an insurer, the dearest first."""
    names, found = narrowing.payers(), _grouped(wanted, Claim.payer_id)
    shares = running_shares([row[2] for row in found])
    rows = [
        (names.get(payer, narrowing.NOBODY), many, lost, so_far)
        for (payer, many, lost), so_far in zip(found, shares, strict=True)
    ]
    return Report(
        headings=(Heading(label=N_("Insurer")), LINES, LOST, SO_FAR),
        rows=rows,
        foot=_foot(found, 1),
        plots=(_pareto([(row[0], row[2]) for row in rows]),),
    )


def _grouped(wanted: Wanted, key: Any) -> list[Any]:
    """Key, lines and rials not approved; the dearest first."""
    lost = func.sum(ClaimLine.payer_share - func.coalesce(ClaimLine.approved, 0))
    query = (
        select(key, func.count(), lost)
        .join_from(
            Claim,
            ClaimLine,
            and_(ClaimLine.tenant_id == Claim.tenant_id, ClaimLine.claim_id == Claim.id),
        )
        .where(
            *narrowing.conditions(wanted),
            narrowing.IS_JUDGED,
            narrowing.IS_FIRST,
            func.coalesce(ClaimLine.approved, 0) < ClaimLine.payer_share,
        )
        .group_by(key)
        .order_by(lost.desc())
    )
    return narrowing.fetch(query)


def _foot(found: list[Any], blanks: int) -> tuple[Any, ...] | None:
    if not found:
        return None
    sums = sum(row[1] for row in found), sum((row[2] for row in found), Decimal(0))
    return (*(None,) * blanks, *sums, None)


def _pareto(parts: list[tuple[str, Decimal]]) -> Plot:
    points = [Point(label=label, value=lost, tone="danger") for label, lost in parts[:12]]
    return Plot(title=N_("Not approved, the dearest first"), unit=N_("OMR"), points=points)


FAMILY = Family(
    key="refusals",
    title=N_("Why it was not approved"),
    purpose=N_(
        "The few reasons that make most of what was denied, and the box of the form each comes from."
    ),
    icon="alert-triangle",
    tabs=(
        Tab(key="reason", label=N_("By reason"), build=by_reason),
        Tab(key="box", label=N_("By box of the form"), build=by_box),
        Tab(key="payer", label=N_("By insurer"), build=by_payer),
    ),
)
