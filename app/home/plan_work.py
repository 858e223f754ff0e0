"""Own invoices of this service, as rows of the first page."""

from __future__ import annotations

from typing import Any

from app.kernel.clock import today
from app.kernel.pagewords import money
from app.kernel.words import N_
from app.plans import work_lists


def rows() -> list[dict[str, Any]]:
    """The values of one row of work each. What is owed is no money at stake, so it stands in the detail."""
    day = today()
    return [
        {
            "kind": "own_invoice",
            "reference": one.number,
            "endpoint": "plans.invoice",
            "values": {"invoice_id": one.id},
            "why": N_("Your own invoice for this service is late.")
            if one.due_on < day
            else N_("Your own invoice for this service is to be paid soon."),
            "verb": N_("See how to pay"),
            "tone": "red" if one.due_on < day else "amber",
            "days": max((one.due_on - day).days, 0),
            "detail": money(one.left),
        }
        for one in work_lists.to_pay()
    ]
