"""What may be done with claims."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(
    claims__view=N_("See claims"),
    claims__write=N_("Enter claims and change drafts"),
    claims__submit=N_("Send claims, and take back what has not left"),
    claims__cancel=N_("Ask the insurer to cancel a claim"),
    claims__nullify=N_("Ask the insurer to strike a claim that was sent in error"),
    claims__close=N_("Close claims, and let go of what was not approved"),
    claims__export=N_("Download lists of claims"),
    claims__print=N_("Print claims"),
)
