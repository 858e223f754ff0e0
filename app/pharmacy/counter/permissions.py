"""What may be done at the counter of a pharmacy."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(
    pharmacy__dispense=N_("Enter prescriptions and supply medicines"),
    pharmacy__reverse=N_("Reverse supplies"),
    pharmacy__alerts_view=N_("See how alerts are set, and who passed over one"),
    pharmacy__alerts_write=N_("Set how alerts are handled"),
)
