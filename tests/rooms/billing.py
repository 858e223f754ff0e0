"""Claims in every state, batches, reports and habits."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.batches import running
from app.batches import service as batches
from app.batches.values import Expected, Sum
from app.claims import releasing
from app.claims import service as claims
from app.claims.habits import favourites, templates
from app.claims.habits.templates import TemplateDraft
from app.claims.models import Claim
from app.claims.queries import ClaimFilter
from app.kernel.db import db
from app.reports import service as reports
from tests.cast import Person
from tests.factories import visits
from tests.factories.clinic import Mark
from tests.rooms.names import Ids, policy_of


def claims_of_all_kinds(ids: Ids, mark: Mark, owner: Person) -> None:
    """Those that the simulator judges by itself, two that stay drafts, and one that was put away."""
    for name in ("approved", "pended", "partial", "denied", "rejected"):
        services = ("CONS-GP", "LAB-CBC") if name == "partial" else ("CONS-GP",)
        ids[f"claim_{name}"] = _sent(ids, mark, owner, name, services=services).id
    # Two more that are judged in part: one to be answered, one to be closed.
    for name, days in (("cut", 41), ("shut", 42)):
        ids[f"claim_{name}"] = _sent(
            ids, mark, owner, "partial", services=("CONS-GP", "LAB-CBC"), days_ago=days
        ).id
    for name, days in (("closed", 3), ("cancelled", 5), ("withdrawable", 7)):
        ids[f"claim_{name}"] = visits.a_draft(
            policy_of(owner, ids, "approved"), ids["practitioner"], services=("LAB-A1C",), days_ago=days
        ).id  # fmt: skip
    for name in ("closed", "cancelled"):
        visits.send(db.session.get_one(Claim, (owner.tenant_id, ids[f"claim_{name}"])))
    ids["claim_ready"] = visits.a_draft(
        policy_of(owner, ids, "partial"), ids["practitioner"], days_ago=8
    ).id
    ids["claim_draft"] = visits.a_draft(
        policy_of(owner, ids, "approved"), ids["practitioner"], services=("DRESSING", "IMG-CHEST"),
        days_ago=1, diagnoses=("I10", "E11.9"), referral="REF-1",
    ).id  # fmt: skip
    ids["claim_unfinished"] = visits.a_draft(
        policy_of(owner, ids, "partial"), ids["practitioner"], days_ago=2
    ).id
    typed = [("service_date-day", "31"), ("service_date-month", "2"), ("service_date-year", "2026"),
             ("lines-0-service", mark.en("half typed")), ("diagnoses-0-code", "E11")]  # fmt: skip
    unfinished = db.session.get_one(Claim, (owner.tenant_id, ids["claim_unfinished"]))
    claims.keep_typed(unfinished.id, typed, unfinished.version)
    ids["claim_kept_back"] = visits.a_draft(
        policy_of(owner, ids, "approved"), ids["practitioner"], days_ago=11, diagnoses=("M54.50",)
    ).id
    releasing.ask_release(ids["claim_kept_back"])
    ids["claim_stopped"] = visits.a_draft(
        policy_of(owner, ids, "approved"), ids["practitioner"], days_ago=12, diagnoses=("M54.50",)
    ).id
    ids["claim_discarded"] = visits.a_draft(
        policy_of(owner, ids, "partial"), ids["practitioner"], days_ago=4
    ).id
    claims.discard(ids["claim_discarded"])


def _sent(ids: Ids, mark: Mark, owner: Person, name: str, **how: Any) -> Claim:
    draft = visits.a_draft(
        policy_of(owner, ids, name), ids["practitioner"], referral=mark.latin, **how
    )
    return visits.send(draft)


def two_batches(ids: Ids, mark: Mark, owner: Person) -> None:
    """One whose claim was rejected, and one that a worker has still to begin."""
    for name, person, days in (("batch_returned", "rejected", 9), ("batch", "partial", 10)):
        draft = visits.a_draft(policy_of(owner, ids, person), ids["practitioner"], days_ago=days)
        ids[f"claim_in_{name}"] = draft.id
        wanted = ClaimFilter(number=draft.number)
        figures = Sum.of(batches.preflight(wanted).chosen(with_warnings=True))
        ids[name] = batches.start(wanted, Expected.of(figures, with_warnings=True)).id
        db.session.commit()
        if name == "batch_returned":
            running.drive(ids[name])


def a_saved_view(ids: Ids, mark: Mark, owner: Person) -> None:
    """A view of a report, shared with a role."""
    name = mark.en("By insurer")
    ids["saved_view"] = reports.save_view(name, "summary", "payer", {}, "claims_officer").id


def the_habits(ids: Ids, mark: Mark, owner: Person) -> None:
    """A template of a usual visit, and what a doctor has pinned."""
    draft = TemplateDraft(
        name=mark.en("Influenza"), words=(mark.ar("إنفلونزا"),), diagnoses=("J06.9",),
        lines=(("CONS-GP", Decimal(1)), ("LAB-CBC", Decimal(2))),
    )  # fmt: skip
    ids["visit_template"] = templates.add(draft).id
    favourites.pin(ids["practitioner"], favourites.DIAGNOSIS, "M54.50")
