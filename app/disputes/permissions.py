"""What may be done about decisions of insurers."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(
    disputes__view=N_("See corrections and complaints"),
    disputes__write=N_("Correct claims and complain about decisions"),
    disputes__export=N_("Download lists of corrections and complaints"),
)
