"""Who may knock at which door of the papers: endpoint × person -> status."""

from __future__ import annotations

PEOPLE = ("amal", "badr", "huda", "salim", "nadia", "faris")

VIEW = (404, 404, 404, 404, 404, 404)
WRITE = (404, 404, 404, 404, 403, 404)

# (method, endpoint, parameters): status for amal, badr, huda, salim, nadia, faris
ACCESS = {
    ("GET", "documents.papers", ("subject_kind", "subject_id")): VIEW,
    ("POST", "documents.add", ("subject_kind", "subject_id")): WRITE,
    ("POST", "documents.reuse", ("subject_kind", "subject_id")): WRITE,
    ("POST", "documents.remove", ("subject_kind", "subject_id", "document_id")): WRITE,
    ("GET", "documents.download", ("document_id",)): VIEW,
    ("GET", "documents.of_patient", ("patient_id",)): VIEW,
}
