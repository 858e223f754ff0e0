"""What a tenant is told of its plan, and by which letter. Pure."""

from __future__ import annotations

from datetime import timedelta

from app.kernel.words import N_
from app.plans import dunning
from app.plans.meter import ALERTS

REMINDER, WARNING, READ_ONLY, RESTORED = "reminder", "warning", "read_only", "restored"
TAKEN_OFF, PRICE, PRICE_SOON = "taken_off", "price", "price_soon"
PRICE_WITHDRAWN = "price_withdrawn"
IN_REVIEW, ISSUED = "in_review", "issued"
USED = {alert: f"claims_{alert}" for alert in ALERTS}
SPENT = {alert: f"budget_{alert}" for alert in ALERTS}
# Not a letter: an act of the operator, written into the tenant's own trail.
TRAIL = "trail"
NOTICES = (
    IN_REVIEW,
    ISSUED,
    REMINDER,
    WARNING,
    READ_ONLY,
    RESTORED,
    TAKEN_OFF,
    PRICE,
    PRICE_SOON,
    PRICE_WITHDRAWN,
    *USED.values(),
    *SPENT.values(),
    TRAIL,
)
# Whoever keeps the tenant's books hears of these too.
ABOUT_INVOICES = frozenset({
    IN_REVIEW, ISSUED, REMINDER, WARNING, READ_ONLY, RESTORED, TAKEN_OFF, PRICE, PRICE_SOON,
    PRICE_WITHDRAWN,
})  # fmt: skip
# A new price is told when it is announced, and once more so many days before it begins.
SOON_DAYS = 10
# A paper that became final longer ago is no news.
FRESH = timedelta(days=7)

SUBJECTS = {
    IN_REVIEW: N_("Please look through your invoice"),
    ISSUED: N_("Your invoice"),
    REMINDER: N_("An invoice is due"),
    WARNING: N_("An invoice is 30 days late"),
    READ_ONLY: N_("New users and reports wait for your payment"),
    RESTORED: N_("Thank you: everything is open again"),
    TAKEN_OFF: N_("A payment was taken off your invoice"),
    PRICE: N_("A new price for your plan"),
    PRICE_SOON: N_("The new price of your plan begins soon"),
    PRICE_WITHDRAWN: N_("The new price of your plan is withdrawn"),
    USED[80]: N_("80 per cent of your plan's claims are used"),
    USED[100]: N_("All claims your plan foresees are used"),
    SPENT[80]: N_("This month has come to 80 per cent of your budget"),
    SPENT[100]: N_("This month has reached your budget"),
}
TEMPLATES = {
    IN_REVIEW: "plans/letters/in_review.txt",
    ISSUED: "plans/letters/issued.txt",
    REMINDER: "plans/letters/late.txt",
    WARNING: "plans/letters/late.txt",
    READ_ONLY: "plans/letters/late.txt",
    RESTORED: "plans/letters/restored.txt",
    TAKEN_OFF: "plans/letters/taken_off.txt",
    PRICE: "plans/letters/price.txt",
    PRICE_SOON: "plans/letters/price.txt",
    PRICE_WITHDRAWN: "plans/letters/price_withdrawn.txt",
    USED[80]: "plans/letters/used.txt",
    USED[100]: "plans/letters/used.txt",
    SPENT[80]: "plans/letters/spent.txt",
    SPENT[100]: "plans/letters/spent.txt",
}


def of_step(step: int) -> str:
    """The kind of letter of a step of the ladder (days after the due day)."""
    if step >= dunning.READ_ONLY_ON:
        return READ_ONLY
    return WARNING if step >= dunning.WARN_ON else REMINDER
