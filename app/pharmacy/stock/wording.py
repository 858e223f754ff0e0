"""The words for movements, reasons and what is kept back (msgids), and the tags of pages."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from app.kernel.words import N_
from app.pharmacy.stock.rules import EXPIRED, RECALLED, why_kept_back

KINDS = {
    "received": N_("Taken into stock"),
    "supplied": N_("Supplied"),
    "put_back": N_("Put back"),
    "counted": N_("Counted"),
    "adjusted": N_("Adjusted"),
    "returned": N_("Returned to the supplier"),
    "sent": N_("Sent to another branch"),
    "arrived": N_("Came from another branch"),
}
REASONS = {
    "stocktaking": N_("Stocktaking"),
    "suspected_difference": N_("A difference was suspected"),
    "damaged": N_("Damaged"),
    "broken": N_("Broken"),
    "lost": N_("Lost"),
    "stolen": N_("Stolen"),
    "found": N_("Found again"),
    "expired_destroyed": N_("Expired and destroyed"),
    "own_use": N_("Used in the house"),
    "entry_error": N_("Entered wrongly before"),
    "expired": N_("Expired"),
    "recalled": N_("Recalled"),
    "ordered_too_much": N_("Ordered too much"),
    "wrong_item": N_("Wrong item delivered"),
    "manufacturer": N_("Recalled by the manufacturer"),
    "regulator": N_("Recalled by the regulator"),
    "suspected_fault": N_("A fault is suspected"),
    "withdrawn_by_source": N_("Withdrawn by who asked for it"),
    "entered_by_mistake": N_("Entered by mistake"),
}
COUNT_REASONS = ("stocktaking", "suspected_difference")
KEPT_BACK = {EXPIRED: N_("Expired"), RECALLED: N_("Recalled")}
USABLE = N_("May be supplied")


def reason_choices(reasons: tuple[str, ...]) -> list[tuple[str, str]]:
    """Reasons in the language of the page, for a drop-down."""
    return [(one, _(REASONS[one])) for one in reasons]


def kept_back_tag(expires_on: date, on: date, *, recalled: bool) -> tuple[str, str]:
    """Label and tone of a batch's state."""
    why = why_kept_back(expires_on, recalled=recalled, on=on)
    return (_(KEPT_BACK[why]), "danger") if why else (_(USABLE), "success")
