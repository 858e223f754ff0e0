"""What may be done with the rulebook."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(
    claims__rules_view=N_("See how claims are checked"),
    claims__rules_write=N_("Change checks and write own rules"),
    claims__release_hold=N_("Release claims that a rule keeps back"),
)
