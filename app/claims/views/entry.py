"""Starting a claim and the entry page: everything of a claim on one page, kept as it is typed."""

from __future__ import annotations

from uuid import UUID

from flask import Response, jsonify, make_response, redirect, request, url_for

from app.audit.trail import note_read
from app.claims import comparing, entry, queries, service
from app.claims.errors import ClaimNotEditable, ClaimStale, NoPolicyToBill
from app.claims.forms import ClaimForm
from app.claims.habits import applying, last_visit
from app.claims.habits.errors import NoSuchTemplate
from app.claims.models import Claim
from app.claims.rulebook import fills
from app.claims.starting import start_for, usual_policy
from app.claims.states import DRAFT
from app.claims.values import BLOCK, COMPLAINT
from app.claims.views.desk import already_sent, around, blueprint, entry_page
from app.kernel import typed_rows
from app.kernel.authz import requires, the_actor
from app.kernel.clock import today
from app.kernel.errors import NotFound
from app.kernel.pagewords import name_of
from app.kernel.web import answer, go, in_words, page, say
from app.patients import queries as patients
from app.reference.queries import payer
from app.worklist.errors import TakenByOther


@blueprint.get("/new")
@requires("claims.write")
def new() -> Response:
    """Who is the claim for? With a patient, what it will begin with."""
    if not request.args.get("patient"):
        return page(
            "claims/new.html", patient=None, policy=None, payer_name=None, patient_name=None
        )
    patient = patients.patient(_uuid(request.args["patient"]))
    policy = usual_policy(patients.policies(patient.id), today())
    payer_name = name_of(payer(policy.payer_id)) if policy else None
    return page(
        "claims/new.html", patient=patient, policy=policy, payer_name=payer_name,
        patient_name=name_of(patient), can_repeat=last_visit.can_repeat(patient.id),
    )  # fmt: skip


@blueprint.post("/new/<uuid:patient_id>")
@requires("claims.write")
def start(patient_id: UUID) -> Response:
    """Begin a claim for this patient and go straight to its page."""
    try:
        claim = start_for(patient_id, the_actor().user_id)
    except NoPolicyToBill as refusal:
        say(in_words(refusal), "warning")
        return go("patients.show", patient_id=patient_id)
    return go("claims.edit", claim_id=claim.id)


@blueprint.get("/<uuid:claim_id>/edit")
@requires("claims.write")
def edit(claim_id: UUID) -> Response:
    """The entry page as it was left."""
    claim = queries.claim(claim_id)
    if claim.status != DRAFT:
        return already_sent(claim)
    if claim.related_kind == COMPLAINT:
        return go("claims.show", claim_id=claim_id)
    note_read("claim.opened", "claim", claim.id)
    checked = "checked" in request.args and not claim.is_half_typed
    return entry_page(claim, entry.opened(claim, unread="rows" in request.args), checked=checked)


@blueprint.post("/<uuid:claim_id>/edit")
@requires("claims.write")
def save(claim_id: UUID) -> Response:
    """Keep the page and go on: to one row more or less, to the answers, or back to the claim."""
    claim = queries.claim(claim_id)
    form = _read(claim)
    try:
        changed = typed_rows.after_button(request.form.items(multi=True))
        if changed is not None:
            service.keep_typed(claim_id, changed, *_seen(), leaving=True)
            return _to_row(claim_id, changed)
        if not form.is_sound:
            return entry_page(claim, _again(form), 422)
        draft = form.to_draft(claim.patient_id)
        saved = service.save_draft(claim_id, draft, *_seen(), leaving=True)
    except ClaimNotEditable:
        return already_sent(claim)
    except ClaimStale as refusal:
        return _stale(claim, form, in_words(refusal))
    except TakenByOther as refusal:
        answer(form, refusal)
        return entry_page(claim, _again(form), 409)
    return _onwards(saved)


@blueprint.post("/<uuid:claim_id>/draft")
@requires("claims.write")
def keep_draft(claim_id: UUID) -> Response:
    """What the page keeps by itself while somebody types; answers the new version."""
    claim = queries.claim(claim_id)
    typed = typed_rows.in_order(request.form.items(multi=True))
    form = entry.read(claim, typed)
    try:
        if form.is_sound:
            kept = service.save_draft(claim_id, form.to_draft(claim.patient_id), *_seen())
        else:
            kept = service.keep_typed(claim_id, typed, *_seen())
    except (ClaimNotEditable, ClaimStale, TakenByOther) as refusal:
        return make_response(jsonify(error=in_words(refusal)), 409)
    return jsonify(version=kept.version)


@blueprint.get("/<uuid:claim_id>/amounts")
@requires("claims.write")
def amounts(claim_id: UUID) -> Response:
    """The amounts of the draft as last kept, for the page that is open."""
    claim = queries.claim(claim_id)
    return page("claims/_amounts.html", **around(claim), is_live=True)


def _read(claim: Claim) -> ClaimForm:
    """What stands on the page, with the proposal of a rule or the template that was asked for."""
    typed = typed_rows.in_order(request.form.items(multi=True))
    typed = fills.accepted(claim, typed, request.form.get("fill"))
    form = entry.read(claim, typed)
    if "apply" not in request.form or form.template.errors:
        return form
    try:
        applied = applying.apply(claim, typed, form.template.data)
    except NoSuchTemplate as refusal:
        answer(form, refusal)
        return form
    for sentence, tone in applied.told:
        say(sentence, tone)
    return entry.read(claim, applied.typed)


def _seen() -> tuple[int, UUID | None]:
    """The version that stood on the page, and the page's own mark."""
    version = request.form.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    try:
        return seen, UUID(request.form.get("page", ""))
    except ValueError:
        return seen, None


def _again(form: ClaimForm) -> ClaimForm:
    """The page that comes back is the same page: same version, same mark."""
    form.version.data, form.page.data = request.form.get("version"), request.form.get("page")
    return form


def _stale(claim: Claim, form: ClaimForm, sentence: str) -> Response:
    """Both versions side by side; what was typed stays, and saving again is a decision."""
    saved = entry.opened(claim)
    form.version.data, form.page.data = saved.version.data, saved.page.data
    found = comparing.differences(form, saved)
    return entry_page(claim, form, 409, differences=found, stale=sentence)


def _to_row(claim_id: UUID, typed: typed_rows.Typed) -> Response:
    button = typed_rows.pressed(request.form.items(multi=True))
    kind = button[1] if button else "line"
    rows, box = typed_rows.LISTS[kind]
    last = max(typed_rows.count(typed, kind) - 1, 0)
    target = url_for("claims.edit", claim_id=claim_id, rows=kind, _anchor=f"{rows}-{last}-{box}")
    return make_response(redirect(target, code=303))


def _onwards(claim: Claim) -> Response:
    """After saving: to the claim, to the same page, or to the answers if nothing blocks them."""
    if "keep" in request.form:
        return go("claims.show", claim_id=claim.id)
    if {"refresh", "fill", "apply"} & set(request.form):
        return go("claims.edit", claim_id=claim.id)
    blocked = any(finding.severity == BLOCK for finding in service.check(claim.id))
    if blocked:
        return go("claims.edit", claim_id=claim.id, checked=1)
    return go("claims.check", claim_id=claim.id)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
