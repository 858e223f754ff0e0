"""Which claim an amount belongs to, and why. Pure: facts in, a verdict with its reasons out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.kernel.words import N_

OUR_NUMBER, PAYERS_NUMBER, SAME_VISIT = "our_number", "payers_number", "same_visit"
SAME_AMOUNT, SAME_DAY, SAME_PATIENT = "same_amount", "same_day", "same_patient"
NUMBER_ALIKE, SAME_PAYER, BY_PERSON = "number_alike", "same_payer", "by_person"
ORIGIN, ON_THE_WHOLE = "origin", "on_the_whole"

REASON_WORDS = {
    OUR_NUMBER: N_("our claim number"),
    PAYERS_NUMBER: N_("the insurer's number"),
    SAME_VISIT: N_("the only claim with this patient, day and amount"),
    SAME_AMOUNT: N_("the amount that is still owed"),
    SAME_DAY: N_("the day of the visit"),
    SAME_PATIENT: N_("the patient"),
    NUMBER_ALIKE: N_("a claim number that differs in its end only"),
    SAME_PAYER: N_("the insurer"),
    BY_PERSON: N_("matched by a person"),
    ORIGIN: N_("the payment that it takes back"),
    ON_THE_WHOLE: N_("kept of the whole payment"),
}
# How far each sign points at a claim; two weak ones never outweigh the payer's own number.
WEIGHTS = {PAYERS_NUMBER: 8, NUMBER_ALIKE: 6, SAME_PATIENT: 4, SAME_AMOUNT: 3, SAME_DAY: 2, SAME_PAYER: 1}  # fmt: skip
LEAST_WEIGHT = 3

UNKNOWN_CLAIM, NUMBERS_DISAGREE, SEVERAL = "unknown_claim", "numbers_disagree", "several_claims"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a line says of the claim it is for; without `payer_id` it may be any payer's."""

    identifier: str
    reference: str
    amount: Decimal
    payer_id: UUID | None = None
    service_date: date | None = None
    patient_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A claim that it may be for; `amounts` are what is owed for it and for each of its lines."""

    claim_id: UUID
    number: str
    identifiers: frozenset[str]
    payer_reference: str
    payer_id: UUID
    patient_id: UUID
    service_date: date
    amounts: frozenset[Decimal]


@dataclass(frozen=True)
class Verdict:
    """The claim where it is certain; else the problem, and perhaps the likeliest claim."""

    claim_id: UUID | None = None
    reasons: tuple[str, ...] = ()
    problem: str = ""
    probable_id: UUID | None = None


def plain(number: str) -> str:
    """A number without what people add to it: blanks, case."""
    return re.sub(r"\s", "", number).upper()


def decide(wanted: Wanted, candidates: Sequence[Candidate]) -> Verdict:
    """Certain by our number, else by the payer's, else by patient, day and amount together.

    Our number is the claim's alone; two payers may number alike, so the rest is looked for among the payer's own.
    """
    ours = [one for one in candidates if _ours(wanted, one)]
    of_payer = [one for one in candidates if wanted.payer_id in (None, one.payer_id)]
    theirs = [one for one in of_payer if _theirs(wanted, one)]
    if len(ours) == 1:
        if theirs and ours[0] not in theirs:
            return Verdict(problem=NUMBERS_DISAGREE, probable_id=ours[0].claim_id, reasons=(OUR_NUMBER,))  # fmt: skip
        also = (PAYERS_NUMBER,) if theirs else ()
        return Verdict(ours[0].claim_id, (OUR_NUMBER, *also))
    if not wanted.identifier and len(theirs) == 1:
        return Verdict(theirs[0].claim_id, (PAYERS_NUMBER,))
    if not wanted.identifier and not wanted.reference:
        visit = [one for one in of_payer if _same_visit(wanted, one)]
        if len(visit) == 1:
            return Verdict(visit[0].claim_id, (SAME_VISIT,))
    return _probable(wanted, candidates)


def _ours(wanted: Wanted, one: Candidate) -> bool:
    return bool(wanted.identifier) and plain(wanted.identifier) in {plain(one.number), *map(plain, one.identifiers)}  # fmt: skip


def _theirs(wanted: Wanted, one: Candidate) -> bool:
    return bool(wanted.reference) and plain(wanted.reference) == plain(one.payer_reference)


def _same_visit(wanted: Wanted, one: Candidate) -> bool:
    return (
        one.patient_id == wanted.patient_id
        and one.service_date == wanted.service_date
        and wanted.amount in one.amounts
    )


def signs(wanted: Wanted, one: Candidate) -> tuple[str, ...]:
    """Everything that speaks for a claim, the strongest first."""
    found = {
        PAYERS_NUMBER: _theirs(wanted, one),
        NUMBER_ALIKE: _alike(wanted.identifier, one.number),
        SAME_PATIENT: wanted.patient_id == one.patient_id,
        SAME_AMOUNT: abs(wanted.amount) in one.amounts,
        SAME_DAY: wanted.service_date == one.service_date,
        SAME_PAYER: wanted.payer_id == one.payer_id,
    }
    return tuple(name for name in WEIGHTS if found[name])


def _alike(typed: str, number: str) -> bool:
    """The same claim under a sending we do not know, or with one character wrong."""
    one, other = plain(typed), plain(number)
    if not one:
        return False
    if one.startswith(f"{other}-"):
        return True
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _probable(wanted: Wanted, candidates: Sequence[Candidate]) -> Verdict:
    weighed = sorted(
        ((sum(WEIGHTS[sign] for sign in signs(wanted, one)), one) for one in candidates),
        key=lambda pair: (-pair[0], pair[1].number),
    )
    if not weighed or weighed[0][0] < LEAST_WEIGHT:
        return Verdict(problem=UNKNOWN_CLAIM)
    best, first = weighed[0]
    draw = len(weighed) > 1 and weighed[1][0] == best
    return Verdict(
        problem=SEVERAL if draw else UNKNOWN_CLAIM, probable_id=first.claim_id, reasons=signs(wanted, first)
    )  # fmt: skip
