"""What may be done with stock."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(
    pharmacy__stock_write=N_("Receive, count, adjust, return and transfer stock"),
    pharmacy__recall=N_("Recall a lot, and lift a recall"),
)
