"""What happened on the way out of practice, in words."""

from __future__ import annotations

from app.kernel.words import N_

PRACTICE: dict[str, str] = {
    "practice.reset": N_("Everything practised removed"),
    "practice.outage": N_("Outage rehearsed"),
    "practice.outage_over": N_("Rehearsed outage ended"),
    "live_request.asked": N_("Asked to go live"),
    "live_request.withdrawn": N_("Request to go live taken back"),
    "live_request.approved": N_("Going live approved"),
    "live_request.returned": N_("Request to go live given back"),
    "live_request.went_live": N_("Went live"),
}
