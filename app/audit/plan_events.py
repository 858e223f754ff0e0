"""What happened to plans, invoices and payments of the operator, in words."""

from __future__ import annotations

from app.kernel.words import N_

PLANS: dict[str, str] = {
    "plan.added": N_("Plan added"),
    "plan.priced": N_("Price of a plan announced"),
    "plan.price_withdrawn": N_("Announced price of a plan withdrawn"),
    "plan.withdrawn_from_sale": N_("Plan taken off sale"),
    "plan.entity_added": N_("Seller added"),
    "plan.buyer_named": N_("Address of invoices written"),
    "plan.budget_said": N_("Budget for a month set or taken away"),
    "plan.chosen": N_("Plan chosen"),
    "plan.chosen_by_operator": N_("Plan chosen by the operator"),
    "plan.withdrawn_by_operator": N_("Planned change of plan withdrawn by the operator"),
    "plan.told": N_("Letter about the plan written"),
    "plan.ended": N_("Plan ended"),
    "plan.withdrawn": N_("Planned change of plan withdrawn"),
    "invoice.drafted": N_("Invoice begun"),
    "invoice.month_closed": N_("Month closed, invoice in review"),
    "invoice.finalised": N_("Invoice made final"),
    "invoice.dropped": N_("Nothing left to invoice"),
    "invoice.credit_given": N_("Credit note received from the operator"),
    "invoice.credited": N_("Line of an invoice credited"),
    "invoice.reminded": N_("Reminder of an invoice sent"),
    "payment.file_imported": N_("Statement of the operator's bank imported"),
    "payment.entered": N_("Payment entered"),
    "card.offered": N_("Payment by card begun"),
    "card.captured": N_("Invoice paid by card"),
    "card.captured_beyond": N_("Card charged beyond what was owed"),
    "card.given_back": N_("Money given back to the card"),
    "card.refused": N_("Card refused"),
    "card.abandoned": N_("Payment by card given up"),
    "payment.matched": N_("Payment set against an invoice"),
    "payment.taken_off": N_("Payment taken off an invoice"),
    "credit.paid_out": N_("Credit paid out to who left"),
}
