"""What stays when a tenant is deleted, and why: everything else goes. The database refuses to remove these."""

from __future__ import annotations

from app.kernel.words import N_

TAX = N_("Tax law asks for invoices and payments for years.")
PROOF = N_("It proves what was deleted, when, and by whose approval.")
KEPT = {
    "invoices": TAX,
    "invoice_lines": TAX,
    "payments": TAX,
    "card_payments": TAX,
    "billing_profiles": TAX,
    "audit_heads": N_(
        "The hash of the end of the trail: a copy that was taken along can be checked against it."
    ),
    "tenant_keys": N_("The days of the keys; the keys themselves are destroyed."),
    "departures": PROOF,
    "departure_approvals": PROOF,
}
