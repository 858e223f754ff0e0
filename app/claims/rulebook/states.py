"""The lives of a hold, a simulation and a proposal."""

from __future__ import annotations

from app.kernel.states import StateMachine

OPEN, RELEASED, LAPSED = "open", "released", "lapsed"

# A claim that a rule keeps back waits for somebody; when it is changed meanwhile, the question lapses.
HOLD = StateMachine(
    "hold of a claim",
    {(OPEN, "released"): RELEASED, (OPEN, "lapsed"): LAPSED},
    initial=OPEN,
    final=frozenset({RELEASED, LAPSED}),
)

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"

SIMULATION = StateMachine(
    "simulation of a rule",
    {
        (WAITING, "begun"): RUNNING,
        (RUNNING, "begun"): RUNNING,
        (RUNNING, "finished"): DONE,
        (WAITING, "failed"): FAILED,
        (RUNNING, "failed"): FAILED,
    },
    initial=WAITING,
    final=frozenset({DONE, FAILED}),
)

PROPOSED, ACCEPTED, DISMISSED = "proposed", "accepted", "dismissed"

PROPOSAL = StateMachine(
    "proposal of a rule",
    {(PROPOSED, "accepted"): ACCEPTED, (PROPOSED, "dismissed"): DISMISSED},
    initial=PROPOSED,
    final=frozenset({ACCEPTED, DISMISSED}),
)
