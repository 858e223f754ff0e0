"""What may be done about eligibility."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(
    eligibility__ask=N_("Ask insurers whether a patient is covered"),
    eligibility__view=N_("See the insurers' answers about cover"),
)
