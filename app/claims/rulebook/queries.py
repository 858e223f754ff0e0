"""What the checker is told about a payer on a day, and the settings as they were entered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from app.claims.models import Claim
from app.claims.rulebook import cases, conditions, own_rules, rules
from app.claims.rulebook.models import EditSetting, HouseRule
from app.claims.rulebook.own_rules import Fill, OwnRule
from app.claims.scrubbing import EDITS
from app.claims.scrubbing.edit import Edit
from app.claims.values import ClaimFacts, Finding, Parameters
from app.contracts.models import Contract
from app.contracts.queries import contract_for, contracts
from app.contracts.rules import in_force
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.words import Bilingual
from app.tenants.scope import find

Pair = tuple[UUID, date]

# Made once: every check asks.
_ACTIVE = (
    select(HouseRule)
    .where(HouseRule.active, HouseRule.conditions.is_not(None))
    .order_by(HouseRule.position, HouseRule.number)
)
_SETTINGS = select(EditSetting).where(
    or_(EditSetting.payer_id.is_(None), EditSetting.payer_id.in_(bindparam("payer_ids")))
)


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """What the clinic set for one payer and day: parameters of the checker, and its own rules in order."""

    settings: Parameters
    own_rules: tuple[OwnRule, ...] = ()

    def over(self, agreed: Parameters) -> Parameters:
        """The checker's parameters: the clinic's own over those agreed in the contract."""
        return rules.over(agreed, self.settings)

    @property
    def proposes(self) -> bool:
        """Does any rule fill in fields?"""
        return any(rule.action == own_rules.SETS for rule in self.own_rules)

    def findings(self, claim: Claim, facts: ClaimFacts) -> tuple[Finding, ...]:
        """What the clinic's own rules have to say of a claim."""
        case = cases.case_of(claim, cases.around(facts))
        return own_rules.findings(self.own_rules, case, cases.stakes_of(claim))

    def fills(self, claim: Claim, facts: ClaimFacts) -> tuple[Fill, ...]:
        """What the clinic's own rules propose for the fields that are empty."""
        case = cases.case_of(claim, cases.around(facts))
        return own_rules.fills(self.own_rules, case, empty_fields(claim))


def rulebook(payer_id: UUID, on: date) -> Rulebook:
    """The rulebook for one payer on a day of service."""
    return rulebooks([(payer_id, on)])[payer_id, on]


def rulebooks(pairs: Iterable[Pair]) -> Mapping[Pair, Rulebook]:
    """The rulebooks for many payers and days, read at once."""
    wanted = set(pairs)
    settings = _settings({payer for payer, _on in wanted})
    written = [as_rule(row) for row in active_rules()]
    return {
        (payer, on): Rulebook(
            settings=rules.parameters(settings, payer, on),
            own_rules=tuple(own_rules.in_force(written, on)),
        )
        for payer, on in wanted
    }


def empty_fields(claim: Claim) -> frozenset[str]:
    """The fields of a claim that a rule might fill in."""
    said = {
        "practitioner": claim.practitioner_id,
        "referral_number": claim.referral_number,
        "patient_paid": claim.patient_paid,
    }
    return frozenset(name for name, value in said.items() if value in {None, ""})


def active_rules() -> list[HouseRule]:
    """The clinic's own rules that are finished and switched on, in their order."""
    return list(db.session.scalars(_ACTIVE))


def own_rules_in_order() -> list[HouseRule]:
    """Every own rule, those still being written too, in their order."""
    query = select(HouseRule).order_by(HouseRule.position, HouseRule.number)
    return list(db.session.scalars(query))


def own_rule(rule_id: UUID) -> HouseRule:
    """One own rule; raises NotFound."""
    return find(HouseRule, rule_id)


def as_rule(row: HouseRule) -> OwnRule:
    """A finished rule as a plain value; raises NotACondition for one still being written."""
    return OwnRule(
        id=row.id,
        code=code_of(row.number),
        name=row.name,
        when=conditions.read(row.conditions),
        action=row.action,
        message=Bilingual(row.message_en, row.message_ar),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        target=row.target,
        value=row.value,
    )


def code_of(number: int) -> str:
    """The code of an own rule, such as OWN-03."""
    return f"OWN-{number:02d}"


def _settings(payer_ids: set[UUID]) -> list[rules.Setting]:
    found = db.session.scalars(_SETTINGS, {"payer_ids": list(payer_ids)})
    return [as_setting(row) for row in found]


def all_settings() -> list[rules.Setting]:
    """Every setting ever entered, for all payers."""
    return [as_setting(row) for row in db.session.scalars(select(EditSetting))]


def as_setting(row: EditSetting) -> rules.Setting:
    """The row as a plain value."""
    return rules.Setting(
        edit=row.edit,
        payer_id=row.payer_id,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        severity=row.severity,
        parameters=row.parameters,
        entered_at=row.entered_at,
    )


def agreed(contract: Contract | None) -> Parameters:
    """What a contract says of the checker's parameters."""
    if contract is None:
        return {}
    window = {"filing_window_days": contract.filing_days} if contract.filing_days else {}
    return {**window, **contract.check_parameters}


def agreed_today(payer_id: UUID | None) -> Parameters:
    """What is agreed with an insurer today; nothing without one."""
    return agreed(contract_for(payer_id, today())) if payer_id else {}


def agreed_with_all() -> dict[UUID, Parameters]:
    """What is agreed today with every insurer that has a contract."""
    by_payer: dict[UUID, list[Contract]] = {}
    for one in contracts():
        by_payer.setdefault(one.payer_id, []).append(one)
    in_force_now = {payer: in_force(several, today()) for payer, several in by_payer.items()}
    return {payer: agreed(one) for payer, one in in_force_now.items() if one is not None}


def edit(code: str) -> Edit:
    """The edit of this code; raises NotFound."""
    if code not in EDITS:
        raise NotFound
    return EDITS[code]


def history(code: str) -> list[EditSetting]:
    """What was ever set for an edit, the newest entry first."""
    query = (
        select(EditSetting)
        .where(EditSetting.edit == code)
        .order_by(EditSetting.entered_at.desc(), EditSetting.id.desc())
    )
    return list(db.session.scalars(query))
