"""What a list that leaves tells of whose it is: the same columns wherever a row names a patient and an insurer."""

from __future__ import annotations

from flask_babel import gettext as _

from app.kernel.pagewords import either
from app.kernel.sheets import Cell, Column


def whose() -> list[Cell]:
    """File number, patient and insurer, in the page's language."""
    return [
        (Column(_("File number"), width=12), lambda one: one.file_number),
        (Column(_("Patient"), width=28), lambda one: either(one.patient_en, one.patient_ar)),
        (Column(_("Insurer"), width=18), lambda one: either(one.payer_en, one.payer_ar)),
    ]
