"""Who may knock at which door of the rulebook: endpoint × person -> status."""

from __future__ import annotations

PEOPLE = ("amal", "badr", "huda", "salim", "nadia", "faris")

# (method, endpoint, ids): status for amal (owner), badr (claims officer), huda (receptionist),
# salim (doctor), nadia (auditor), faris (pharmacist). The ids are ones that nobody has.
ACCESS = {
    ("GET", "rulebook.index", ()): (200, 200, 403, 403, 200, 403),
    ("GET", "rulebook.edit", ("edit",)): (404, 404, 403, 403, 404, 403),
    ("GET", "rulebook.set_edit", ("edit",)): (404, 404, 403, 403, 403, 403),
    ("POST", "rulebook.set_edit", ("edit",)): (404, 404, 403, 403, 403, 403),
    ("GET", "rulebook.own", ()): (200, 200, 403, 403, 200, 403),
    ("POST", "rulebook.new_rule", ()): (303, 303, 403, 403, 403, 403),
    ("GET", "rulebook.edit_rule", ("rule_id",)): (404, 404, 403, 403, 403, 403),
    ("POST", "rulebook.save_rule", ("rule_id",)): (404, 404, 403, 403, 403, 403),
    ("POST", "rulebook.switch_rule", ("rule_id",)): (404, 404, 403, 403, 403, 403),
    ("POST", "rulebook.move_rule", ("rule_id",)): (404, 404, 403, 403, 403, 403),
    ("POST", "rulebook.discard_rule", ("rule_id",)): (404, 404, 403, 403, 403, 403),
    ("POST", "rulebook.simulate_rule", ("rule_id",)): (404, 404, 403, 403, 403, 403),
    ("GET", "rulebook.simulated", ("simulation_id",)): (404, 404, 403, 403, 404, 403),
    ("GET", "rulebook.simulation_progress", ("simulation_id",)): (404, 404, 403, 403, 404, 403),
    ("POST", "rulebook.use_simulated", ("simulation_id",)): (404, 404, 403, 403, 403, 403),
    ("GET", "rulebook.proposals", ()): (200, 200, 403, 403, 200, 403),
    ("POST", "rulebook.search", ()): (303, 303, 403, 403, 403, 403),
    ("POST", "rulebook.accept_proposal", ("proposal_id",)): (404, 404, 403, 403, 403, 403),
    ("GET", "rulebook.dismiss_proposal", ("proposal_id",)): (404, 404, 403, 403, 403, 403),
    ("POST", "rulebook.dismiss_proposal", ("proposal_id",)): (404, 404, 403, 403, 403, 403),
    ("GET", "rulebook.release", ("claim_id",)): (404, 404, 403, 403, 403, 403),
    ("POST", "rulebook.release", ("claim_id",)): (404, 404, 403, 403, 403, 403),
    ("POST", "rulebook.ask_release", ("claim_id",)): (404, 404, 404, 404, 403, 404),
}
