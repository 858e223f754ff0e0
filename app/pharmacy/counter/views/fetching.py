"""Prescriptions that lie at the exchange: asked for, shown, taken up, given back; or the paper instead."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, url_for
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.pagewords import language
from app.kernel.web import STOP_POLLING, answer, go, in_words, page, say
from app.patients import queries as patients
from app.pharmacy.barcodes import TokenScan, read
from app.pharmacy.counter import fetched as showing
from app.pharmacy.counter import reading
from app.pharmacy.counter.errors import NoPrescriptionNumber, PersonUnknown
from app.pharmacy.counter.forms import PersonForm, PrescriptionNumberForm
from app.pharmacy.counter.take_up_form import TakeUpForm
from app.pharmacy.counter.views.pages import blueprint
from app.pharmacy.counter.views.scanning import ask_cover, fetch, patient_page
from app.pharmacy.prescriptions import fetching, taking_up, task_queries
from app.pharmacy.prescriptions.history import TASK_SUBJECT
from app.pharmacy.prescriptions.models import PrescriptionTask
from app.prescribing import tokens


@blueprint.post("/patients/<uuid:patient_id>/fetch")
@requires("pharmacy.dispense")
def fetch_for(patient_id: UUID) -> Response:
    """Ask for a prescription that must be this person's."""
    one, form = patients.patient(patient_id), PrescriptionNumberForm()
    if not form.validate():
        return patient_page(one, form, 422)
    try:
        return fetch(_token(form.code.data), one.id)
    except DomainError as refusal:
        answer(form, refusal)
        return patient_page(one, form, 422)


def _token(text: str) -> str:
    if tokens.looks_like_one(text):
        return text
    scanned = read(text, today())
    if not isinstance(scanned, TokenScan):
        raise NoPrescriptionNumber
    return scanned.token


@blueprint.get("/fetched/<uuid:task_id>")
@requires("pharmacy.dispense")
def fetched(task_id: UUID) -> Response:
    """What came, or how far the question is."""
    task = task_queries.task(task_id)
    if task.prescription_id is not None:
        return go("pharmacy.show", prescription_id=task.prescription_id)
    note_read("prescription_task.opened", TASK_SUBJECT, task.id)
    return _page(task)


def _page(
    task: PrescriptionTask, form: TakeUpForm | None = None, person: PersonForm | None = None, status: int = 200
) -> Response:  # fmt: skip
    values = showing.shown(task, form)
    return page("pharmacy/fetched.html", status, person=person or PersonForm(formdata=None), **values)  # fmt: skip


@blueprint.get("/fetched/<uuid:task_id>/answer")
@requires("pharmacy.dispense")
def fetched_piece(task_id: UUID) -> Response:
    """The words while one waits; once the exchange has answered the whole page is drawn anew."""
    values = showing.shown(task_queries.task(task_id))
    if values["waits"]:
        return page("pharmacy/_fetching.html", **values)
    answered = make_response("", STOP_POLLING)
    answered.headers["HX-Redirect"] = url_for("pharmacy.fetched", task_id=task_id)
    return answered


@blueprint.post("/fetched/<uuid:task_id>/take-up")
@requires("pharmacy.dispense")
def take_up(task_id: UUID) -> Response:
    """Put what was handed over on file, and open it at the counter."""
    task = task_queries.task(task_id)
    form = showing.form_of(task)
    form.validate()
    words = language()
    form.take_medicines({text: reading.medicine(text, words) for text in {row.form.asked for row in form.lines} if text})  # fmt: skip
    if form.errors:
        return _page(task, form, status=422)
    try:
        made = taking_up.take_up(task_id, form.to_chosen())
    except DomainError as refusal:
        db.session.rollback()
        answer(form, refusal)
        return _page(task_queries.task(task_id), form, status=409)
    ask_cover(made.patient_id)
    say(_("The prescription is on file. Check the lines below and supply."))
    return go("pharmacy.show", prescription_id=made.id)


@blueprint.post("/fetched/<uuid:task_id>/give-back")
@requires("pharmacy.dispense")
def give_back(task_id: UUID) -> Response:
    """Let another pharmacy have it."""
    try:
        with db.session.begin_nested():
            held = fetching.give_back(task_id)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go("pharmacy.fetched", task_id=task_id)
    if held is not None:
        say(_("This prescription is open here, so it was not given back. Release it below to let another pharmacy have it."), "warning")  # fmt: skip
        return go("pharmacy.show", prescription_id=held.id)
    say(_("The prescription is given back. Another pharmacy may take it up."))
    return go("pharmacy.index")


@blueprint.post("/fetched/<uuid:task_id>/again")
@requires("pharmacy.dispense")
def fetch_again(task_id: UUID) -> Response:
    """Ask the same once more."""
    task = task_queries.task(task_id)
    try:
        with db.session.begin_nested():  # A letter that cannot be read stays in the mailbox.
            return fetch(str(task.token), task.patient_id)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go("pharmacy.fetched", task_id=task_id)


@blueprint.post("/fetched/<uuid:task_id>/paper")
@requires("pharmacy.dispense")
def paper_instead(task_id: UUID) -> Response:
    """Enter the paper for whoever has this card; the number is kept."""
    task, form = task_queries.task(task_id), PersonForm()
    if not form.validate():
        return _page(task, person=form, status=422)
    one = patients.find_by_document(form.code.data)
    if one is None:
        answer(form, PersonUnknown())
        return _page(task, person=form, status=422)
    fetching.paper_instead(task.id)
    return go("pharmacy.new_prescription", patient_id=one.id, fetched=task.id)
