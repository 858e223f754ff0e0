"""What an owner may do about taking everything along."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(
    departing__export=N_("Take everything out as one file"),
    departing__leave=N_("Leave, and have everything deleted"),
)
