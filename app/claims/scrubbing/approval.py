"""Approval: what the payer must have allowed before, and whether it did (CHK-51 to CHK-59).

Each line has one standing, so that one fault speaks for it: whoever has no approval is not
told as well that it does not fit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from app.claims.scrubbing import fixes
from app.claims.scrubbing.days import first_outside
from app.claims.scrubbing.edit import Faults, edit, on_claim, on_line
from app.claims.scrubbing.settings import Settings
from app.claims.surroundings import ABOVE, YES, ApprovalFacts
from app.claims.values import BLOCK, WARN, ClaimFacts, LineFacts
from app.kernel.money import ZERO
from app.kernel.words import N_

AWAITED = frozenset({"queued", "sent", "pended", "held"})
GIVEN = frozenset({"approved", "partial", "expired"})
REFUSED_STATUS, EXPIRED = "refused", "expired"

FREE, GOOD, UNNAMED, WAITING, REFUSED, OUTSIDE, UNKNOWN, DIFFERS, MISSING = (
    "free", "good", "unnamed", "waiting", "refused", "outside", "unknown", "differs", "missing",
)  # fmt: skip
Standing = tuple[str, ApprovalFacts | None]


def is_needed(facts: ClaimFacts, line: LineFacts, settings: Settings) -> bool:
    """Does this payer want to be asked before this line?"""
    above = (line.approval_above if line.approval == ABOVE else None, settings.approval_above)
    categories = facts.eligibility.authorization_required if facts.eligibility else ()
    return (
        line.approval == YES
        or line.code in settings.codes_needing_approval
        or line.category in categories
        or any(amount is not None and line.net > amount for amount in above)
    )


def standing(facts: ClaimFacts, line: LineFacts, settings: Settings) -> Standing:
    """How the line stands with the payer's approvals, and the approval that decides it."""
    named = bool(_numbers(facts))
    holding = [
        one
        for one in (_named(facts) if named else facts.approvals)
        if one.status in AWAITED | GIVEN | {REFUSED_STATUS} and one.line(line.code)
    ]
    if not is_needed(facts, line, settings) and not (named and holding):
        return FREE, None
    good = [one for one in holding if _allows(one, line) and _in_time(one, line)]
    if good:
        return (GOOD if named else UNNAMED), good[0]
    for kind, found in (
        (WAITING, [one for one in holding if one.status in AWAITED]),
        (OUTSIDE, [one for one in holding if _allows(one, line) and named]),
        (REFUSED, [one for one in holding if not _allows(one, line)]),
    ):
        if found:
            return kind, found[0]
    if _unknown(facts):
        return UNKNOWN, None
    return (DIFFERS if named else MISSING), None


def _numbers(facts: ClaimFacts) -> list[str]:
    """The numbers the claim names; a request without one from the payer has an empty one."""
    return [number for number in facts.approval_numbers if number.strip()]


def _named(facts: ClaimFacts) -> list[ApprovalFacts]:
    numbers = _numbers(facts)
    return [one for one in facts.approvals if one.reference in numbers]


def _unknown(facts: ClaimFacts) -> list[str]:
    known = {one.reference for one in facts.approvals}
    return [number for number in _numbers(facts) if number not in known]


def _allows(approval: ApprovalFacts, line: LineFacts) -> bool:
    """Given, and not for this one line refused."""
    held = approval.line(line.code)
    return approval.status in GIVEN and held is not None and held.approved != ZERO


def _in_time(approval: ApprovalFacts, line: LineFacts) -> bool:
    if approval.status == EXPIRED and approval.valid_to is None:
        return False
    return first_outside([line.service_date], approval.valid_from, approval.valid_to) is None


def _standing_as(
    facts: ClaimFacts, settings: Settings, *kinds: str
) -> Iterator[tuple[int, LineFacts, str, ApprovalFacts | None]]:
    for index, line in enumerate(facts.lines):
        kind, approval = standing(facts, line, settings)
        if kind in kinds:
            yield index, line, kind, approval


@edit(51, BLOCK, "codes_needing_approval", "approval_above", data_driven=True)
def approval_missing(facts: ClaimFacts, settings: Settings) -> Faults:
    """Service that needs approval, and the claim names none."""
    for index, line, kind, approval in _standing_as(facts, settings, MISSING, UNNAMED):
        if kind == UNNAMED and approval:
            yield on_line(
                index, line, "code",
                N_("Line %(line)s: approval %(number)s holds %(code)s. Enter its number on the claim."),
                fixes.ENTER_APPROVAL, code=line.code, number=approval.reference,
            )  # fmt: skip
        else:
            yield on_line(
                index, line, "code",
                N_("Line %(line)s: %(code)s needs the insurer's approval. Ask for it before you send."),
                fixes.ASK_APPROVAL, code=line.code,
            )  # fmt: skip


@edit(52, BLOCK)
def approval_unknown(facts: ClaimFacts, _: Settings) -> Faults:
    """Approval number that no answer of the payer gave."""
    for number in _unknown(facts):
        yield on_claim(
            facts, "approval",
            N_("Approval number %(number)s is not known for this patient. Compare it with the answer."),
            fixes.ENTER_APPROVAL, number=number,
        )  # fmt: skip


@edit(53, BLOCK)
def approval_out_of_time(facts: ClaimFacts, settings: Settings) -> Faults:
    """Service outside the days of the approval."""
    for index, line, _kind, approval in _standing_as(facts, settings, OUTSIDE):
        yield on_line(
            index, line, "service_date",
            N_("Line %(line)s: approval %(number)s does not hold on %(day)s. Extend it, or correct the date."),
            fixes.ASK_APPROVAL, day=line.service_date, number=approval.reference if approval else "",
        )  # fmt: skip


@edit(54, BLOCK)
def approval_differs(facts: ClaimFacts, settings: Settings) -> Faults:
    """Service that needs approval and is not in the approval the claim names."""
    for index, line, _kind, _approval in _standing_as(facts, settings, DIFFERS):
        yield on_line(
            index, line, "code",
            N_("Line %(line)s: the claim's approval does not hold %(code)s. Bill what was approved, or ask again."),
            fixes.ASK_APPROVAL, code=line.code,
        )  # fmt: skip


@edit(55, BLOCK)
def approval_used_up(facts: ClaimFacts, settings: Settings) -> Faults:
    """More units than the approval has left."""
    groups: dict[str, list[tuple[int, LineFacts]]] = defaultdict(list)
    for index, line, _kind, _approval in _standing_as(facts, settings, GOOD):
        groups[line.code].append((index, line))
    for group in groups.values():
        index, line = group[-1]
        units = sum(member.quantity for _, member in group)
        left = _left(facts, line)
        if left is not None and units > left:
            yield on_line(
                index, line, "quantity",
                N_("Line %(line)s: %(units)s units of %(code)s, but the approval has %(units_left)s left. Lower them, or ask for more."),
                fixes.CHANGE_QUANTITY, code=line.code, units=units, units_left=left,
            )  # fmt: skip


@edit(56, WARN)
def approval_in_another_claim(facts: ClaimFacts, _: Settings) -> Faults:
    """Approval used in another claim; one whose units are counted may serve several."""
    for approval in _named(facts):
        held = [approval.line(line.code) for line in facts.lines]
        counted = [one.left is not None for one in held if one]
        if approval.used_in and not (counted and all(counted)):
            yield on_claim(
                facts, "approval",
                N_("Approval %(number)s was used in claim %(claim)s. Make sure that it holds for both."),
                fixes.OPEN_OTHER_CLAIM, number=approval.reference, claim=approval.used_in,
            )  # fmt: skip


@edit(57, BLOCK)
def approval_pending(facts: ClaimFacts, settings: Settings) -> Faults:
    """Service whose approval the payer has not decided."""
    for index, line, _kind, _approval in _standing_as(facts, settings, WAITING):
        yield on_line(
            index, line, "code",
            N_("Line %(line)s: the insurer has not decided on %(code)s. Wait for the approval, then send."),
            fixes.AWAIT_APPROVAL, code=line.code,
        )  # fmt: skip


@edit(58, WARN)
def approval_refused(facts: ClaimFacts, settings: Settings) -> Faults:
    """Service whose approval the payer refused."""
    for index, line, _kind, _approval in _standing_as(facts, settings, REFUSED):
        yield on_line(
            index, line, "code",
            N_("Line %(line)s: the insurer refused approval of %(code)s and will hardly pay. Remove it or explain it."),
            fixes.REMOVE_LINE, code=line.code,
        )  # fmt: skip


@edit(59, WARN)
def approval_question_open(facts: ClaimFacts, _: Settings) -> Faults:
    """Payer's question about an approval of this claim unanswered."""
    codes = {line.code for line in facts.lines}
    numbers = _numbers(facts)
    for approval in facts.approvals:
        asked = approval.status in AWAITED and any(one.code in codes for one in approval.lines)
        named = approval.reference in numbers
        if approval.question_open and (asked or named):
            yield on_claim(
                facts, "approval",
                N_("The insurer asked about the approval and has no answer yet. Answer it first."),
                fixes.ANSWER_QUESTION,
            )  # fmt: skip
            return


def _left(facts: ClaimFacts, line: LineFacts) -> Decimal | None:
    """Units left over all approvals named that hold the line; None when one sets no number."""
    held = [
        one.line(line.code) for one in _named(facts) if _allows(one, line) and _in_time(one, line)
    ]
    lefts = [one.left for one in held if one and one.left is not None]
    return sum(lefts, ZERO) if len(lefts) == len(held) else None
