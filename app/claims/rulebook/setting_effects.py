"""What a setting would have done: the edit held against past claims as it is set, and as it would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from app.claims.facts import facts_of_many
from app.claims.models import Claim
from app.claims.rulebook import queries, recent, rules
from app.claims.rulebook.outcomes import Tally
from app.claims.rulebook.rules import Setting
from app.claims.rulebook.service import NewSetting
from app.claims.scrubbing.edit import Edit
from app.claims.scrubbing.settings import read
from app.claims.values import STOPPING, WARN, ClaimFacts, Parameters
from app.kernel.clock import muscat_day


def as_kept(new: NewSetting) -> dict[str, Any]:
    """The setting as plain JSON."""
    return {
        "edit": new.edit,
        "payer_id": str(new.payer_id) if new.payer_id else None,
        "severity": new.severity,
        "parameters": dict(new.parameters),
        "valid_from": new.valid_from.isoformat(),
        "valid_to": new.valid_to.isoformat() if new.valid_to else None,
        "reason": new.reason,
        "back_to_delivered": new.back_to_delivered,
    }


def as_setting(kept: dict[str, Any]) -> NewSetting:
    """The setting again."""
    return NewSetting(
        edit=kept["edit"],
        payer_id=UUID(kept["payer_id"]) if kept["payer_id"] else None,
        severity=kept["severity"],
        parameters=kept["parameters"],
        valid_from=date.fromisoformat(kept["valid_from"]),
        valid_to=date.fromisoformat(kept["valid_to"]) if kept["valid_to"] else None,
        reason=kept["reason"],
        back_to_delivered=kept["back_to_delivered"],
    )


class SettingCounter:
    """Counts how many claims the edit touches as it is set, and which it would touch."""

    def __init__(self, kept: dict[str, Any]) -> None:
        new = as_setting(kept)
        self.edit, self.settings = queries.edit(new.edit), queries.all_settings()
        self.tried, self.tally = [*self.settings, _as_if_always(new)], Tally()

    def take(self, claims: Sequence[Claim]) -> None:
        """One step of claims."""
        for claim, (facts, agreed) in zip(claims, facts_of_many(claims), strict=True):
            then = _as_of_sending(claim, facts)
            was = _speaks(self.edit, then, _told(self.settings, claim, agreed))
            self.tally.look(was_touched=was)
            if _speaks(self.edit, then, _told(self.tried, claim, agreed)):
                self.tally.touch(recent.outcome(claim))

    def result(self) -> dict[str, Any]:
        """The counts as plain JSON."""
        return self.tally.as_kept()


def _as_if_always(new: NewSetting) -> Setting:
    """The setting as if it had held all the time, entered after all others."""
    return Setting(
        edit=new.edit,
        payer_id=new.payer_id,
        severity=new.severity,
        parameters=new.parameters,
        valid_from=date.max,
        entered_at=datetime.max.replace(tzinfo=UTC),
    )


def _told(settings: Sequence[Setting], claim: Claim, agreed: Parameters) -> Parameters:
    # A tried setting holds on every day: it begins where the claim's day is.
    day = claim.service_date
    known = [
        replace(one, valid_from=day) if one.valid_from == date.max else one for one in settings
    ]
    return rules.over(agreed, rules.parameters(known, claim.payer_id, day))


def _as_of_sending(claim: Claim, facts: ClaimFacts) -> ClaimFacts:
    """The facts with the clock of the day on which the claim was sent."""
    if claim.submitted_at is None:
        return facts
    return replace(facts, moment=claim.submitted_at, today=muscat_day(claim.submitted_at))


def _speaks(edit: Edit, facts: ClaimFacts, told: Parameters) -> bool:
    """Would the edit block, hold or warn?"""
    found = edit.findings(facts, read(told))
    return any(one.severity in {*STOPPING, WARN} for one in found)
