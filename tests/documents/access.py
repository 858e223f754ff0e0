"""Who may knock at which door of the papers: endpoint × person -> status."""

from __future__ import annotations

PEOPLE = ("amal", "badr", "huda", "salim", "nadia", "faris")

# (method, endpoint, parameters): status for amal, badr, huda, salim, nadia, faris
ACCESS = {
    ("GET", "documents.papers", ("subject_id",)): (404, 404, 404, 404, 404, 404),
    ("POST", "documents.add", ("subject_id",)): (404, 404, 404, 404, 403, 404),
    ("POST", "documents.reuse", ("subject_id",)): (404, 404, 404, 404, 403, 404),
    ("POST", "documents.remove", ("subject_id", "document_id")): (404, 404, 404, 404, 403, 404),
    ("GET", "documents.download", ("document_id",)): (404, 404, 404, 404, 404, 404),
    ("GET", "documents.of_patient", ("patient_id",)): (404, 404, 404, 404, 404, 404),
}
