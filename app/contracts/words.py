"""The words for categories, kinds of tax and columns of a price file (msgids)."""

from __future__ import annotations

from app.kernel.words import N_

CATEGORY_WORDS = {
    "consultation": N_("Consultation"),
    "laboratory": N_("Laboratory"),
    "imaging": N_("Imaging"),
    "procedure": N_("Procedure"),
    "consumable": N_("Consumable"),
    "medication": N_("Medication"),
    "dental": N_("Dental"),
}
VAT_WORDS = {
    "exempt": N_("Exempt"),
    "zero": N_("Zero rate"),
    "standard": N_("Standard rate"),
    "out_of_scope": N_("Out of scope"),
}
COLUMN_WORDS = {
    "local_code": N_("Our code"),
    "unit_price": N_("Price"),
    "name_en": N_("Name in English"),
    "name_ar": N_("Name in Arabic"),
    "category": N_("Category"),
    "vat_category": N_("VAT"),
    "approval_required": N_("Approval first"),
    "max_per_day": N_("Most per day"),
    "system": N_("Code list"),
    "code": N_("Code on the exchange"),
}

IN_FORCE = N_("In effect")
BEGINS_LATER = N_("Begins later")
ENDED = N_("Ended")
