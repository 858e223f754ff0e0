"""What an owner may do about support access, and what somebody of the operator sees under it."""

from __future__ import annotations

from app.access.roles import VIEWING
from app.kernel import authz
from app.kernel.words import N_

authz.declare(support__grant=N_("Grant support access, and end it"))

# Pages only: nothing that leaves as a file or on paper, no raw message, nothing about who works here.
SEEN = VIEWING - {
    "access.account",
    "audit.view",
    "claims.export",
    "claims.print",
    "approvals.export",
    "disputes.export",
    "exchange.raw",
    "documents.view",
} | {"reports.view"}
