"""What own rules propose on the entry page, and taking a proposal over into what is typed."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from app.claims.checking import fills_of
from app.claims.models import Claim
from app.claims.rulebook import sentences
from app.claims.rulebook.choices import Listed
from app.claims.rulebook.own_rules import Fill
from app.kernel import pagewords

Typed = list[tuple[str, str]]


@dataclass(frozen=True)
class Proposed:
    """A proposal in words; `target` is what its button sends."""

    target: str
    rule: str
    words: Markup
    message: str


def shown(claim: Claim) -> list[Proposed]:
    """What the rules propose for the draft as it was last kept."""
    listed = Listed()
    return [
        Proposed(
            target=one.target,
            rule=one.rule.name,
            words=sentences.fill(one.target, one.value, listed),
            message=one.rule.message.in_language(pagewords.language()),
        )
        for one in fills_of(claim)
    ]


def accepted(claim: Claim, typed: Typed, target: str | None) -> Typed:
    """What is typed, with the proposal for `target` put in where the box is empty."""
    fill = next((one for one in fills_of(claim) if one.target == target), None) if target else None
    if fill is None or any(name == target and value.strip() for name, value in typed):
        return typed
    return [*(pair for pair in typed if pair[0] != target), (fill.target, _value(claim, fill))]


def _value(claim: Claim, fill: Fill) -> str:
    return f"{claim.patient_share:f}" if fill.target == "patient_paid" else fill.value
