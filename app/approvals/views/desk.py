"""The blueprint, and what several pages of approvals show."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, url_for

from app.approvals import completeness, entry, queries, wording
from app.approvals.forms import RequestForm
from app.approvals.models import Approval
from app.contracts.entry_rows import amounts, typed_in
from app.contracts.on_file import services_on_file
from app.contracts.queries import priced_services
from app.kernel.pagewords import language, name_of
from app.kernel.web import page
from app.patients import queries as patients
from app.reference.queries import codes_by, payer, systems
from app.reference.systems import ICD_10_CM
from app.worklist.panel import lease_of

blueprint = Blueprint("approvals", __name__)

MOST_FAVOURITES = 9


def around(approval: Approval) -> dict[str, Any]:
    """What the head of every page of one request shows."""
    person = patients.patient(approval.patient_id)
    return {
        "approval": approval,
        "patient": person,
        "patient_name": name_of(person),
        "payer_name": name_of(payer(approval.payer_id)),
        "state": wording.status_tag(approval.status),
        "kind": wording.KINDS[approval.kind],
        "systems": {one.uri: one.key for one in systems()},
    }


def entry_page(
    approval: Approval, form: RequestForm, status: int = 200, **more: Any
) -> Response:  # fmt: skip
    """The dense page: form, favourites, and the dot of each service."""
    payer_id = entry.payer_of(form, approval)
    day = form.service_from.data or approval.service_from
    services = services_on_file(payer_id, day, typed_in(form.lines, "service"))
    answered = queries.categories_needing(approval.patient_id, payer_id, day)
    needs = queries.needs(payer_id, day, services.values(), answered=answered)
    asked = amounts(form.lines, services, "units")
    diagnosis, line = entry.blank_rows()
    return page(
        "approvals/edit.html",
        status,
        **around(approval),
        form=form,
        blank_diagnosis=diagnosis,
        blank_line=line,
        services=services,
        dots={code: wording.dot(need, asked.get(code)) for code, need in needs.items()},
        meanings=codes_by(ICD_10_CM, typed_in(form.diagnoses, "code")),
        favourites=_favourites(payer_id, day),
        services_url=url_for(
            "approvals.search_services",
            payer=payer_id,
            on=day.isoformat(),
            patient=approval.patient_id,
        ),
        missing_papers=[wording.paper(kind) for kind in completeness.papers_missing(approval)],
        lease=lease_of("approval", approval.id, offer=False),
        **{"differences": [], **more},
    )


def _favourites(payer_id: Any, on: Any) -> list[dict[str, str]]:
    listed = priced_services(payer_id, on, limit=MOST_FAVOURITES)
    return [
        {"value": one.local_code, "text": one.name(language())}
        for one in listed
        if one.favourite is not None
    ]


def already_sent(approval: Approval) -> Response:
    """What stands where the form was, once the request has left the draft stage."""
    return page("approvals/already.html", **around(approval))
