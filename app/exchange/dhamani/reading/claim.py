"""ClaimResponse: what the payer makes of a claim."""

from __future__ import annotations

from app.exchange.dhamani.reading import judgement
from app.exchange.dhamani.reading.elements import Resource, errors, objects, text
from app.exchange.dhamani.reading.envelope import Letter
from app.exchange.messages import ClaimAnswer


def read(letter: Letter) -> ClaimAnswer:
    """The judgement; raises Strange when the codes that decide mean nothing to us."""
    found = letter.focal
    outcome, said = judgement.processed(found), judgement.outcome_of(letter, found)
    refusals = errors(found)
    if outcome == judgement.REJECTED:
        return _answer(found, outcome=outcome, refusals=refusals)
    if outcome == judgement.QUEUED or said == "pended":
        return _answer(found, outcome=judgement.QUEUED)
    lines = tuple(judgement.line_of(letter, item) for item in objects(found, "item"))
    totals = judgement.totals_of(found)
    return _answer(
        found,
        outcome=outcome,
        judgement=said or judgement.judgement_of(lines),
        approved=judgement.approved_of(totals, lines),
        lines=lines,
        totals=totals,
        notes=judgement.notes_of(found),
        reissued_because=judgement.reissue_of(letter, found),
        refusals=refusals,
    )


def _answer(found: Resource, **known: object) -> ClaimAnswer:
    return ClaimAnswer(
        disposition=text(found, "disposition"),
        reference=text(found, "identifier", 0, "value"),
        approval_reference=text(found, "preAuthRef"),
        **known,  # type: ignore[arg-type]
    )
