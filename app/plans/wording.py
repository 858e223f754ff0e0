"""Plans, lines and standings in words. Pure; the page translates."""

from __future__ import annotations

from app.kernel.words import N_
from app.plans import dunning, pricing
from app.plans.accounts import ADD_ONS, FLAT, SEATS
from app.plans.invoicing import ADDED, AHEAD, CAP, CLAIMS, MINIMUM, TRIAL, UNUSED

KINDS = {
    pricing.UNLIMITED: N_("Flat, without limit"),
    pricing.PER_USER: N_("By user"),
    pricing.PER_CLAIM: N_("By accepted claim"),
    pricing.HYBRID: N_("Mixed"),
    pricing.ADD_ON: N_("Add-on"),
}
ITEMS = {
    FLAT: N_("Monthly fee"),
    SEATS: N_("Users"),
    ADD_ONS: N_("Add-on"),
    CLAIMS: N_("Accepted claims"),
}
CREDITED = "credited"
REASONS = {
    AHEAD: N_("the month ahead"),
    UNUSED: N_("given back, not used"),
    ADDED: N_("for the rest of the month"),
    CLAIMS: N_("in the month"),
    TRIAL: N_("free, in the trial"),
    MINIMUM: N_("up to the month's minimum"),
    CAP: N_("given back, above the month's cap"),
    CREDITED: N_("given back by this note"),
}
INVOICE_KINDS = {"invoice": N_("Tax invoice"), "credit_note": N_("Credit note")}
TONES = {"draft": "neutral", "grace": "info", "final": "success", "dropped": "neutral"}
STANDINGS = {
    dunning.REMINDED: N_("An invoice is due. Please pay it."),
    dunning.WARNED: N_(
        "An invoice is 30 days late. From day 45, new users and reports wait for the payment."
    ),
    dunning.READ_ONLY: N_(
        "New users and reports wait for the payment. Everything that treats patients goes on."
    ),
}
