"""Opening the account of an approved application: all or nothing, and once however often it is tried.

The tenant's id is the application's, and everything happens in one transaction: a worker that dies on the way leaves
nothing behind, and the next round begins anew. Letters leave if and only if that transaction commits.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import current_app
from sqlalchemy import select, text

from app.access import inviting
from app.access.service import NewPerson
from app.kernel.db import db
from app.kernel.failpoints import reach
from app.onboarding import letters, links, papers, practitioner_list, private
from app.onboarding.history import move
from app.onboarding.lapsing import forget
from app.onboarding.models import Application
from app.onboarding.states import APPROVED
from app.onboarding.tasks import LICENCE
from app.tenants import papers as tenant_papers
from app.tenants.branches import MOST_BRANCHES
from app.tenants.papers import PaperBrought
from app.tenants.queries import facilities
from app.tenants.rounds import for_each_named
from app.tenants.scope import in_tenant
from app.tenants.service import NewTenant, fill_tenant

log = logging.getLogger(__name__)

APPROVED_IDS = text("SELECT approved_application_ids()")
# FSA's list has one word for medical centres and polyclinics.
KINDS = {"clinic": "clinic", "medical_center": "medical_center", "pharmacy": "pharmacy"}
# Where a test ends the process.
STEPS = ("P1", "P2", "P3", "P4", "P5", "P6", "P7")


@dataclass(frozen=True, repr=False)
class Owner:
    """Who is asked to come first."""

    email: str
    name: str
    language: str


def open_approved() -> None:
    """Every tick: open what two people approved."""
    for_each_named(APPROVED_IDS, open_account)


def open_account(application_id: UUID) -> bool:
    """Open one account; False where it is open already. Commits, or leaves nothing behind."""
    # Letters name pages of ours, and only a request knows their addresses.
    with current_app.test_request_context(), in_tenant(application_id):
        links.open_wall(application_id)
        application = _locked(application_id)
        if application.status != APPROVED:
            return False
        _open(application)
        db.session.commit()
    return True


def _open(application: Application) -> None:
    owner, values = _owner(application), private.sheet_of(application)["values"]
    fill_tenant(application.id, _new_tenant(application, values))
    reach("P1")
    _bring_papers(application)
    reach("P2")
    practitioner_list.bring(application)
    reach("P3")
    move(application, "provisioned")
    reach("P4")
    _write_to(owner, application.reference)
    reach("P5")
    _invite(owner)
    reach("P6")
    forget(application)
    application.review_sealed = None
    db.session.flush()
    reach("P7")


def _locked(application_id: UUID) -> Application:
    query = select(Application).where(Application.id == application_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _new_tenant(application: Application, values: dict[str, str]) -> NewTenant:
    """What the sheet says of the establishment; it was complete when it was sent."""
    return NewTenant(
        kind=KINDS[application.entity or ""],
        name_en=values["name_en"],
        name_ar=values["name_ar"],
        provider_licence=values["licence"],
        facility_name_en=values["name_en"],
        facility_name_ar=values["name_ar"],
        facility_licence=values["licence"],
        licence_from=None,
        licence_to=_last_day(application, values),
        # Two people have agreed to as many as were asked for.
        most_branches=max(MOST_BRANCHES, application.branches or 0),
    )


def _last_day(application: Application, values: dict[str, str]) -> date | None:
    licence = papers.current(application).get(LICENCE)
    if licence is not None and licence.expires_on is not None:
        return licence.expires_on
    return date.fromisoformat(values["licence_to"]) if values.get("licence_to") else None


def _bring_papers(application: Application) -> None:
    """From under the application's key to under the tenant's."""
    for kind, held in papers.current(application).items():
        if held.sha256 is None or held.content_type is None:
            continue
        _held, body = papers.file_of(application, held.id)
        number = papers.number_of(application, held)
        tenant_papers.keep(
            PaperBrought(kind, number, held.expires_on, held.content_type, held.sha256, body)
        )


def _owner(application: Application) -> Owner:
    own = private.of(application)
    return Owner(str(own["email"]), str(own["representative"]), application.language)


def _write_to(owner: Owner, reference: str) -> None:
    letters.write("provisioned", owner.email, owner.language, reference=reference)


def _invite(owner: Owner) -> None:
    branch = facilities()[0]
    inviting.invite(
        NewPerson(
            email=owner.email, name_en=owner.name, name_ar=owner.name, language=owner.language,
            role="owner", facility_id=branch.id,
        )
    )  # fmt: skip
