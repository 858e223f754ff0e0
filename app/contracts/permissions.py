"""What may be done with contracts and prices."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(
    contracts__view=N_("See contracts and prices"),
    contracts__write=N_("Change contracts, services and prices"),
)
