"""The life of an eligibility question."""

from __future__ import annotations

from app.kernel.states import StateMachine

ASKED = "asked"
ANSWERED = "answered"
FAILED = "failed"

CHECK = StateMachine(
    "eligibility check",
    {
        (ASKED, "answered"): ANSWERED,
        (ASKED, "failed"): FAILED,
        (FAILED, "released"): ASKED,
        (FAILED, "answered"): ANSWERED,
        (ANSWERED, "answered"): ANSWERED,
    },
    initial=ASKED,
    final=frozenset({ANSWERED, FAILED}),
)
