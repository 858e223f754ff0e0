"""What happened around leaving, in words."""

from __future__ import annotations

from app.kernel.words import N_

DEPARTING: dict[str, str] = {
    "export.asked": N_("Export of everything asked for"),
    "export.finished": N_("Export of everything put together"),
    "export.failed": N_("Export of everything failed"),
    "export.written_by_operator": N_("Export of everything written by the operator"),
    "export.fetched": N_("Export of everything fetched"),
    "departure.asked": N_("Leaving asked for"),
    "departure.reminded": N_("Owners reminded of the deletion"),
    "departure.taken_back": N_("Leaving taken back"),
    "departure.approval": N_("Deletion approved by one of two"),
    "departure.approved": N_("Deletion approved by two"),
    "departure.deleted": N_("Everything deleted"),
    "export.expired": N_("Export of everything destroyed"),
}
