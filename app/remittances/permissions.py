"""What may be done with money."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(
    payments__view=N_("See payments, accounts of claims and what is owed"),
    payments__match=N_("Match payments with claims and with the bank"),
    payments__import=N_("Import payments and bank statements"),
    payments__receipt=N_("Take money from patients and write receipts"),
    payments__write_off=N_("Write off what is owed and let go of what was denied"),
)
