"""What a payer is asked to agree to before it is done, and its judgement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.exchange.messages.claims import AnswerLine, JudgedAnswer, ServicesAsked

PROFESSIONAL, INSTITUTIONAL, ORAL = "professional", "institutional", "oral"
VISION, PHARMACY = "vision", "pharmacy"
APPROVAL_KINDS = (PROFESSIONAL, INSTITUTIONAL, ORAL, VISION, PHARMACY)


@dataclass(frozen=True, kw_only=True)
class ApprovalRequest(ServicesAsked):
    """May this be done, and will you pay? `identifier` is our own number.

    `kind` is one of APPROVAL_KINDS, `priority` stat, normal or deferred. `extends` is the payer's own
    reference of the approval that is to be extended, else empty; all services are restated.
    """

    extends: str = ""


@dataclass(frozen=True, kw_only=True)
class ApprovalAnswer(JudgedAnswer):
    """The payer's answer to an approval request.

    `reference` is the number a claim must carry, valid on both days and between; an approved or
    partial answer always has one.
    """

    valid_from: date | None = None
    valid_to: date | None = None
    lines: tuple[AnswerLine, ...] = ()
