"""How a payer judges a claim, line by line: pure rules over values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from app.sandbox import medicines, payers
from app.sandbox.plans import IMAGING, LABORATORY
from app.sandbox.reading import BAISA, ZERO, Line, ReceivedClaim
from app.sandbox.stories import Cover

APPROVED, PARTIAL, REJECTED, PENDED = "approved", "partial", "rejected", "pended"

_OUT_OF_FORCE = {
    "not-active": "ELIG-005",
    "not-covered": "NCOV-003",
    "limit-exhausted": "BENX-005",
    "out-network": "ELIG-007",
    "coverage-suspended": "ELIG-008",
    "not-direct-billing": "CLAI-017",
}


@dataclass(frozen=True)
class LineVerdict:
    """The judgement of one line; eligible = copay + benefit, all in Omani rials."""

    sequence: int
    outcome: str
    submitted: Decimal
    eligible: Decimal
    copay: Decimal
    benefit: Decimal
    tax: Decimal
    quantity: Decimal
    reason: str = ""
    note: str = ""


@dataclass(frozen=True)
class Verdict:
    """The judgement of a claim."""

    lines: tuple[LineVerdict, ...]

    @property
    def outcome(self) -> str:
        found = {line.outcome for line in self.lines}
        return found.pop() if len(found) == 1 else PARTIAL

    @property
    def benefit(self) -> Decimal:
        return sum((line.benefit for line in self.lines), ZERO)

    def totals(self) -> dict[str, Decimal]:
        return {
            name: sum((getattr(line, name) for line in self.lines), ZERO)
            for name in ("submitted", "eligible", "copay", "benefit", "tax")
        }


@dataclass(frozen=True)
class Approval:
    """An approval the payer gave: its last day (None for open), and units left of the codes it names."""

    until: date | None
    left: Mapping[str, Decimal]


@dataclass(frozen=True)
class Circumstances:
    """What the payer knows beside the claim: cover, temper, evidence, a question without an answer, approvals by number, lines claimed before, medicines the patient still has."""

    cover: Cover
    temper: str
    evidence: bool
    unanswered: bool
    approvals: Mapping[str, Approval]
    claimed_before: frozenset[int]
    still_held: frozenset[int]


def judge(claim: ReceivedClaim, known: Circumstances) -> Verdict:
    """The verdict on every line, in order, until the outpatient limit is used up."""
    left = _outpatient_left(known.cover)
    verdicts = []
    for line in claim.lines:
        verdict = _within_limit(line, _judge_line(line, claim, known), left)
        left -= verdict.benefit
        verdicts.append(verdict)
    return Verdict(tuple(verdicts))


def allow(
    line: Line,
    benefit: Decimal | None = None,
    reason: str = "",
    note: str = "",
    units: Decimal | None = None,
) -> LineVerdict:
    """A line paid in full, up to benefit, or for so many units; the patient's share stays as it was collected."""
    copay = min(line.patient_share, line.net)
    full = line.net - copay
    granted = line.quantity if units is None else min(units, line.quantity)
    if benefit is None:
        benefit = (full * granted / line.quantity).quantize(BAISA)
    paid = max(ZERO, min(benefit, full))
    whole = paid == full and granted == line.quantity
    # Tax is paid in the measure of the benefit, to the baisa.
    tax = line.tax if paid == full else (line.tax * paid / full).quantize(BAISA)
    return LineVerdict(
        sequence=line.sequence,
        outcome=APPROVED if whole else PARTIAL,
        submitted=line.net,
        eligible=paid + copay,
        copay=copay,
        benefit=paid,
        tax=tax,
        quantity=granted,
        reason="" if whole else reason,
        note=note,
    )


def deny(line: Line, reason: str, note: str = "") -> LineVerdict:
    """A line of which nothing is paid."""
    return LineVerdict(
        line.sequence, REJECTED, line.net, ZERO, ZERO, ZERO, ZERO, Decimal(0), reason, note
    )


def duplicates(
    lines: Iterable[Line], earlier: Iterable[tuple[str, str, date, Decimal, Decimal]]
) -> frozenset[int]:
    """Sequences of the lines that stand among earlier ones by system, code, day, quantity and net."""
    known = {(s, c, d, q.normalize(), n.normalize()) for s, c, d, q, n in earlier}
    return frozenset(
        x.sequence
        for x in lines
        if (x.system, x.code, x.day, x.quantity.normalize(), x.net.normalize()) in known
    )


def _outpatient_left(cover: Cover) -> Decimal:
    limit = next((x for x in cover.plan.limits if x.category == "outpatient"), None)
    return limit.allowed - limit.used if limit else Decimal("Infinity")


def _within_limit(line: Line, verdict: LineVerdict, left: Decimal) -> LineVerdict:
    if verdict.benefit <= left:
        return verdict
    return allow(line, left, "BENX-005") if left > 0 else deny(line, "BENX-005")


def _judge_line(line: Line, claim: ReceivedClaim, known: Circumstances) -> LineVerdict:
    reason = (
        _by_cover(line, known.cover)
        or ("DUPL-001" if line.sequence in known.claimed_before else "")
        or medicines.objection(line, claim, known.still_held)
        or _by_approval(line, claim, known)
        or ("AUTH-012" if known.unanswered and not known.evidence else "")
        or _by_temper(line, claim, known)
    )
    if reason:
        return deny(line, reason)
    return allow_half(line) if known.temper == payers.HALF else allow(line)


def allow_half(line: Line) -> LineVerdict:
    """Half of the units, rounded up; a single unit is allowed whole."""
    units = (line.quantity / 2).to_integral_value(ROUND_CEILING)
    return allow(line, reason="MNEC-005", units=min(units, line.quantity))


def _by_cover(line: Line, cover: Cover) -> str:
    if line.day < cover.begins:
        return "ELIG-006"
    if line.day > cover.ends:
        return "ELIG-005"
    if cover.not_in_force:
        return _OUT_OF_FORCE[cover.not_in_force]
    return "NCOV-003" if line.category in cover.plan.excluded else ""


def _by_approval(line: Line, claim: ReceivedClaim, known: Circumstances) -> str:
    if claim.use == "preauthorization":
        return ""
    # In an emergency nobody could be asked before.
    needed = line.category in known.cover.plan.needs_approval and not claim.emergency
    if not claim.approvals:
        return "AUTH-001" if needed else ""
    found = [known.approvals[number] for number in claim.approvals if number in known.approvals]
    if not found:
        return "AUTH-003"
    named = [approval for approval in found if line.code in approval.left]
    if not named:
        return "AUTH-005" if line.category in known.cover.plan.needs_approval else ""
    in_time = [a for a in named if a.until is None or line.day <= a.until]
    if not in_time:
        return "AUTH-004"
    return "" if sum(a.left[line.code] for a in in_time) >= line.quantity else "BENX-002"


def _by_temper(line: Line, claim: ReceivedClaim, known: Circumstances) -> str:
    if known.temper == payers.DENYING:
        return "MNEC-003"
    if known.temper != payers.PARTLY or known.evidence:
        return ""
    doubted = {LABORATORY} if claim.use == "preauthorization" else {LABORATORY, IMAGING}
    approved = any(
        line.code in known.approvals[number].left
        for number in claim.approvals
        if number in known.approvals
    )
    return "MNEC-003" if line.category in doubted and not approved else ""
