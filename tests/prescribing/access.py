"""Who may knock at which door of a clinic's prescriptions: endpoint × person -> status."""

from __future__ import annotations

PEOPLE = ("amal", "badr", "huda", "salim", "nadia", "faris")

SEE = (404, 403, 403, 404, 404, 403)
WRITE = (404, 403, 403, 404, 403, 403)

# Ids are ones that nobody has: who may enter finds nothing, who may not hears so first.
ACCESS = {
    ("GET", "prescribing.index", ()): (200, 403, 403, 200, 200, 403),
    ("GET", "prescribing.show", ("prescription_id",)): SEE,
    ("GET", "prescribing.slip", ("prescription_id",)): SEE,
    ("POST", "prescribing.withdraw", ("prescription_id",)): WRITE,
    ("GET", "prescribing.new", ("patient_id",)): WRITE,
    ("POST", "prescribing.new", ("patient_id",)): WRITE,
    ("GET", "prescribing.search_drugs", ("patient_id",)): WRITE,
    ("GET", "prescribing.new_for_visit", ("claim_id",)): WRITE,
    ("POST", "prescribing.new_for_visit", ("claim_id",)): WRITE,
}
