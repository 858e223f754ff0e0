"""What payers want to approve before, and what they approved."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select

from app.approvals import facts as approvals
from app.approvals import requirements, rules
from app.approvals import values as told
from app.approvals.rules import ServiceAsked
from app.claims.models import Claim
from app.claims.surroundings import ApprovalFacts, ApprovedLineFacts
from app.claims.values import LineFacts
from app.contracts.terms import AgreedPrice
from app.kernel.db import db
from app.kernel.money import ZERO

NOBODY: frozenset[str] = frozenset()


class Approvals:
    """The payers' rules and the patients' approvals, read once for all claims."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._rules = requirements.in_force_of(claim.payer_id for claim in claims)
        self._held = approvals.facts_of({(one.patient_id, one.payer_id) for one in claims})
        held = [one for several in self._held.values() for one in several]
        self._users = _users({claim_id for one in held for claim_id in one.used_by})

    def of(self, claim: Claim) -> tuple[ApprovalFacts, ...]:
        """Every approval of this patient with this payer, the newest first."""
        held = self._held.get((claim.patient_id, claim.payer_id), ())
        return tuple(self._plain(one, claim) for one in held)

    def numbers(self, claim: Claim) -> tuple[str, ...]:
        """The payer's numbers of those the claim names."""
        held = self._held.get((claim.patient_id, claim.payer_id), ())
        return tuple(one.reference for one in held if one.id == claim.approval_id)

    def marked(
        self,
        claim: Claim,
        lines: tuple[LineFacts, ...],
        prices: Mapping[str, AgreedPrice],
        answered: frozenset[str] = NOBODY,
    ) -> tuple[LineFacts, ...]:
        """The lines, each with whether it needs approval; in an emergency nobody is asked before."""
        if claim.emergency:
            return lines
        kept = requirements.plain_on(self._rules, claim.payer_id, claim.service_date)
        return tuple(_marked(line, kept, prices.get(line.local_code), answered) for line in lines)

    def _plain(self, one: told.ApprovalFacts, claim: Claim) -> ApprovalFacts:
        """As the checker reads it: what this claim or its chain holds counts as left for it."""
        chain = claim.root_claim_id or claim.id
        own = frozenset(key for key, user in self._users.items() if user.chain == chain)
        others = (self._users[key].number for key in one.used_by if key not in own)
        return ApprovalFacts(
            reference=one.reference,
            status=one.status,
            valid_from=one.valid_from,
            valid_to=one.valid_to,
            lines=tuple(_line(line, own) for line in one.lines),
            used_in=next(others, ""),
            question_open=one.question_open,
        )


def _marked(
    line: LineFacts,
    kept: tuple[rules.Requirement, ...],
    agreed: AgreedPrice | None,
    answered: frozenset[str],
) -> LineFacts:
    asked = ServiceAsked(
        local_code=line.local_code,
        category=line.category,
        code=line.code,
        flagged=bool(agreed and agreed.approval_required),
    )
    need = rules.need_of(asked, kept, answered)
    return replace(line, approval=need.level, approval_above=need.threshold)


@dataclass(frozen=True)
class _User:
    """A claim that holds units: its number, and the first claim of its chain."""

    number: str
    chain: UUID


def _users(ids: Collection[UUID]) -> dict[UUID, _User]:
    if not ids:
        return {}
    query = select(Claim.id, Claim.number, Claim.root_claim_id).where(Claim.id.in_(ids))
    return {key: _User(number, root or key) for key, number, root in db.session.execute(query)}


def _line(line: told.LineFactsOfApproval, own: frozenset[UUID]) -> ApprovedLineFacts:
    held = sum((units for key, units in line.uses.items() if key in own), ZERO)
    left = None if line.units_left is None else line.units_left + held
    return ApprovedLineFacts(code=line.code, approved=line.units, left=left)
