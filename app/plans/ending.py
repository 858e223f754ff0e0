"""The last invoices of who leaves: every month up to today, final at once. Verbs flush, never commit."""

from __future__ import annotations

from uuid import UUID

from app.kernel.clock import today
from app.plans import billing, books, rounds, settling, subscribing
from app.plans.proration import Month


def bill_out(tenant_id: UUID) -> list[str]:
    """End the plan and number what is still to be invoiced, before what it is counted by is deleted; the numbers.

    The operator's work. What was paid ahead and is not used comes back as a credit note, set against what is owed.
    """
    books.one_at_a_time(tenant_id)
    if not books.account(tenant_id).changes:
        return []
    subscribing.end(tenant_id)
    months = (*rounds.months_over(), Month.of(today()))
    numbers = [told for month in months if (told := billing.finalise_early(tenant_id, month))]
    settling.spend_credits(tenant_id)
    return numbers
