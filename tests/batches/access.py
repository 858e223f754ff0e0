"""Who may knock at which door of the pages of batches: endpoint × person -> status."""

from __future__ import annotations

PEOPLE = ("amal", "badr", "huda", "salim", "nadia", "faris")

# (method, endpoint, parameters): status for amal, badr, huda, salim, nadia, faris.
# Ids are ones that nobody has: who may enter finds nothing, who may not hears so first.
ACCESS = {
    ("GET", "batches.index", ()): (200, 200, 403, 403, 403, 403),
    ("GET", "batches.preflight", ()): (200, 200, 403, 403, 403, 403),
    ("GET", "batches.preflight_result", ()): (200, 200, 403, 403, 403, 403),
    ("POST", "batches.mend", ()): (303, 303, 403, 403, 403, 403),
    ("GET", "batches.confirm", ()): (200, 200, 403, 403, 403, 403),
    ("GET", "batches.confirm_result", ()): (200, 200, 403, 403, 403, 403),
    ("POST", "batches.start", ()): (409, 409, 403, 403, 403, 403),
    ("GET", "batches.show", ("batch_id",)): (404, 404, 403, 403, 403, 403),
    ("GET", "batches.progress_piece", ("batch_id",)): (404, 404, 403, 403, 403, 403),
    ("POST", "batches.stop", ("batch_id",)): (404, 404, 403, 403, 403, 403),
    ("GET", "batches.items", ("batch_id",)): (404, 404, 403, 403, 403, 403),
    ("POST", "batches.begin_fixing", ("batch_id",)): (404, 404, 403, 403, 403, 403),
    ("GET", "batches.fix", ("batch_id", "position")): (404, 404, 403, 403, 403, 403),
    ("GET", "batches.report_pdf", ("batch_id",)): (404, 404, 403, 403, 403, 403),
    ("GET", "batches.report_xlsx", ("batch_id",)): (404, 404, 403, 403, 403, 403),
}
