"""Who may knock at which door of the patients' pages: endpoint × person -> status.

Ids in the addresses belong to nobody, so that an open door answers 404 or, for a form that was
sent empty, 422.
"""

from __future__ import annotations

PEOPLE = ("amal", "badr", "huda", "salim", "nadia", "faris")

# (method, endpoint, parameters): status for amal, badr, huda, salim, nadia, faris
ACCESS = {
    ("GET", "patients.index", ()): (200, 200, 200, 200, 200, 200),
    ("GET", "patients.reload_search", ()): (303, 303, 303, 303, 303, 303),
    ("POST", "patients.search", ()): (422, 422, 422, 422, 422, 422),
    ("GET", "patients.new", ()): (200, 200, 200, 403, 403, 200),
    ("POST", "patients.start", ()): (200, 200, 200, 403, 403, 200),
    ("POST", "patients.register", ()): (422, 422, 422, 403, 403, 422),
    ("GET", "patients.show", ("patient_id",)): (404, 404, 404, 404, 404, 404),
    ("GET", "patients.correct", ("patient_id",)): (404, 404, 404, 403, 403, 404),
    ("POST", "patients.correct", ("patient_id",)): (404, 404, 404, 403, 403, 404),
    ("GET", "patients.merge", ("patient_id",)): (404, 404, 404, 403, 403, 404),
    ("POST", "patients.merge", ("patient_id",)): (404, 404, 404, 403, 403, 404),
    ("POST", "patients.merge_in", ("patient_id", "duplicate_id")): (404, 404, 404, 403, 403, 404),
    ("GET", "patients.add_document", ("patient_id",)): (404, 404, 404, 403, 403, 404),
    ("POST", "patients.add_document", ("patient_id",)): (404, 404, 404, 403, 403, 404),
    ("POST", "patients.remove_document", ("document_id",)): (404, 404, 404, 403, 403, 404),
    ("GET", "patients.allergies", ("patient_id",)): (404, 404, 404, 404, 404, 404),
    ("POST", "patients.add_allergy", ("patient_id",)): (404, 404, 404, 403, 403, 404),
    ("POST", "patients.remove_allergy", ("allergy_id",)): (404, 404, 404, 403, 403, 404),
    ("GET", "patients.add_policy", ("patient_id",)): (404, 404, 404, 403, 403, 404),
    ("POST", "patients.add_policy", ("patient_id",)): (404, 404, 404, 403, 403, 404),
    ("GET", "patients.correct_policy", ("policy_id",)): (404, 404, 404, 403, 403, 404),
    ("POST", "patients.correct_policy", ("policy_id",)): (404, 404, 404, 403, 403, 404),
    ("GET", "patients.end_policy", ("policy_id",)): (404, 404, 404, 403, 403, 404),
    ("POST", "patients.end_policy", ("policy_id",)): (404, 404, 404, 403, 403, 404),
}
