"""Payments in the words of the page's language, ready to show."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from flask_babel import gettext

from app.kernel import pagewords
from app.kernel.pagewords import name_of
from app.kernel.tags import Tag, tag_of
from app.kernel.words import N_
from app.reference.queries import all_payers
from app.remittances import rules, underpaid
from app.remittances.matching import REASON_WORDS
from app.remittances.states import LINE_STATUSES, REMITTANCE_STATUSES
from app.remittances.underpaid import Complaint

# What speaks against posting, and what a person can do about it.
PROBLEMS = {
    "preview": (N_("Nothing is posted yet."), N_("Look through the lines, then post the file or throw it away.")),
    "twice": (N_("A remittance of this number was received before."), N_("Compare the two, then put this one away or post it too.")),
    "sum_differs": (N_("The lines do not add up to the amount that was told."), N_("Ask the insurer which is right, then post it or put it away.")),
    "currency": (N_("The amounts are not in Omani rials."), N_("Ask the insurer, then post it as rials or put it away.")),
    "strange_day": (N_("A day of payment cannot be right."), N_("Check the day, then post it or put it away.")),
    "empty": (N_("It names an amount and no claim."), N_("Ask the insurer for its lines, then put it away.")),
    "unknown_claim": (N_("No claim of ours has this number."), N_("Match it with a claim, or say that it is not ours.")),
    "several_claims": (N_("Several claims fit equally well."), N_("Choose the right claim.")),
    "numbers_disagree": (N_("Our number and the insurer's number point to two claims."), N_("Choose the right claim.")),
    "over_approved": (N_("It is more than the insurer approved and still owes."), N_("Choose another claim, or post the surplus knowingly.")),
    "over_claimed": (N_("It is more than was ever claimed."), N_("Choose another claim, or post the surplus knowingly.")),
    "no_origin": (N_("More would be taken back than was paid."), N_("Wait for the payment, choose another claim, or say that it is not ours.")),
    "origin_unknown": (N_("The payment that it takes back was not received here."), N_("Wait for that payment, or post it all the same.")),
    "not_judged": (N_("The claim is not judged yet."), N_("It is posted by itself once the decision arrives.")),
    "no_such_line": (N_("The claim has no line of this number."), N_("Choose another claim, or say that it is not ours.")),
    "paid_before_visit": (N_("The payment is dated before the visit."), N_("Choose another claim, or post it all the same.")),
    "other_payer": (N_("The claim was sent to another insurer."), N_("Choose another claim, or post it all the same.")),
    "zero": (N_("The amount is zero."), N_("Say that it is not ours.")),
    "taken_off": (N_("A person took it off its claim."), N_("Match it with the right claim.")),
}  # fmt: skip
LINE_KINDS = {
    "payment": N_("Payment"),
    "fee": N_("Fee"),
    "early_payment": N_("Early-payment discount"),
    "takeback": N_("Taken back"),
    "adjustment": N_("Adjustment"),
    "advance": N_("Advance"),
}
ENTRY_KINDS = {
    rules.BILLED: N_("Billed"),
    rules.PATIENT_SHARE: N_("Patient share"),
    rules.APPROVED: N_("Approved amount"),
    rules.LET_GO: N_("Let go"),
    rules.PAID: N_("Paid"),
    rules.TAKEN_BACK: N_("Taken back"),
    rules.WRITTEN_OFF: N_("Written off"),
    rules.FEE: N_("Fee"),
    rules.EARLY_PAYMENT: N_("Early-payment discount"),
}
# Lines paid too low: by what they are measured, and what became of them.
BASES = {"contract": N_("Contract"), "approved": N_("Decision")}
UNDERPAID = {
    underpaid.OPEN: N_("Waits for your decision"),
    underpaid.DISPUTED: N_("In a complaint"),
    underpaid.LET_GO: N_("Difference given up"),
    underpaid.SETTLED: N_("Paid since"),
}
STATES = {
    rules.EXPECTED: (N_("Payment expected"), "waiting"),
    rules.PART_PAID: (N_("Paid in part"), "warning"),
    rules.SETTLED: (N_("Paid"), "success"),
    rules.OVERPAID: (N_("Overpaid"), "danger"),
    rules.NOTHING_OWED: (N_("Nothing owed"), "neutral"),
    rules.REVOKED: (N_("Cancelled"), "neutral"),
}
CREDITS = {
    "open": (N_("Open"), "waiting"),
    "matched": (N_("Ticked off"), "success"),
    "not_ours": (N_("Left out"), "neutral"),
}
ORIGINS = {"exchange": N_("Exchange"), "file": N_("File")}
METHODS = {"cash": N_("Cash"), "card": N_("Card"), "transfer": N_("Bank transfer")}


def status_tag(status: str) -> Tag:
    """A remittance's word for people."""
    return tag_of(REMITTANCE_STATUSES[status])


def line_tag(status: str) -> Tag:
    """A line's word for people."""
    return tag_of(LINE_STATUSES[status])


def credit_tag(status: str) -> tuple[str, str]:
    """What became of a credit of the bank, and the tone it is said in."""
    words, tone = CREDITS[status]
    return gettext(words), tone


def problem_words(problem: str | None) -> tuple[str, str] | None:
    """What is wrong, and what to do."""
    found = PROBLEMS.get(problem or "")
    return (gettext(found[0]), gettext(found[1])) if found else None


def reason_words(reasons: list[str]) -> str:
    """Why a line belongs to its claim, or may."""
    return gettext(", ").join(gettext(REASON_WORDS[one]) for one in reasons if one in REASON_WORDS)


def state_tag(state: str) -> tuple[str, str]:
    """Where a claim stands with its money: word and tone."""
    label, tone = STATES[state]
    return gettext(label), tone


def payer_names() -> dict[UUID | None, str]:
    """Every payer's name in the page's language."""
    return {key: name_of(one) for key, one in all_payers().items()}


def complaint_words(said: Complaint) -> str:
    """What a complaint about an underpaid line tells the insurer, in plain words of the page's language."""
    amounts = {name: _plain(getattr(said, name)) for name in ("expected", "paid", "difference")}
    about = {"number": said.number, "code": said.code, **amounts}
    if said.by_contract:
        words = gettext("Claim %(number)s, service %(code)s: under contract %(contract)s %(expected)s is due from you; you paid %(paid)s. Please pay the difference of %(difference)s.", contract=said.contract, **about)  # fmt: skip
    else:
        words = gettext("Claim %(number)s, service %(code)s: you approved %(expected)s and paid %(paid)s. Please pay the difference of %(difference)s.", **about)  # fmt: skip
    if said.unit_price is None or said.quantity is None:
        return words
    agreed = gettext("The price agreed in contract %(contract)s is %(price)s for one unit; %(quantity)s units were given.", contract=said.contract, price=_plain(said.unit_price), quantity=f"{said.quantity.normalize():f}")  # fmt: skip
    return f"{words} {agreed}"


def _plain(amount: Decimal) -> str:
    return pagewords.money_text(amount, pagewords.language(), "latn")
