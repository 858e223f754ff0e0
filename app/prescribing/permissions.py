"""What may be done with the prescriptions a clinic writes."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(
    prescribing__view=N_("See the prescriptions written here"),
    prescribing__write=N_("Write and withdraw prescriptions"),
)
