"""What may be done with code lists."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(reference__search=N_("Look up codes and prices"))
