"""Who may knock at which door of the pages of approvals: endpoint × person -> status."""

from __future__ import annotations

PEOPLE = ("amal", "badr", "huda", "salim", "nadia", "faris")

VIEW = (404, 404, 404, 404, 404, 404)
WRITE = (404, 404, 404, 404, 403, 404)
CANCEL = (404, 404, 403, 403, 403, 404)
RULES = (404, 404, 403, 403, 403, 404)

# (method, endpoint, parameters): status for amal, badr, huda, salim, nadia, faris.
# Ids are ones that nobody has: who may enter finds nothing, who may not hears so first.
ACCESS = {
    ("GET", "approvals.index", ()): (200, 200, 200, 200, 200, 200),
    ("GET", "approvals.export", ("kind",)): (200, 200, 403, 403, 200, 200),
    ("GET", "approvals.search_services", ()): (400, 400, 400, 400, 400, 400),
    ("GET", "approvals.new", ("patient_id",)): WRITE,
    ("POST", "approvals.start", ("patient_id",)): WRITE,
    ("GET", "approvals.edit", ("approval_id",)): WRITE,
    ("POST", "approvals.save", ("approval_id",)): WRITE,
    ("POST", "approvals.keep_draft", ("approval_id",)): WRITE,
    ("GET", "approvals.check", ("approval_id",)): WRITE,
    ("POST", "approvals.send", ("approval_id",)): WRITE,
    ("GET", "approvals.sent", ("approval_id",)): VIEW,
    ("GET", "approvals.show", ("approval_id",)): VIEW,
    ("GET", "approvals.life", ("approval_id",)): VIEW,
    ("GET", "approvals.print_slip", ("approval_id",)): VIEW,
    ("POST", "approvals.withdraw", ("approval_id",)): WRITE,
    ("POST", "approvals.discard", ("approval_id",)): WRITE,
    ("POST", "approvals.ask_status", ("approval_id",)): WRITE,
    ("POST", "approvals.noted", ("approval_id",)): WRITE,
    ("POST", "approvals.reopen", ("approval_id",)): WRITE,
    ("POST", "approvals.extend", ("approval_id",)): WRITE,
    ("GET", "approvals.cancel", ("approval_id",)): CANCEL,
    ("POST", "approvals.ask_to_cancel", ("approval_id",)): CANCEL,
    ("GET", "approvals.follow_up", ("follow_up_id",)): VIEW,
    ("POST", "approvals.ask_after", ("follow_up_id",)): WRITE,
    ("POST", "approvals.not_needed", ("follow_up_id",)): WRITE,
    ("GET", "approvals.rules", ()): (200, 200, 403, 403, 403, 200),
    ("GET", "approvals.new_rule", ()): (200, 200, 403, 403, 403, 200),
    ("POST", "approvals.add_rule", ()): (422, 422, 403, 403, 403, 422),
    ("GET", "approvals.end_rule", ("requirement_id",)): RULES,
    ("POST", "approvals.end_rule_then", ("requirement_id",)): RULES,
    ("GET", "approvals.times", ()): (200, 200, 403, 403, 403, 200),
    ("POST", "approvals.set_times", ()): (422, 422, 403, 403, 403, 422),
    ("GET", "approvals.sentences", ()): (200, 200, 200, 200, 403, 200),
    ("POST", "approvals.add_sentence", ()): (422, 422, 422, 422, 403, 422),
    ("POST", "approvals.turn_sentence", ("sentence_id",)): WRITE,
}
