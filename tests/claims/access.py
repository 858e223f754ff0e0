"""Who may knock at which door of the pages of claims: endpoint × person -> status."""

from __future__ import annotations

PEOPLE = ("amal", "badr", "huda", "salim", "nadia", "faris")

# (method, endpoint, parameters): status for amal, badr, huda, salim, nadia, faris.
# Ids are ones that nobody has: who may enter finds nothing, who may not hears so first.
ACCESS = {
    ("GET", "claims.index", ()): (200, 200, 200, 200, 200, 200),
    ("GET", "claims.export", ("kind",)): (200, 200, 403, 403, 200, 200),
    ("GET", "claims.new", ()): (200, 200, 200, 200, 403, 200),
    ("POST", "claims.start", ("patient_id",)): (404, 404, 404, 404, 403, 404),
    ("GET", "claims.show", ("claim_id",)): (404, 404, 404, 404, 404, 404),
    ("GET", "claims.life", ("claim_id",)): (404, 404, 404, 404, 404, 404),
    ("GET", "claims.edit", ("claim_id",)): (404, 404, 404, 404, 403, 404),
    ("POST", "claims.save", ("claim_id",)): (404, 404, 404, 404, 403, 404),
    ("POST", "claims.keep_draft", ("claim_id",)): (404, 404, 404, 404, 403, 404),
    ("GET", "claims.amounts", ("claim_id",)): (404, 404, 404, 404, 403, 404),
    ("GET", "claims.check", ("claim_id",)): (404, 404, 404, 404, 403, 404),
    ("POST", "claims.send", ("claim_id",)): (404, 404, 404, 403, 403, 404),
    ("GET", "claims.sent", ("claim_id",)): (404, 404, 404, 404, 404, 404),
    ("POST", "claims.withdraw", ("claim_id",)): (404, 404, 404, 403, 403, 404),
    ("POST", "claims.reopen", ("claim_id",)): (404, 404, 404, 404, 403, 404),
    ("POST", "claims.discard", ("claim_id",)): (404, 404, 404, 404, 403, 404),
    ("GET", "claims.cancel", ("claim_id",)): (404, 404, 403, 403, 403, 404),
    ("POST", "claims.ask_to_cancel", ("claim_id",)): (404, 404, 403, 403, 403, 404),
    ("GET", "claims.nullify", ("claim_id",)): (404, 404, 403, 403, 403, 404),
    ("POST", "claims.ask_to_nullify", ("claim_id",)): (404, 404, 403, 403, 403, 404),
    ("GET", "claims.rejected", ()): (200, 200, 200, 200, 200, 200),
    ("GET", "claims.denied", ()): (200, 200, 200, 200, 200, 200),
    ("GET", "claims.oddest", ()): (200, 200, 200, 200, 200, 200),
    ("GET", "claims.silent", ()): (200, 200, 200, 200, 200, 200),
    ("POST", "claims.ask_silent", ()): (303, 303, 303, 403, 403, 303),
    ("GET", "claims.export_work", ("which", "kind")): (200, 200, 403, 403, 200, 200),
    ("GET", "claims.close", ("claim_id",)): (404, 404, 403, 403, 403, 404),
    ("POST", "claims.do_close", ("claim_id",)): (404, 404, 403, 403, 403, 404),
    ("POST", "claims.reopen_closed", ("claim_id",)): (404, 404, 403, 403, 403, 404),
    ("GET", "claims.print_claim", ("claim_id",)): (404, 404, 404, 404, 404, 404),
}
