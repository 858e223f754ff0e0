"""Brings up workers quickly: the house is loaded once, each worker is a fork that may be killed.

Speaks JSON lines: {"failpoint", "directory", "records"} starts a worker and answers with its pid.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import timedelta

from app import create_app
from app.audit import trail
from app.batches import running as batches
from app.exchange import inbox, journal, lanes, start
from app.exchange.messages import Reply
from app.kernel import failpoints, jobs

# Everything that waits for a dead worker waits a shorter time here; the order of things is the same.
SHORT_LEASE = timedelta(seconds=2)
SHORT_RENEW = 0.5
SHORT_TICK = 1.0
SHORT_HEARTBEAT = 0.5
SHORT_STALL = 2.0


def record(reply: Reply) -> None:
    """Stands in for a feature: what it does is kept if and only if the answer is marked handled."""
    outcome = getattr(reply.answer, "outcome", "")
    trail.note("probe.answered", "message", reply.message_id, outcome=outcome)


def hurry() -> None:
    lanes.LEASE, lanes.RENEW_SECONDS = SHORT_LEASE, SHORT_RENEW
    batches.LEASE, batches.FORGOTTEN_AFTER = SHORT_LEASE, timedelta(seconds=SHORT_TICK)
    jobs.TICK_SECONDS, jobs.HEARTBEAT_SECONDS, jobs.STALLED_SECONDS = (
        SHORT_TICK,
        SHORT_HEARTBEAT,
        SHORT_STALL,
    )


def main() -> None:
    app = create_app()
    start.warm_up()
    if "--patient" not in sys.argv:
        hurry()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for line in sys.stdin:
        wish = json.loads(line)
        child = os.fork()
        if child:
            print(child, flush=True)
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        sys.stdin.close()
        if wish["records"]:
            inbox._handlers.clear()
            inbox._handlers.update(dict.fromkeys(("eligibility", "claim"), record))
            journal._listeners.clear()
        failpoints.arm(wish["failpoint"], wish["directory"])
        jobs.run_worker(app, threads=2)
        os._exit(0)


if __name__ == "__main__":
    main()
