"""What each doctor's claims lost, told so that the next ones do not: which box, which habit, how much."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import and_, func, select

from app.claims.models import Claim, ClaimLine
from app.claims.reasons import DENIALS
from app.kernel.words import N_
from app.reports import narrowing
from app.reports.rules import cause_of, share
from app.reports.values import Family, Heading, Plot, Point, Report, Tab, Wanted

DOCTOR = Heading(label=N_("Practitioner"))
LINES = Heading(label=N_("Lines judged"), kind="number", meaning=N_("Lines of claims that the insurers have decided on."))  # fmt: skip
REFUSED = Heading(label=N_("Lines not approved in full"), kind="number", meaning=N_("Lines denied, or approved for less than was asked."))  # fmt: skip
SHARE = Heading(label=N_("Share"), kind="share", meaning=N_("Lines not approved in full, of the lines judged."))  # fmt: skip
LOST = Heading(label=N_("Not approved"), kind="money", meaning=N_("Asked less approved, of the lines judged. What a correction or complaint asks again is not counted again."))  # fmt: skip
CAUSE = Heading(label=N_("Where in the form"), meaning=N_("The box that the refusal code points at: what to look at before sending."))  # fmt: skip
NOT_IN_FULL = func.coalesce(ClaimLine.approved, 0) < ClaimLine.payer_share


def overview(wanted: Wanted) -> Report:
    """One row a doctor: how much was lost, and the box where most of it was lost."""
    boxes = _boxes(wanted)
    names = narrowing.practitioners()
    rows = []
    for doctor, judged, refused, lost in _by_doctor(wanted):
        dearest = max(boxes[doctor].items(), key=lambda item: item[1])[0] if boxes[doctor] else ""
        name = names.get(doctor, narrowing.NOBODY)
        rows.append(
            (name, judged, refused, share(refused, judged), lost, _(dearest) if dearest else "")
        )
    rows.sort(key=lambda row: (-row[4], row[0]))
    return Report(
        headings=(DOCTOR, LINES, REFUSED, SHARE, LOST, CAUSE),
        rows=rows,
        foot=_foot(rows),
        plots=(
            Plot(
                title=N_("Not approved by practitioner"), unit=N_("OMR"),
                points=[Point(label=row[0], value=row[4], tone="warning") for row in rows[:12]],
            ),
        ),
    )  # fmt: skip


def coaching(wanted: Wanted) -> Report:
    """One row a doctor and box: what looking there before sending would have kept."""
    names, rows = narrowing.practitioners(), []
    for doctor, boxes in _boxes(wanted).items():
        rows += [(names.get(doctor, narrowing.NOBODY), _(box), lost) for box, lost in boxes.items()]
    rows.sort(key=lambda row: (-row[2], row[0], row[1]))
    saved = Heading(label=N_("A look there would have kept"), kind="money", meaning=N_("What the insurers did not approve for reasons that point at this box."))  # fmt: skip
    return Report(
        headings=(DOCTOR, CAUSE, saved),
        rows=rows,
        foot=(None, None, sum((row[2] for row in rows), Decimal(0))) if rows else None,
    )


def reasons(wanted: Wanted) -> Report:
    """One row a doctor, reason and service: exactly what was refused."""
    query = (
        select(
            Claim.practitioner_id, ClaimLine.reason_code, ClaimLine.code, func.count(),
            func.sum(ClaimLine.payer_share - func.coalesce(ClaimLine.approved, 0)),
        )
        .join(ClaimLine, _lines_of_claims())
        .where(*narrowing.conditions(wanted), narrowing.IS_JUDGED, narrowing.IS_FIRST, NOT_IN_FULL)
        .group_by(Claim.practitioner_id, ClaimLine.reason_code, ClaimLine.code)
    )  # fmt: skip
    names = narrowing.practitioners()
    rows = [
        (names.get(doctor, narrowing.NOBODY), code or "", _(DENIALS[code]) if code in DENIALS else "", service or "", many, lost)
        for doctor, code, service, many, lost in narrowing.fetch(query)
    ]  # fmt: skip
    rows.sort(key=lambda row: (row[0], -row[5], row[1], row[3]))
    return Report(
        headings=(
            DOCTOR, Heading(label=N_("Reason code"), kind="code"), Heading(label=N_("Reason")),
            Heading(label=N_("Code"), kind="code"), Heading(label=N_("Lines"), kind="number"), LOST,
        ),
        rows=rows,
        foot=(None,) * 4 + (sum(row[4] for row in rows), sum((row[5] for row in rows), Decimal(0))) if rows else None,
    )  # fmt: skip


def _by_doctor(wanted: Wanted) -> list[Any]:
    query = (
        select(
            Claim.practitioner_id, func.count(), narrowing.counted(NOT_IN_FULL),
            narrowing.summed(ClaimLine.payer_share - func.coalesce(ClaimLine.approved, 0)),
        )
        .join(ClaimLine, _lines_of_claims())
        .where(*narrowing.conditions(wanted), narrowing.IS_JUDGED, narrowing.IS_FIRST)
        .group_by(Claim.practitioner_id)
    )  # fmt: skip
    return narrowing.fetch(query)


def _boxes(wanted: Wanted) -> dict[UUID | None, dict[str, Decimal]]:
    """What each doctor lost by the box of the form (a msgid)."""
    query = (
        select(
            Claim.practitioner_id, ClaimLine.reason_code,
            func.sum(ClaimLine.payer_share - func.coalesce(ClaimLine.approved, 0)),
        )
        .join(ClaimLine, _lines_of_claims())
        .where(*narrowing.conditions(wanted), narrowing.IS_JUDGED, narrowing.IS_FIRST, NOT_IN_FULL)
        .group_by(Claim.practitioner_id, ClaimLine.reason_code)
    )  # fmt: skip
    found: dict[UUID | None, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for doctor, code, lost in narrowing.fetch(query):
        found[doctor][cause_of(code or "")] += lost
    return found


def _lines_of_claims() -> Any:
    return and_(ClaimLine.tenant_id == Claim.tenant_id, ClaimLine.claim_id == Claim.id)


def _foot(rows: list[tuple[Any, ...]]) -> tuple[Any, ...] | None:
    if not rows:
        return None
    judged, refused = sum(row[1] for row in rows), sum(row[2] for row in rows)
    return None, judged, refused, share(refused, judged), sum(row[4] for row in rows), None


FAMILY = Family(
    key="doctors",
    title=N_("By practitioner"),
    purpose=N_("Where claims of each practitioner lose money, and which box to look at next time."),
    icon="stethoscope",
    tabs=(
        Tab(key="overview", label=N_("Overview"), build=overview),
        Tab(key="coaching", label=N_("What would have helped"), build=coaching),
        Tab(key="reasons", label=N_("Reasons"), build=reasons),
    ),
)
