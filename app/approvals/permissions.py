"""What may be done with approvals."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(
    approvals__view=N_("See requests for approval and the insurers' answers"),
    approvals__write=N_("Enter requests for approval, and sentences that justify them"),
    approvals__submit=N_("Send requests for approval, take back what has not left, ask for their status"),
    approvals__cancel=N_("Ask the insurer to cancel an approval"),
    approvals__export=N_("Download lists of approvals"),
    approvals__rules=N_("Say which services need approval, with which papers, and within what time"),
)  # fmt: skip
