"""Time, duplicates, papers and second attempts (CHK-84 to CHK-89)."""

from __future__ import annotations

from app.claims import rules
from app.claims.scrubbing import fixes
from app.claims.scrubbing.days import service_days
from app.claims.scrubbing.edit import Fault, Faults, edit, on_claim, on_line
from app.claims.scrubbing.settings import Settings
from app.claims.surroundings import SiblingFacts
from app.claims.values import BLOCK, INFO, WARN, ClaimFacts, LineFacts
from app.kernel.words import N_, NN_

RELATED_KINDS = ("correction", "complaint")
# Files travel as text, four letters for three bytes, and leave the claim itself this room in bytes.
CLAIM_ITSELF = 200_000


@edit(
    84, WARN, "filing_window_days", "filing_amber", "filing_red", "filing_reminder_days",
    "filing_late_reminder_days", data_driven=True,
)  # fmt: skip
def filing_window_closing(facts: ClaimFacts, settings: Settings) -> Faults:
    """The payer's time for sending runs out, or none is known and the claim lies long."""
    first = service_days(facts)[0]
    if settings.filing_window_days is None:
        yield from _reminder(facts, (facts.today - first).days, settings)
        return
    left = rules.days_left(first, facts.today, settings.filing_window_days)
    used = settings.filing_window_days - left
    if left < 0:
        yield _time(facts, -left, NN_(
            "The insurer's time for sending ended %(days)s day ago. Send it with proof of the reason.",
            "The insurer's time for sending ended %(days)s days ago. Send it with proof of the reason.",
        ))  # fmt: skip
    elif used >= settings.filing_red * settings.filing_window_days:
        yield _time(facts, left, NN_(
            "Urgent: %(days)s day is left for sending the service of %(day)s. Send it today.",
            "Urgent: %(days)s days are left for sending the service of %(day)s. Send it today.",
        ))  # fmt: skip
    elif used >= settings.filing_amber * settings.filing_window_days:
        yield _time(facts, left, NN_(
            "%(days)s day is left for sending the service of %(day)s. Send it soon.",
            "%(days)s days are left for sending the service of %(day)s. Send it soon.",
        ))  # fmt: skip


def _reminder(facts: ClaimFacts, age: int, settings: Settings) -> Faults:
    if age >= settings.filing_reminder_days:
        late = age >= settings.filing_late_reminder_days
        yield _time(facts, age, NN_(
            "The service was %(days)s day ago. No deadline is known for this insurer; send it soon.",
            "The service was %(days)s days ago. No deadline is known for this insurer; send it soon.",
        ), WARN if late else INFO)  # fmt: skip


def _time(facts: ClaimFacts, days: int, words: tuple[str, str], severity: str = "") -> Fault:
    return Fault(
        field="service_date",
        sentence=words[0],
        plural=words[1],
        count=days,
        fix=fixes.SEND_NOW,
        at_stake=facts.payer_total,
        params={"days": days, "day": service_days(facts)[0]},
        severity=severity,
    )


@edit(85, BLOCK)
def service_after_sending(facts: ClaimFacts, _: Settings) -> Faults:
    """A service dated after the day of sending."""
    if facts.service_date > facts.today:
        yield on_claim(
            facts, "service_date",
            N_("The service date %(day)s is in the future. Correct it, or send on that day."),
            fixes.CORRECT_DATE, day=facts.service_date,
        )  # fmt: skip
    for index, line in enumerate(facts.lines):
        if line.service_date > facts.today and line.service_date != facts.service_date:
            yield on_line(
                index, line, "service_date",
                N_("Line %(line)s: service date %(day)s is in the future. Correct it, or send later."),
                fixes.CORRECT_DATE, day=line.service_date,
            )  # fmt: skip


@edit(86, BLOCK)
def exact_duplicate(facts: ClaimFacts, _: Settings) -> Faults:
    """The same service of the same day already in another living claim."""
    licence = facts.provider.practitioner_licence
    for index, line in enumerate(facts.lines):
        for sibling in _others(facts, line):
            if rules.is_exact_duplicate(line, licence, sibling):
                yield on_line(
                    index, line, "code",
                    N_("Line %(line)s: %(code)s of %(day)s is already in claim %(claim)s. Remove it here."),
                    fixes.OPEN_OTHER_CLAIM,
                    code=line.code, day=line.service_date, claim=sibling.claim_number,
                )  # fmt: skip
                break


def _others(facts: ClaimFacts, line: LineFacts) -> list[SiblingFacts]:
    """Lines of other claims; a prescription handed out in parts is guarded by its remainder (CHK-62, CHK-65)."""
    parts = line.dispense.parts if line.dispense else frozenset()
    return [one for one in facts.siblings if one.claim_number not in parts]


@edit(87, WARN, "near_duplicate_days")
def near_duplicate(facts: ClaimFacts, settings: Settings) -> Faults:
    """The same service within a few days in another claim, or twice on one day in this one."""
    licence, seen = facts.provider.practitioner_licence, set()
    for index, line in enumerate(facts.lines):
        others = _others(facts, line)
        if any(rules.is_exact_duplicate(line, licence, sibling) for sibling in others):
            continue
        near = [s for s in others if rules.is_near_duplicate(line, s, settings.near_duplicate_days)]
        if near:
            yield on_line(
                index, line, "code",
                N_("Line %(line)s: claim %(claim)s has %(code)s on %(day)s. Make sure that both were done."),
                fixes.OPEN_OTHER_CLAIM,
                code=line.code, day=near[0].service_date, claim=near[0].claim_number,
            )  # fmt: skip
        elif (line.shown_code, line.service_date, line.site) in seen:
            yield on_line(
                index, line, "code",
                N_("Line %(line)s repeats %(code)s of the same day. Raise the first line's quantity instead."),
                fixes.CHANGE_QUANTITY, code=line.code,
            )  # fmt: skip
        seen.add((line.shown_code, line.service_date, line.site))


@edit(
    88, BLOCK, "attachments_for", "attachment_max_bytes", "attachment_max_count",
    "attachment_types", data_driven=True,
)  # fmt: skip
def attachments_wrong(facts: ClaimFacts, settings: Settings) -> Faults:
    """An attachment missing, too large, of a wrong type, or one too many."""
    present = {paper.kind for paper in facts.attachments}
    for kind in (kind for kind in _demanded(facts, settings) if kind not in present):
        yield _papers(
            facts,
            N_("Attachment “%(kind)s” is missing, and this insurer demands it. Add it."),
            kind=kind,
        )
    yield from _unfit(facts, settings)
    yield from _too_much(facts, settings)


def _unfit(facts: ClaimFacts, settings: Settings) -> Faults:
    """Each paper by itself: its type, and its size by the insurer's word and the exchange's."""
    largest = _least(
        settings.attachment_max_bytes, facts.carriage.file_bytes if facts.carriage else None
    )
    for paper in facts.attachments:
        if paper.media_type not in settings.attachment_types:
            yield _papers(
                facts,
                N_("Attachment “%(name)s” is neither PDF nor JPEG. Convert it and add it again."),
                name=paper.name,
            )
        if paper.size > largest:
            yield _papers(
                facts,
                N_(
                    "Attachment “%(name)s” is larger than %(most)s MB. Make it smaller or split it."
                ),
                name=paper.name,
                most=largest // 1_000_000,
            )


def _too_much(facts: ClaimFacts, settings: Settings) -> Faults:
    """All papers together: their number, and what one message holds."""
    most = _least(settings.attachment_max_count, facts.carriage.files if facts.carriage else None)
    if len(facts.attachments) > most:
        yield _papers(
            facts,
            N_("There are more than %(most)s attachments. Join some into one PDF."),
            most=most,
        )
    if facts.carriage is None or not facts.attachments:
        return
    room = facts.carriage.message_bytes - CLAIM_ITSELF
    if sum(-(-paper.size // 3) * 4 for paper in facts.attachments) > room:
        largest = max(facts.attachments, key=lambda paper: paper.size)
        yield _papers(
            facts,
            N_("Together the attachments are too large for one message. Make “%(name)s”, the largest, smaller or take one out."),
            name=largest.name,
        )  # fmt: skip


def _least(payers: int, exchanges: int | None) -> int:
    """The narrower of two limits; the exchange's may be unknown."""
    return payers if exchanges is None else min(payers, exchanges)


def _demanded(facts: ClaimFacts, settings: Settings) -> list[str]:
    """The kinds that the claim's codes and categories demand, each once, as the lines come."""
    keys = [key for line in facts.lines for key in (line.code, line.category) if key]
    kinds = [kind for key in keys for kind in settings.attachments_for.get(key, ())]
    return list(dict.fromkeys(kinds))


def _papers(facts: ClaimFacts, sentence: str, **params: object) -> Fault:
    return on_claim(facts, "attachments", sentence, fixes.ADD_PAPERS, **params)


@edit(89, BLOCK)
def second_attempt_incomplete(facts: ClaimFacts, _: Settings) -> Faults:
    """Resubmission without the payer's claim number or its kind, or while a dispute is open."""
    first = facts.related
    if first is None:
        return
    if not first.payer_claim_number.strip():
        yield _related(
            facts,
            N_("The insurer's number of the first claim is missing. Enter it from its answer."),
        )
    if first.kind not in RELATED_KINDS:
        yield _related(
            facts, N_("The kind of resubmission is missing. Choose correction or complaint.")
        )
    if first.dispute_open:
        yield _related(
            facts, N_("A dispute about the first claim is still open. Wait for its answer.")
        )


def _related(facts: ClaimFacts, sentence: str) -> Fault:
    return on_claim(facts, "related", sentence, fixes.COMPLETE_RELATED)
