"""Starting a request and its entry page: kept as it is typed; and the search that shows the dot."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, abort, jsonify, make_response, redirect, request, url_for

from app.approvals import comparing, entry, queries, service, starting, wording
from app.approvals.errors import RequestNotEditable, RequestStale
from app.approvals.forms import RequestForm, StartForm
from app.approvals.models import Approval
from app.approvals.states import DRAFT
from app.approvals.views.desk import already_sent, blueprint, entry_page
from app.audit.trail import note_read
from app.contracts.queries import PricedService, priced_services
from app.kernel import typed_rows
from app.kernel.authz import requires, the_actor
from app.kernel.clock import today
from app.kernel.pagewords import digits_choice, language, money_text, name_of
from app.kernel.web import answer, go, in_words, page
from app.patients import queries as patients
from app.reference.queries import all_payers
from app.worklist.errors import TakenByOther

SHOWN_AT_ONCE = 12


@blueprint.get("/new/<uuid:patient_id>")
@requires("approvals.write")
def new(patient_id: UUID) -> Response:
    """What is asked for, and of which insurer?"""
    usual = starting.usual_policy(patients.patient(patient_id).id)
    return _beginning(patient_id, StartForm(formdata=None, data={"policy": usual}))


@blueprint.post("/new/<uuid:patient_id>")
@requires("approvals.write")
def start(patient_id: UUID) -> Response:
    """Begin a request for this patient and go straight to its page."""
    patients.patient(patient_id)
    form = _offered(StartForm(), patient_id)
    if not form.validate():
        return _beginning(patient_id, form, 422)
    user_id = the_actor().user_id
    approval = starting.start_for(patient_id, user_id, form.kind.data, form.policy.data)
    return go("approvals.edit", approval_id=approval.id)


def _beginning(patient_id: UUID, form: StartForm, status: int = 200) -> Response:
    person = patients.patient(patient_id)
    _offered(form, patient_id)
    return page(
        "approvals/new.html", status, form=form, patient=person,
        patient_name=name_of(person), has_policy=bool(form.policy.choices),
    )  # fmt: skip


def _offered(form: StartForm, patient_id: UUID) -> StartForm:
    payers = all_payers()
    form.policy.choices = [
        (one.id, entry.policy_words(one, payers[one.payer_id]))
        for one in patients.policies(patient_id)
    ]
    return form


@blueprint.get("/<uuid:approval_id>/edit")
@requires("approvals.write")
def edit(approval_id: UUID) -> Response:
    """The entry page as it was left."""
    approval = queries.approval(approval_id)
    if approval.status != DRAFT:
        return already_sent(approval)
    note_read("approval.opened", "approval", approval.id)
    return entry_page(approval, entry.opened(approval, unread="rows" in request.args))


@blueprint.post("/<uuid:approval_id>/edit")
@requires("approvals.write")
def save(approval_id: UUID) -> Response:
    """Keep the page and go on: to one row more or less, to the answers, or back to the request."""
    approval = queries.approval(approval_id)
    form = entry.read(approval, typed_rows.in_order(request.form.items(multi=True)))
    try:
        changed = typed_rows.after_button(request.form.items(multi=True))
        if changed is not None:
            service.keep_typed(approval_id, changed, *_seen(), leaving=True)
            return _to_row(approval_id, changed)
        if not form.is_sound:
            return entry_page(approval, _again(form), 422)
        saved = service.save(approval_id, form.to_draft(), *_seen(), leaving=True)
    except RequestNotEditable:
        return already_sent(approval)
    except RequestStale as refusal:
        saved_form = entry.opened(approval)
        found = comparing.differences(form, saved_form)
        form = _again(form, approval)
        return entry_page(approval, form, 409, differences=found, stale=in_words(refusal))
    except TakenByOther as refusal:
        answer(form, refusal)
        return entry_page(approval, _again(form), 409)
    return _onwards(saved)


@blueprint.post("/<uuid:approval_id>/draft")
@requires("approvals.write")
def keep_draft(approval_id: UUID) -> Response:
    """What the page keeps by itself while somebody types; answers the new version."""
    approval = queries.approval(approval_id)
    typed = typed_rows.in_order(request.form.items(multi=True))
    form = entry.read(approval, typed)
    try:
        if form.is_sound:
            kept = service.save(approval_id, form.to_draft(), *_seen())
        else:
            kept = service.keep_typed(approval_id, typed, *_seen())
    except (RequestNotEditable, RequestStale, TakenByOther) as refusal:
        return make_response(jsonify(error=in_words(refusal)), 409)
    return jsonify(version=kept.version)


@blueprint.get("/services/search")
@requires("reference.search")
def search_services() -> Response:
    """For the box of a line: what can be asked of the payer on the day, each with its dot."""
    try:
        payer_id = UUID(request.args.get("payer", ""))
        on = date.fromisoformat(request.args.get("on", "") or today().isoformat())
        patient = request.args.get("patient", "")
        patient_id = UUID(patient) if patient else None
    except ValueError:
        abort(400)
    found = priced_services(payer_id, on, request.args.get("q", ""), limit=SHOWN_AT_ONCE)
    answered = queries.categories_needing(patient_id, payer_id, on) if patient_id else ()
    needs = queries.needs(payer_id, on, found, answered=answered)
    return jsonify([_hit(one, wording.dot(needs[one.local_code], one.unit_price)) for one in found])


def _hit(one: PricedService, dot: wording.Dot) -> dict[str, Any]:
    price = money_text(one.unit_price, language(), digits_choice())
    return {
        "value": one.local_code,
        "text": f"{one.local_code} {one.name(language())} · {price}",
        "hint": f"{one.code_system} {one.code}" if one.mapped else "",
        "dot": {"tone": dot.tone, "text": dot.text},
    }


def _seen() -> tuple[int, UUID | None]:
    """The version that stood on the page, and the page's own mark."""
    version = request.form.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    try:
        return seen, UUID(request.form.get("page", ""))
    except ValueError:
        return seen, None


def _again(form: RequestForm, newest: Approval | None = None) -> RequestForm:
    """The page that comes back is the same page; after a stale saving, saving again is a decision."""
    form.page.data = request.form.get("page")
    form.version.data = str(newest.version) if newest else request.form.get("version")
    return form


def _to_row(approval_id: UUID, typed: typed_rows.Typed) -> Response:
    button = typed_rows.pressed(request.form.items(multi=True))
    kind = button[1] if button else "line"
    rows, box = typed_rows.LISTS[kind]
    last = max(typed_rows.count(typed, kind) - 1, 0)
    target = url_for("approvals.edit", approval_id=approval_id, rows=kind, _anchor=f"{rows}-{last}-{box}")  # fmt: skip
    return make_response(redirect(target, code=303))


def _onwards(approval: Approval) -> Response:
    """After saving: to the request, to the same page, or to the answers."""
    if "keep" in request.form:
        return go("approvals.show", approval_id=approval.id)
    if "refresh" in request.form:
        return go("approvals.edit", approval_id=approval.id)
    return go("approvals.check", approval_id=approval.id)
