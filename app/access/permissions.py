"""What may be done to people and to one's own account."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(
    access__people=N_("Add people, change their roles, end their access"),
    access__account=N_("Change the own account"),
)
