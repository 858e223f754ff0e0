"""What the last day of a licence or paper means today: pure."""

from __future__ import annotations

from datetime import date

from app.kernel.words import N_

SOON_DAYS = 60
UNKNOWN = N_("Licence days not entered")
EXPIRED = N_("Licence expired")
ENDS_SOON = N_("Licence ends soon")
VALID = N_("Licensed")

KINDS = {
    "clinic": N_("Clinic"),
    "medical_center": N_("Medical centre"),
    "polyclinic": N_("Polyclinic"),
    "pharmacy": N_("Pharmacy"),
}

# The establishment's own papers, in the order in which they are shown.
PAPERS = {
    "moh_licence": N_("MOH licence"),
    "commercial_registration": N_("Commercial Registration"),
    "civil_id": N_("Civil ID of the representative"),
    "whitelisting_form": N_("Whitelisting form, stamped"),
}
# Those that have a number and a last day.
ENDING_PAPERS = frozenset(PAPERS) - {"whitelisting_form"}


def paper_words(ends: date | None, today: date) -> tuple[str, str] | None:
    """The state of a paper as a msgid and a tone; none for one that does not end."""
    if ends is None:
        return None
    if ends < today:
        return N_("Expired"), "danger"
    return (N_("Ends soon"), "warning") if (ends - today).days <= SOON_DAYS else (N_("Valid"), "success")  # fmt: skip


def licence_words(ends: date | None, today: date) -> tuple[str, str]:
    """The state of a branch's licence as a msgid and a tone; its last day is still valid."""
    if ends is None:
        return UNKNOWN, "neutral"
    if ends < today:
        return EXPIRED, "danger"
    return (ENDS_SOON, "warning") if (ends - today).days <= SOON_DAYS else (VALID, "success")
