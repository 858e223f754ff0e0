"""The verbs on proposals: accept one, which makes its rule, or dismiss it for good."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from app.audit.trail import note
from app.claims.reasons import sentence_of
from app.claims.rulebook import writing
from app.claims.rulebook.models import HouseRule, RuleProposal
from app.claims.rulebook.own_rules import HOLDS, WARNS, RuleDraft
from app.claims.rulebook.searching import conditions_of
from app.claims.rulebook.states import PROPOSAL, PROPOSED
from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.words import Bilingual
from app.tenants.scope import actor_id, find

# From here on a proposal is sure enough to stop a claim; below it warns.
SURE = 0.8


def waiting() -> list[RuleProposal]:
    """The proposals nobody has settled, the dearest first."""
    query = (
        select(RuleProposal)
        .where(RuleProposal.status == PROPOSED)
        .order_by(RuleProposal.amount.desc(), RuleProposal.id)
        .limit(50)
    )
    return list(db.session.scalars(query))


def action_of(proposal: RuleProposal) -> str:
    """What the proposed rule would do."""
    return HOLDS if proposal.precision >= SURE else WARNS


def accept(proposal_id: UUID) -> HouseRule:
    """Make the rule, in force from today; raises NotPossible, NotFound."""
    proposal = find(RuleProposal, proposal_id, for_update=True)
    _move(proposal, "accepted")
    rule = writing.begin(origin="proposal")
    draft = RuleDraft(
        name=_in("en", _name, proposal),
        when=conditions_of(proposal.features),
        action=action_of(proposal),
        message=Bilingual(_in("en", message, proposal), _in("ar", message, proposal)),
        valid_from=today(),
    )
    writing.save(rule.id, draft, rule.version)
    proposal.rule_id = rule.id
    db.session.flush()
    note("rule.proposal_accepted", "rule_proposal", proposal.id, rule_id=str(rule.id))
    return rule


def dismiss(proposal_id: UUID, reason: str) -> None:
    """Never propose it again; raises NotPossible, NotFound."""
    proposal = find(RuleProposal, proposal_id, for_update=True)
    _move(proposal, "dismissed")
    proposal.reason = reason
    db.session.flush()
    note("rule.proposal_dismissed", "rule_proposal", proposal.id)


def message(proposal: RuleProposal) -> str:
    """What people will read, in the language in force."""
    return _(
        "%(support)s of %(matched)s such lines were refused (%(reason)s). Check it before sending.",
        support=proposal.support, matched=proposal.matched, reason=_reason(proposal.reason_code),
    )  # fmt: skip


def _name(proposal: RuleProposal) -> str:
    return _("Often refused: %(reason)s", reason=proposal.reason_code)


def _reason(code: str) -> str:
    sentence = sentence_of(code)
    return f"{code}: {_(sentence).rstrip('.')}" if sentence else code


def _in(language: str, say: Any, proposal: RuleProposal) -> str:
    with force_locale(language):
        return str(say(proposal))[:200]


def _move(proposal: RuleProposal, event: str) -> None:
    PROPOSAL.move(proposal, event, by=actor_id(), at=now(), trail=_stamp)


def _stamp(
    _machine: Any, row: Any, _before: str, _event: str, _after: str, by: Any, at: datetime
) -> None:
    # The verbs note it in the trail, with what came of it.
    row.settled_at, row.settled_by = at, by
