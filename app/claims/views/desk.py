"""The blueprint, and what several pages of claims show."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, url_for

from app.approvals import queries as approvals
from app.approvals.wording import Dot, dot
from app.claims import entry, queries, service, sites, wording
from app.claims.cover_chip import cover_chip
from app.claims.forms import ClaimForm
from app.claims.habits import last_visit, offers, templates
from app.claims.models import Claim
from app.claims.rulebook import fills
from app.contracts.entry_rows import amounts, typed_in
from app.contracts.on_file import services_on_file
from app.contracts.queries import PricedService
from app.kernel.pagewords import name_of
from app.kernel.web import page
from app.patients import queries as patients
from app.reference.queries import codes_by, payer, systems
from app.reference.systems import ICD_10_CM
from app.worklist.panel import lease_of

blueprint = Blueprint("claims", __name__)


def around(claim: Claim) -> dict[str, Any]:
    """What the head of every page of one claim shows."""
    person = patients.patient(claim.patient_id)
    return {
        "claim": claim,
        "patient": person,
        "patient_name": name_of(person),
        "payer_name": name_of(payer(claim.payer_id)),
        "state": wording.status_tag(claim.status),
        "decision": wording.adjudication_tag(claim.adjudication),
        "systems": {one.uri: one.key for one in systems()},
    }


def entry_page(
    claim: Claim, form: ClaimForm, status: int = 200, *, checked: bool = False, **more: Any
) -> Response:  # fmt: skip
    """The dense page: form, favourites, chip, and the checker's findings where they were asked for."""
    found = [wording.said(one) for one in service.check(claim.id)] if checked else []
    payer_id = entry.payer_of(form, claim)
    day = form.service_date.data or claim.service_date
    services = services_on_file(payer_id, day, typed_in(form.lines, "service"))
    doctor = form.practitioner.data or claim.practitioner_id
    diagnosis, line = entry.blank_rows()
    values = {
        "form": form,
        "checked": checked,
        "findings": found,
        "beside": _notes(wording.beside(found), last_visit.beside(claim, form)),
        "chip": cover_chip(claim.patient_id, payer_id, day),
        "blank_diagnosis": diagnosis,
        "blank_line": line,
        "services": services,
        "dots": _dots(claim, services, payer_id, day, amounts(form.lines, services, "quantity")),
        "meanings": codes_by(ICD_10_CM, typed_in(form.diagnoses, "code")),
        "favourite_services": offers.services(doctor, payer_id, day),
        "favourite_diagnoses": offers.diagnoses(doctor),
        "services_url": url_for(
            "approvals.search_services",
            payer=payer_id,
            on=day.isoformat(),
            patient=claim.patient_id,
        ),
        "editor": queries.other_editor(claim),
        "lease": lease_of("claim", claim.id, offer=False),
        "differences": [],
        "fills": fills.shown(claim),
        "with_site": sites.wanted(form, services.values(), payer_id, day),
        "templates": templates.names(doctor),
    }
    return page("claims/edit.html", status, **around(claim), **{**values, **more})


def _dots(
    claim: Claim, services: dict[str, PricedService], payer_id: UUID, on: date, asked: dict[str, Decimal]
) -> dict[str, Dot]:  # fmt: skip
    """Local code -> whether its service needs the payer's approval for what is asked for it, in words."""
    answered = approvals.categories_needing(claim.patient_id, payer_id, on)
    needs = approvals.needs(payer_id, on, services.values(), answered=answered)
    return {code: dot(need, asked.get(code)) for code, need in needs.items()}


def _notes(findings: dict[str, Any], notes: dict[str, Any]) -> dict[str, Any]:
    """What the checker found and what is not as at the last visit, by box."""
    return {box: [*findings.get(box, []), *notes.get(box, [])] for box in {**findings, **notes}}


def already_sent(claim: Claim) -> Response:
    """What stands where the form was, once the claim has left the draft stage."""
    return page("claims/already.html", **around(claim))
