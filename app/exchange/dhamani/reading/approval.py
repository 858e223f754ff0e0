"""ClaimResponse to an approval request: whether the payer agrees, under which number, until when."""

from __future__ import annotations

from app.exchange.dhamani.reading import judgement
from app.exchange.dhamani.reading.elements import Resource, Strange, day, errors, objects, text
from app.exchange.dhamani.reading.envelope import Letter
from app.exchange.messages import AnswerLine, ApprovalAnswer, ClaimAnswerLine

GRANTED = ("approved", "partial")
PREAUTHORISATION = "preauthorization"


def read(letter: Letter) -> ApprovalAnswer:
    """The judgement; raises Strange when what decides is missing or means nothing to us."""
    found = letter.focal
    if text(found, "use") not in ("", PREAUTHORISATION):
        raise Strange(f"use is {text(found, 'use')[:40]!r}")
    outcome, said = judgement.processed(found), judgement.outcome_of(letter, found)
    refusals = errors(found)
    if outcome == judgement.REJECTED:
        return _answer(found, outcome=outcome, refusals=refusals)
    if outcome == judgement.QUEUED or said == "pended":
        return _answer(found, outcome=judgement.QUEUED)
    lines = tuple(judgement.line_of(letter, item) for item in objects(found, "item"))
    return _sound(
        _answer(
            found,
            outcome=outcome,
            judgement=said or judgement.judgement_of(lines),
            approved=judgement.approved_of(judgement.totals_of(found), lines),
            lines=tuple(_line(line) for line in lines),
            notes=judgement.notes_of(found),
            reissued_because=judgement.reissue_of(letter, found),
            refusals=refusals,
        )
    )


def _answer(found: Resource, **known: object) -> ApprovalAnswer:
    return ApprovalAnswer(
        reference=text(found, "preAuthRef"),
        valid_from=day(found, "preAuthPeriod", "start"),
        valid_to=day(found, "preAuthPeriod", "end"),
        disposition=text(found, "disposition"),
        **known,  # type: ignore[arg-type]
    )


def _sound(answer: ApprovalAnswer) -> ApprovalAnswer:
    """An approval nobody could use on a claim is not taken for one; raises Strange."""
    if answer.judgement in GRANTED and not answer.reference:
        raise Strange("an approval without preAuthRef")
    if answer.valid_from and answer.valid_to and answer.valid_to < answer.valid_from:
        raise Strange("preAuthPeriod ends before it begins")
    return answer


def _line(line: ClaimAnswerLine) -> AnswerLine:
    return AnswerLine(
        sequence=line.sequence,
        outcome=line.outcome,
        approved=line.approved,
        approved_quantity=line.approved_quantity,
        reasons=line.reasons,
        notes=line.notes,
    )
