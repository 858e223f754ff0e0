"""Who may knock at which door of the plan: endpoint × person -> status. What a place pays is its owner's."""

from __future__ import annotations

PEOPLE = ("amal", "badr", "huda", "salim", "nadia", "faris")
OWNER, NOT_FOUND = (200, 403, 403, 403, 403, 403), (404, 403, 403, 403, 403, 403)
REFUSED, GOES_ON = (422, 403, 403, 403, 403, 403), (303, 403, 403, 403, 403, 403)

# (method, endpoint, parameters): status for amal, badr, huda, salim, nadia, faris
ACCESS = {
    ("GET", "plans.index", ()): OWNER,
    ("GET", "plans.change", ()): OWNER,
    ("GET", "plans.compare", ()): OWNER,
    ("GET", "plans.seats", ()): OWNER,
    ("GET", "plans.buyer", ()): OWNER,
    ("POST", "plans.name_buyer", ()): REFUSED,
    ("GET", "plans.budget", ()): OWNER,
    ("POST", "plans.say_budget", ()): REFUSED,
    ("POST", "plans.no_budget", ()): GOES_ON,
    ("GET", "plans.card", ("card_id",)): NOT_FOUND,
    # The gateway's own door: whoever has a session is not the gateway.
    ("POST", "plans.card_heard", ()): (400, 400, 400, 400, 400, 400),
    ("POST", "plans.pay_by_card", ("invoice_id",)): NOT_FOUND,
    ("GET", "plans.invoices", ()): OWNER,
    ("GET", "plans.invoice", ("invoice_id",)): NOT_FOUND,
    ("GET", "plans.paper", ("invoice_id",)): NOT_FOUND,
    ("GET", "plans.behind", ("invoice_id", "line_id")): NOT_FOUND,
    ("GET", "plans.behind_file", ("invoice_id", "kind", "line_id")): NOT_FOUND,
    # Nobody has a plan in this clinic, so no line runs.
    ("GET", "plans.behind_running", ()): NOT_FOUND,
    ("GET", "plans.behind_running_file", ("kind",)): NOT_FOUND,
    ("POST", "plans.preview", ()): REFUSED,
    ("POST", "plans.choose", ()): REFUSED,
    ("POST", "plans.withdraw", ()): GOES_ON,
}
