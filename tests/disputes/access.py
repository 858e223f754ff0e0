"""Who may knock at which door of the pages of disputes: endpoint × person -> status."""

from __future__ import annotations

PEOPLE = ("amal", "badr", "huda", "salim", "nadia", "faris")

# (method, endpoint, parameters): status for amal, badr, huda, salim, nadia, faris.
# Ids are ones that nobody has: who may enter finds nothing, who may not hears so first.
ACCESS = {
    ("GET", "disputes.index", ()): (200, 200, 200, 200, 200, 200),
    ("GET", "disputes.export", ("kind",)): (200, 200, 403, 403, 200, 200),
    ("GET", "disputes.choose", ("claim_id",)): (404, 404, 404, 404, 403, 404),
    ("POST", "disputes.open_dispute", ("claim_id",)): (404, 404, 404, 404, 403, 404),
    ("GET", "disputes.show", ("dispute_id",)): (404, 404, 404, 404, 404, 404),
    ("GET", "disputes.life", ("dispute_id",)): (404, 404, 404, 404, 404, 404),
    ("POST", "disputes.save", ("dispute_id",)): (404, 404, 404, 404, 403, 404),
    ("POST", "disputes.send", ("dispute_id",)): (404, 404, 404, 403, 403, 404),
    ("POST", "disputes.abandon", ("dispute_id",)): (404, 404, 404, 404, 403, 404),
    ("GET", "disputes.filing_proof", ("claim_id",)): (404, 404, 404, 404, 404, 404),
    ("GET", "disputes.packet", ("dispute_id",)): (404, 404, 404, 404, 404, 404),
}
