"""ClaimResponse: what the payer makes of a claim."""

from __future__ import annotations

from decimal import Decimal

from app.exchange.dhamani.reading.elements import (
    Resource,
    Strange,
    amount,
    at,
    code,
    concept_refusal,
    errors,
    extension,
    number,
    objects,
    one_of,
    text,
)
from app.exchange.dhamani.reading.envelope import Letter
from app.exchange.messages import ClaimAnswer, ClaimAnswerLine
from app.kernel.money import total as sum_of

OUTCOMES = ("queued", "complete", "partial", "error")
QUEUED, REJECTED, JUDGED = "queued", "rejected", "judged"
# The exchange's word for a judgement -> ours. `rejected` on its wire is what people call denied.
JUDGEMENTS = {
    "approved": "approved",
    "partial": "partial",
    "rejected": "denied",
    "pended": "pended",
}
UNASKED = "not-required"
BENEFIT, COPAY, TAX, QUANTITY = "benefit", "copay", "tax", "approved-quantity"


def read(letter: Letter) -> ClaimAnswer:
    """The judgement; raises Strange when the codes that decide mean nothing to us."""
    found = letter.focal
    outcome = one_of(text(found, "outcome"), OUTCOMES, "outcome")
    refusals = errors(found)
    said = _outcome(letter, found)
    if outcome == "error":
        return _answer(found, outcome=REJECTED, refusals=refusals)
    if outcome == "queued" or said == "pended":
        return _answer(found, outcome=QUEUED)
    lines = tuple(_line(letter, item) for item in objects(found, "item"))
    totals = _totals(found)
    approved = totals.get(BENEFIT)
    if approved is None and lines:
        approved = sum_of(line.approved for line in lines if line.approved is not None)
    reissue = extension(found, letter.extension_url("reissue_reason"))
    return _answer(
        found,
        outcome=JUDGED,
        judgement=said or _judgement(lines),
        approved=approved,
        lines=lines,
        totals=totals,
        notes=tuple(text(note, "text") for note in objects(found, "processNote")),
        reissued_because=code(reissue, "valueCodeableConcept"),
        refusals=refusals,
    )


def _answer(found: Resource, **known: object) -> ClaimAnswer:
    return ClaimAnswer(
        disposition=text(found, "disposition"),
        reference=text(found, "identifier", 0, "value"),
        approval_reference=text(found, "preAuthRef"),
        **known,  # type: ignore[arg-type]
    )


def _outcome(letter: Letter, found: Resource) -> str:
    """Our word for the judgement a claim or a line carries, or an empty one."""
    marked = extension(found, letter.extension_url("adjudication_outcome"))
    said = code(marked, "valueCodeableConcept")
    if said in ("", UNASKED):
        return ""
    return JUDGEMENTS[one_of(said, JUDGEMENTS, "adjudication-outcome")]


def _judgement(lines: tuple[ClaimAnswerLine, ...]) -> str:
    """What the lines add up to, where the claim itself does not say."""
    said = {line.outcome for line in lines} - {""}
    if not said:
        raise Strange("no judgement")
    return said.pop() if len(said) == 1 else "partial"


def _line(letter: Letter, item: Resource) -> ClaimAnswerLine:
    sequence = number(item, "itemSequence")
    if sequence is None:
        raise Strange("a line without itemSequence")
    entries = {code(entry, "category"): entry for entry in objects(item, "adjudication")}
    reasons = tuple(
        concept_refusal(entry["reason"])
        for entry in objects(item, "adjudication")
        if at(entry, "reason")
    )
    notes = {
        number(note, "number"): text(note, "text") for note in objects(letter.focal, "processNote")
    }
    pointed = [Decimal(n) for n in at(item, "noteNumber") or [] if isinstance(n, int)]
    return ClaimAnswerLine(
        sequence=int(sequence),
        outcome=_outcome(letter, item),
        approved=amount(entries.get(BENEFIT), "amount"),
        patient_share=amount(entries.get(COPAY), "amount"),
        tax=amount(entries.get(TAX), "amount"),
        approved_quantity=number(entries.get(QUANTITY), "value"),
        reasons=reasons,
        notes=tuple(notes[n] for n in pointed if notes.get(n)),
    )


def _totals(found: Resource) -> dict[str, Decimal]:
    totals = {}
    for entry in objects(found, "total"):
        value = amount(entry, "amount")
        if value is not None:
            totals[code(entry, "category")] = value
    return totals
