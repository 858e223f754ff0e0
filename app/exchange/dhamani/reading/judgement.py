"""What a ClaimResponse judges, the same for claims and for approval requests."""

from __future__ import annotations

from decimal import Decimal

from app.exchange.dhamani.reading.elements import (
    Resource,
    Strange,
    amount,
    at,
    code,
    concept_refusal,
    extension,
    number,
    objects,
    one_of,
    text,
)
from app.exchange.dhamani.reading.envelope import Letter
from app.exchange.messages import ClaimAnswerLine
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


def processed(found: Resource) -> str:
    """Our word for how far the payer came: queued, rejected or judged; raises Strange."""
    said = one_of(text(found, "outcome"), OUTCOMES, "outcome")
    return {"error": REJECTED, "queued": QUEUED}.get(said, JUDGED)


def approved_of(totals: dict[str, Decimal], lines: tuple[ClaimAnswerLine, ...]) -> Decimal | None:
    """What the payer grants in all: as it says itself, else what its lines add up to."""
    if BENEFIT in totals or not lines:
        return totals.get(BENEFIT)
    return sum_of(line.approved for line in lines if line.approved is not None)


def notes_of(found: Resource) -> tuple[str, ...]:
    """The payer's notes."""
    return tuple(text(note, "text") for note in objects(found, "processNote"))


def reissue_of(letter: Letter, found: Resource) -> str:
    """Why an earlier answer is replaced, where it is."""
    return code(extension(found, letter.extension_url("reissue_reason")), "valueCodeableConcept")


def outcome_of(letter: Letter, found: Resource) -> str:
    """Our word for the judgement a claim or a line carries, or an empty one."""
    marked = extension(found, letter.extension_url("adjudication_outcome"))
    said = code(marked, "valueCodeableConcept")
    if said in ("", UNASKED):
        return ""
    return JUDGEMENTS[one_of(said, JUDGEMENTS, "adjudication-outcome")]


def judgement_of(lines: tuple[ClaimAnswerLine, ...]) -> str:
    """What the lines add up to, where the claim itself does not say."""
    said = {line.outcome for line in lines} - {""}
    if not said:
        raise Strange("no judgement")
    return said.pop() if len(said) == 1 else "partial"


def line_of(letter: Letter, item: Resource) -> ClaimAnswerLine:
    """The judgement of one line; raises Strange where it does not say of which."""
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
        outcome=outcome_of(letter, item),
        approved=amount(entries.get(BENEFIT), "amount"),
        patient_share=amount(entries.get(COPAY), "amount"),
        tax=amount(entries.get(TAX), "amount"),
        approved_quantity=number(entries.get(QUANTITY), "value"),
        reasons=reasons,
        notes=tuple(notes[n] for n in pointed if notes.get(n)),
    )


def totals_of(found: Resource) -> dict[str, Decimal]:
    """The payer's sums by category."""
    totals = {}
    for entry in objects(found, "total"):
        value = amount(entry, "amount")
        if value is not None:
            totals[code(entry, "category")] = value
    return totals
