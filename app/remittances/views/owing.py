"""What is owed: by age and payer, week by week, month by month; lines paid too low; giving up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.claims.queries import claim as claim_of
from app.kernel import downloads
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.errors import DomainError
from app.kernel.pagewords import name_of
from app.kernel.sheets import Column, Table
from app.kernel.web import answer, go, page, say
from app.remittances import expecting, queries, settling, wording
from app.remittances.forecasting import BUCKETS
from app.remittances.forms import GiveUpForm
from app.remittances.rules import LineLedger
from app.remittances.views.desk import blueprint, tabs

# The pages of a complaint, in the package beside this one.
CHOOSE, DISPUTE = "disputes.choose", "disputes.show"


@blueprint.get("/expected")
@requires("payments.view")
def expected() -> Response:
    """How old what is owed is, and when it may come."""
    outlook = expecting.expected()
    return page(
        "remittances/expected.html", tabs=tabs(), outlook=outlook, payers=wording.payer_names(), buckets=_buckets(),
        columns=_columns(), usual=[{"label": one.begins.strftime("%d/%m"), "value": one.usual} for one in outlook.weeks],
        ages=[{"label": label, "value": amount} for label, amount in zip(_buckets(), outlook.buckets, strict=True)],
        **downloads.links(".export_expected"),
    )  # fmt: skip


def _columns() -> list[dict[str, Any]]:
    ages = [{"label": _("%(days)s days", days=label), "numeric": True} for label in _buckets()]
    return [{"label": _("Insurer")}, *ages, {"label": _("Together"), "numeric": True}, {"label": _("Pace")}]  # fmt: skip


def _buckets() -> list[str]:
    return [f"{first}–{last}" if last is not None else f"{first}+" for first, last in BUCKETS]


@blueprint.get("/expected.<any(xlsx, csv):kind>")
@requires("payments.view", fresh="file")
def export_expected(kind: str) -> Response:
    """The same as a table: a line for each insurer."""
    note_read("remittance.exported", "remittance", None, kind=kind)
    columns = [
        Column(_("Insurer"), width=24),
        *(Column(_("%(days)s days", days=label), "money", 14) for label in _buckets()),
        Column(_("Together"), "money", 14), Column(_("Usual days to pay"), "number", 14),
        Column(_("Days in four of five cases"), "number", 14), Column(_("From so many claims"), "number", 14),
    ]  # fmt: skip
    content = Table(_("Expected cash"), columns, _ages())
    return downloads.table(kind, f"expected-{today().isoformat()}", content)


def _ages() -> Iterator[list[Any]]:
    names = wording.payer_names()
    for one in expecting.expected().payers:
        pace = one.speed
        known = [pace.median, pace.p80, pace.claims] if pace else [None, None, None]
        yield [names.get(one.payer_id, ""), *one.buckets, one.together, *known]


@blueprint.route("/claims/<uuid:claim_id>/give-up", methods=["GET", "POST"])
@requires("payments.write_off")
def give_up(claim_id: UUID) -> Response:
    """Write off what is owed on a line, or let go of what was denied."""
    claim, lines = claim_of(claim_id), queries.ledger(claim_id)
    form = GiveUpForm()
    form.offer([(one.line, _named(claim, one)) for one in lines])
    if form.validate_on_submit():
        try:
            settling.give_up(claim_id, form.line.data, form.kind.data, form.amount.data, form.reason.data)  # fmt: skip
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("It stands in the account with its reason."))
            return go("claims.show", claim_id=claim_id)
    shown = [{"one": one, "name": _named(claim, one)} for one in lines]
    return page("remittances/give_up.html", 422 if form.errors else 200, form=form, claim=claim, lines=shown)  # fmt: skip


def _named(claim: Any, one: LineLedger) -> str:
    line = next((line for line in claim.lines if line.sequence == one.line), None)
    return f"{one.line} {name_of(line)}" if line else str(one.line)


@blueprint.get("/claims/<uuid:claim_id>/account.<any(xlsx, csv):kind>")
@requires("payments.view", fresh="file")
def export_account(claim_id: UUID, kind: str) -> Response:
    """Every entry of a claim's ledger as a table."""
    claim = claim_of(claim_id)
    note_read("claim.exported", "claim", claim.id, kind=kind)
    columns = [
        Column(_("Written at"), "moment", 18), Column(_("Day"), "day", 12), Column(_("Line"), "number", 8),
        Column(_("Kind"), width=22), Column(_("Amount"), "money", 14), Column(_("Contra"), width=10), Column(_("Reason"), width=30),
    ]  # fmt: skip
    content = Table(claim.number, columns, _entries(claim_id))
    return downloads.table(kind, f"{claim.number}-account", content)


def _entries(claim_id: UUID) -> Iterator[list[Any]]:
    for one in queries.entries(claim_id):
        contra = _("Yes") if one.reverses_id else _("No")
        yield [one.at, one.day, one.line, _(wording.ENTRY_KINDS[one.kind]), one.amount, contra, one.reason]  # fmt: skip
