"""Who may knock at which door of the leases: endpoint × person -> status."""

from __future__ import annotations

PEOPLE = ("amal", "badr", "huda", "salim", "nadia", "faris")

# (method, endpoint, parameters): status for amal, badr, huda, salim, nadia, faris
ACCESS = {
    ("POST", "worklist.take", ("subject_kind", "subject_id")): (404, 404, 404, 404, 403, 404),
    ("POST", "worklist.keep", ("subject_kind", "subject_id")): (404, 404, 404, 404, 403, 404),
    ("POST", "worklist.let_go", ("subject_kind", "subject_id")): (404, 404, 404, 404, 403, 404),
}
