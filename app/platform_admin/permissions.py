"""What may be done at the operator's desk."""

from __future__ import annotations

from app.kernel import authz
from app.kernel.words import N_

authz.declare(
    desk__review=N_("Read applications and their papers"),
    desk__decide=N_("Ask for more, approve and refuse"),
    desk__live=N_("Let tenants go live, or give their request back"),
    desk__departures=N_("See who leaves, and the certificates"),
    desk__delete=N_("Be one of two who approve a deletion"),
    desk__mail=N_("See letters that did not leave"),
    desk__trail=N_("Read the trail of the desk"),
    desk__incident=N_("Tell all tenants of an incident"),
    desk__money=N_("See plans, invoices and payments of tenants"),
    desk__bill=N_("Finalise and credit invoices, enter payments"),
    desk__sell=N_("Set plans and prices, and change a tenant's plan"),
    desk__support=N_("Help tenants: see failures, ask to look, approve others"),
    desk__view=N_("Stand at the operator's desk"),
)
