"""What groups, severities and the like are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.claims.values import BLOCK, HOLD, INFO, WARN
from app.kernel.words import N_

OFF = "off"

SEVERITY_WORDS = {
    BLOCK: N_("Blocks"),
    HOLD: N_("Holds"),
    WARN: N_("Warns"),
    INFO: N_("Informs"),
    OFF: N_("Off"),
}
SEVERITY_TONES = {
    BLOCK: "danger", HOLD: "returned", WARN: "warning", INFO: "info", OFF: "neutral",
}  # fmt: skip
SEVERITY_CHOICES = (
    (BLOCK, _("Blocks: the claim cannot be sent")),
    (HOLD, _("Holds: somebody must release the claim")),
    (WARN, _("Warns: the claim can be sent")),
    (INFO, _("Informs only")),
    (OFF, _("Off")),
)

GROUP_WORDS = {
    "identity": N_("Patient"),
    "coverage": N_("Cover and eligibility"),
    "provider": N_("Clinic and practitioner"),
    "diagnosis": N_("Diagnoses"),
    "services": N_("Services"),
    "approval": N_("Approvals"),
    "prescription": N_("Prescriptions"),
    "medicines": N_("Medicines"),
    "money": N_("Money"),
    "timing": N_("Time, duplicates, papers"),
}
