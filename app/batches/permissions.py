"""What may be done with batches."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(claims__batch=N_("Send many claims together as a batch"))
