"""The streams messages travel in, and the kinds handlers are hung for."""

from __future__ import annotations

# What a person waits for at the desk never queues behind a batch of claims.
DESK, CLAIMS, POLL = "desk", "claims", "poll"

ELIGIBILITY, CLAIM, CANCEL, STATUS, POLLED = "eligibility", "claim", "cancel", "status", "poll"
COMMUNICATION, PAYMENT, NOTICE = "communication", "payment", "notice"
APPROVAL, PRESCRIPTION = "approval", "prescription"
KINDS = (
    ELIGIBILITY, APPROVAL, CLAIM, CANCEL, STATUS, POLLED, COMMUNICATION, PAYMENT, NOTICE, PRESCRIPTION,
)  # fmt: skip
