"""What may be done with the settings."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(
    tenants__papers=N_("See the establishment's own papers"),
    tenants__view=N_("See the settings"),
    tenants__write=N_("Change the settings and branches"),
)
