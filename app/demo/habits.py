"""What the doctors of the demo enter often: a template and what they keep at hand."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from app.claims.habits import favourites, templates
from app.claims.habits.templates import TemplateDraft
from app.contracts.queries import priced_services
from app.kernel import clock
from app.kernel.db import db
from app.practitioners.queries import practitioners
from app.reference.queries import payer_by_licence
from app.tenants.scope import in_tenant

COLD = "J06.9"


def keep(tenant_id: UUID, by: UUID) -> None:
    """A template for a cold, called in either script, and a pinned diagnosis. Commits."""
    insurer = payer_by_licence("DEMO-ALPHA")
    if insurer is None:
        raise LookupError("DEMO-ALPHA")
    with in_tenant(tenant_id, by):
        listed = priced_services(insurer.id, clock.today())
        visit = next(one for one in listed if one.category == "consultation" and one.mapped)
        templates.add(
            TemplateDraft(
                name="Cold",
                words=("flu", "زكام"),
                diagnoses=(COLD,),
                lines=((visit.local_code, Decimal(1)),),
            )
        )
        for doctor in practitioners(active_on=clock.today())[:1]:
            favourites.pin(doctor.id, "diagnosis", COLD)
        db.session.commit()
