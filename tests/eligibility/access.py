"""Who may knock at which door of the eligibility pages: endpoint × person -> status."""

from __future__ import annotations

PEOPLE = ("amal", "badr", "huda", "salim", "nadia", "faris")

# (method, endpoint, parameters): status for amal, badr, huda, salim, nadia, faris
ACCESS = {
    ("GET", "eligibility.desk", ()): (200, 200, 200, 200, 403, 200),
    ("POST", "eligibility.ask_at_desk", ()): (422, 422, 422, 422, 403, 422),
    ("GET", "eligibility.choose", ("patient_id",)): (404, 404, 404, 404, 403, 404),
    ("POST", "eligibility.ask", ("patient_id",)): (404, 404, 404, 404, 403, 404),
    ("GET", "eligibility.show", ("check_id",)): (404, 404, 404, 404, 404, 404),
    ("GET", "eligibility.answer_piece", ("check_id",)): (404, 404, 404, 404, 404, 404),
    ("GET", "eligibility.slip", ("check_id",)): (404, 404, 404, 404, 404, 404),
    ("POST", "eligibility.ask_again", ("check_id",)): (404, 404, 404, 404, 403, 404),
    ("POST", "eligibility.adopt", ("check_id",)): (404, 404, 404, 403, 403, 404),
    ("GET", "eligibility.checks", ()): (200, 200, 200, 200, 200, 200),
}
