"""What may be done with patients."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(
    patients__view=N_("See patients and their policies"),
    patients__write=N_("Register and correct patients"),
)
