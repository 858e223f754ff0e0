"""What may be done with papers, on top of the right to what they belong to."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(
    documents__view=N_("See and download papers"),
    documents__write=N_("Add and remove papers"),
)
