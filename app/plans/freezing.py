"""What waits for a late payment: new users and reports, and nothing else, ever.

Eligibility, dispensing, claims, answers, printing and exports are on no list; a test walks the URL map.
"""

from __future__ import annotations

from flask import Flask, Response, request

from app.kernel.authz import can, current_actor
from app.kernel.web import page
from app.plans import queries

FROZEN = frozenset({
    "access.add_person", "access.invite", "access.resend_invitation", "reports.index", "reports.show", "reports.save",
})  # fmt: skip


def watch(app: Flask) -> None:
    """Ask before every request to what may be frozen; paid is paid: the next request goes through."""

    @app.before_request
    def wait_for_payment() -> Response | None:
        if request.endpoint not in FROZEN or current_actor() is None:
            return None
        late = queries.standing()
        if not late.is_read_only:
            return None
        return page("plans/frozen.html", 403, late=late, may_see=can("plans.view"))
