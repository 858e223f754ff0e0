"""One tenant as the operator bills it: plan, use, seats, invoices; and a change of plan with its exact lines first."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _

from app.access import inviting_again
from app.kernel.authz import requires
from app.kernel.clock import now, today
from app.kernel.db import db, reads_only
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, page, refusals_said, say
from app.plans import books, parties, showing, subscribing, wording
from app.plans.accounts import Terms
from app.plans.errors import PreviewOutdated
from app.plans.forms import ChangeForm
from app.plans.states import INVOICE_STATUSES
from app.platform_admin import ledger, tenants
from app.platform_admin.views.pages import blueprint
from app.platform_admin.wording import LINES, STATES, state_of
from app.tenants.models import Tenant
from app.tenants.rules import KINDS


@blueprint.get("/tenants/<uuid:tenant_id>")
@requires("desk.view")
def tenant(tenant_id: UUID) -> Response:
    """What is known of a tenant without anything of its patients."""
    one = tenants.tenant(tenant_id)
    facts = tenants.facts([tenant_id])[tenant_id]
    found = ledger.all_invoices(ledger.Wanted(tenant_id=tenant_id))
    return page(
        "platform_admin/tenant.html", one=one, facts=facts, kind=_(KINDS[one.kind]), state=STATES[state_of(one)],
        line=LINES[facts.line], seats=tenants.seats(tenant_id), plan_name=showing.plan_name,
        overview=showing.overview(books.account(tenant_id)), changes=tenants.changes(tenant_id), today=today(),
        invoices=found, owed=ledger.owed, kinds=wording.INVOICE_KINDS, tones=wording.TONES,
        statuses=INVOICE_STATUSES, payments=ledger.payments(tenant_id), buyer=parties.named(tenant_id),
        letter=inviting_again.of_owner(tenant_id), moment=now(),
    )  # fmt: skip


@blueprint.get("/tenants/<uuid:tenant_id>/plan")
@requires("desk.sell")
def plan(tenant_id: UUID) -> Response:
    """Choose a plan for a tenant; nothing is shown of the bill yet."""
    one = tenants.tenant(tenant_id)
    terms = _held(one)
    form = _form(one, plan=terms.plan, add_ons=sorted(terms.add_ons), paused=terms.paused, when="renewal")  # fmt: skip
    return _plan_page(one, form)


@blueprint.post("/tenants/<uuid:tenant_id>/plan/preview")
@requires("desk.sell")
@reads_only
def preview(tenant_id: UUID) -> Response:
    """The exact lines, as the owner would see them."""
    one = tenants.tenant(tenant_id)
    form = _form(one)
    return _shown(one, form) if form.validate_on_submit() else _plan_page(one, form)


@blueprint.post("/tenants/<uuid:tenant_id>/plan")
@requires("desk.sell")
def choose(tenant_id: UUID) -> Response:
    """Write the change as it was shown; what would do something else is shown anew (409)."""
    one = tenants.tenant(tenant_id)
    form = _form(one)
    if not form.validate_on_submit():
        return _plan_page(one, form)
    try:
        done = subscribing.choose(
            tenant_id, form.to_terms(), form.when.data, seen=form.seen.data or ""
        )
    except PreviewOutdated as refusal:
        db.session.rollback()
        answer(form, refusal)
        return _shown(one, form, 409)
    except DomainError as refusal:
        db.session.rollback()
        answer(form, refusal)
        return _plan_page(one, form)
    name = showing.plan_name(done.change.terms.plan)
    say(_("The change is written: %(plan)s.", plan=f"\u2068{name}\u2069"))
    return go("platform_admin.tenant", tenant_id=tenant_id)


@blueprint.post("/tenants/<uuid:tenant_id>/plan/withdraw")
@requires("desk.sell")
def withdraw(tenant_id: UUID) -> Response:
    """Take back the change that waits for its day."""
    one = tenants.tenant(tenant_id)
    with refusals_said():
        subscribing.withdraw(one.id)
        say(_("The planned change was withdrawn."))
    return go("platform_admin.tenant", tenant_id=one.id)


def _shown(one: Tenant, form: ChangeForm, status: int = 200) -> Response:
    try:
        shown = subscribing.show(one.id, form.to_terms(), form.when.data)
    except DomainError as refusal:
        answer(form, refusal)
        return _plan_page(one, form)
    told = showing.previewed(shown)
    return page("platform_admin/plan.html", status, one=one, form=form, shown=shown, **told)


def _plan_page(one: Tenant, form: ChangeForm) -> Response:
    status = 422 if form.errors else 200
    return page(
        "platform_admin/plan.html", status, one=one, form=form, shown=None,
        priced=showing.priced(_codes(_held(one))),
    )  # fmt: skip


def _form(one: Tenant, **held: object) -> ChangeForm:
    form = ChangeForm(formdata=None if held else request.form, data=held or None)
    showing.offer(form, _held(one))
    return form


def _held(one: Tenant) -> Terms:
    return books.account(one.id).terms_on(today())


def _codes(terms: Terms) -> set[str]:
    return {terms.plan or "", *terms.add_ons}
