"""Simulations: what a rule or a setting would have done to the claims of the last 90 days. Bounded, resumable."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.audit.trail import note
from app.claims.models import Claim
from app.claims.rulebook import conditions, recent, searching, setting_effects
from app.claims.rulebook.cases import case_of
from app.claims.rulebook.conditions import Group
from app.claims.rulebook.errors import SimulationFull
from app.claims.rulebook.models import Simulation
from app.claims.rulebook.outcomes import Tally
from app.claims.rulebook.service import NewSetting, check_setting
from app.claims.rulebook.states import RUNNING, SIMULATION, WAITING
from app.kernel import jobs
from app.kernel.clock import now, today
from app.kernel.db import db
from app.tenants.scope import actor_id, current_tenant_id, find, in_tenant

log = logging.getLogger(__name__)

TASK = "rulebook.simulate"
# So many are counted while the page waits; more go to the worker.
AT_ONCE = {"rule": 400, "setting": 100, "proposals": 400}
LOST_AFTER = timedelta(minutes=15)


def of_rule(rule_id: UUID | None, code: str, when: Group, action: str) -> Simulation:
    """Count what a rule would have done; raises SimulationFull."""
    subject = {
        "rule_id": str(rule_id) if rule_id else None, "code": code, "action": action,
        "conditions": conditions.as_kept(when),
    }  # fmt: skip
    return _start("rule", subject)


def of_setting(new: NewSetting) -> Simulation:
    """Count what a setting would have done. Raises as `set_edit` does, and SimulationFull."""
    check_setting(new)
    return _start("setting", setting_effects.as_kept(new))


def of_refusals() -> Simulation:
    """Look through own refusals for rules worth having; raises SimulationFull."""
    return _start("proposals", {})


def _start(kind: str, subject: dict[str, Any]) -> Simulation:
    _refuse_second()
    last = today()
    row = Simulation(
        kind=kind, subject=subject, first_day=last - timedelta(days=recent.DAYS), last_day=last,
        created_by=actor_id(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    note("rule.simulated", "rule_simulation", row.id, kind=kind, code=subject.get("code") or subject.get("edit"))  # fmt: skip
    claim_ids = recent.ids(row.first_day, row.last_day)
    row.total = len(claim_ids)
    if row.total <= AT_ONCE[kind]:
        row_id = row.id
        db.session.flush()
        _finish(row_id, _count(row.kind, row.subject, claim_ids))
        return find(Simulation, row_id)
    jobs.defer(TASK, tenant_id=current_tenant_id(), simulation_id=row.id)
    return row


def _refuse_second() -> None:
    """One at a time for a clinic; one whose worker was lost for good does not stand in the way."""
    query = select(Simulation.id).where(
        Simulation.status.in_((WAITING, RUNNING)), Simulation.created_at > now() - LOST_AFTER
    )
    if db.session.scalars(query.limit(1)).first() is not None:
        raise SimulationFull


@jobs.task(TASK)
def simulate(tenant_id: str, simulation_id: str) -> None:
    """Count in steps, telling how far it is; begun again from the start after a worker's death."""
    with in_tenant(UUID(tenant_id)):
        row = find(Simulation, UUID(simulation_id), for_update=True)
        if row.status not in {WAITING, RUNNING}:
            return
        _move(row, "begun")
        kind, subject, days = row.kind, dict(row.subject), (row.first_day, row.last_day)
        db.session.commit()
        try:
            result = _count(kind, subject, recent.ids(*days), UUID(simulation_id))
            _finish(UUID(simulation_id), result)
        except Exception:
            log.exception("a simulation failed")
            db.session.rollback()
            _move(find(Simulation, UUID(simulation_id)), "failed")
        db.session.commit()


def _count(
    kind: str, subject: dict[str, Any], claim_ids: Sequence[UUID], telling: UUID | None = None
) -> dict[str, Any]:
    counter, done = _COUNTERS[kind](subject), 0
    for claims in recent.steps(claim_ids):
        done += len(claims)
        counter.take(claims)
        if telling is not None:
            find(Simulation, telling).done = done
            db.session.commit()
    return counter.result()


class _RuleCounter:
    """Counts the claims that a rule's conditions fit."""

    def __init__(self, subject: dict[str, Any]) -> None:
        self.when, self.tally = conditions.read(subject["conditions"]), Tally()

    def take(self, claims: Sequence[Claim]) -> None:
        known = recent.around(claims)
        for claim in claims:
            self.tally.look()
            if conditions.match(self.when, case_of(claim, known[claim.id])).met:
                self.tally.touch(recent.outcome(claim))

    def result(self) -> dict[str, Any]:
        return self.tally.as_kept()


_COUNTERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "rule": _RuleCounter,
    "setting": setting_effects.SettingCounter,
    "proposals": searching.ProposalCounter,
}


def _finish(simulation_id: UUID, result: dict[str, Any]) -> None:
    row = find(Simulation, simulation_id, for_update=True)
    if row.status == WAITING:
        _move(row, "begun")
    row.done, row.result = row.total, result
    _move(row, "finished")
    db.session.flush()


def _move(row: Simulation, event: str) -> None:
    SIMULATION.move(row, event, by=actor_id(), at=now(), trail=_stamp)


def _stamp(
    _machine: Any, row: Any, _before: str, _event: str, after: str, _by: Any, at: datetime
) -> None:
    # Counting changes nothing of the clinic's; its beginning stands in the trail.
    row.finished_at = at if after not in {WAITING, RUNNING} else None
