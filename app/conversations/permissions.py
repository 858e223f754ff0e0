"""What may be done with questions and answers, on top of the right to what they are about."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(
    conversations__view=N_("Read what insurers ask and what was answered"),
    conversations__write=N_("Write to insurers and answer their questions"),
)
