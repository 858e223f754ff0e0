"""What may be done with leases, on top of the right to change what they are on."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(worklist__take=N_("Take work, so that nobody else does the same"))
