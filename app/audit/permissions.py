"""What may be done with the trail."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(audit__view=N_("See the audit trail and verify it"))
