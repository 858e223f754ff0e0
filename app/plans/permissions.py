"""What may be done with a tenant's own plan and invoices; only owners may."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(
    plans__view=N_("See the plan, what was used, and the invoices"),
    plans__change=N_("Choose and change the plan"),
)
