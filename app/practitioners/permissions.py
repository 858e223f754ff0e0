"""What may be done with practitioners."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(
    practitioners__view=N_("See practitioners"),
    practitioners__write=N_("Add and change practitioners"),
)
