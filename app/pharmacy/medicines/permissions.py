"""What may be done with medicines."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(
    pharmacy__view=N_("See prescriptions, supplies, medicines and stock"),
    pharmacy__medicines_write=N_("Change medicines, boxes, interactions and formularies"),
)
