"""Who may knock at which door of the counter: endpoint × person -> status."""

from __future__ import annotations

PEOPLE = ("amal", "badr", "huda", "salim", "nadia", "faris")

LIST = (200, 403, 403, 403, 200, 200)
VIEW = (404, 403, 403, 403, 404, 404)
DISPENSE = (404, 403, 403, 403, 403, 404)

# (method, endpoint, parameters): status for amal, badr, huda, salim, nadia, faris.
# Ids are ones that nobody has: who may enter finds nothing, who may not hears so first.
ACCESS = {
    ("GET", "pharmacy.index", ()): (200, 403, 403, 403, 403, 200),
    ("POST", "pharmacy.scan", ()): (422, 403, 403, 403, 403, 422),
    ("GET", "pharmacy.find_medicine", ()): (200, 403, 403, 403, 403, 200),
    ("GET", "pharmacy.prescriptions", ()): LIST,
    ("GET", "pharmacy.answers", ()): LIST,
    ("GET", "pharmacy.answers_count", ()): LIST,
    ("GET", "pharmacy.owing", ()): LIST,
    ("GET", "pharmacy.provisional", ()): LIST,
    ("POST", "pharmacy.send_provisional", ()): (303, 403, 403, 403, 403, 303),
    ("GET", "pharmacy.alerts", ()): LIST,
    ("POST", "pharmacy.set_alert", ()): (422, 403, 403, 403, 403, 422),
    ("GET", "pharmacy.overrides", ()): LIST,
    ("GET", "pharmacy.patient", ("patient_id",)): DISPENSE,
    ("GET", "pharmacy.new_prescription", ("patient_id",)): DISPENSE,
    ("POST", "pharmacy.new_prescription", ("patient_id",)): DISPENSE,
    ("GET", "pharmacy.show", ("prescription_id",)): VIEW,
    ("GET", "pharmacy.cover_piece", ("prescription_id",)): VIEW,
    ("GET", "pharmacy.slip", ("prescription_id",)): VIEW,
    ("POST", "pharmacy.ask_again", ("prescription_id",)): DISPENSE,
    ("POST", "pharmacy.scan_box", ("prescription_id",)): DISPENSE,
    ("POST", "pharmacy.supply", ("prescription_id",)): DISPENSE,
    ("POST", "pharmacy.queue", ("prescription_id",)): DISPENSE,
    ("POST", "pharmacy.cancel_prescription", ("prescription_id",)): DISPENSE,
    ("POST", "pharmacy.release_prescription", ("prescription_id",)): DISPENSE,
    ("POST", "pharmacy.tell_again", ("prescription_id",)): DISPENSE,
    ("GET", "pharmacy.dispense", ("dispense_id",)): VIEW,
    ("GET", "pharmacy.receipt", ("dispense_id",)): VIEW,
    ("GET", "pharmacy.label", ("dispense_id",)): VIEW,
    ("POST", "pharmacy.reverse", ("dispense_id",)): DISPENSE,
    ("POST", "pharmacy.drop", ("dispense_id",)): DISPENSE,
    ("POST", "pharmacy.collect", ("dispense_id",)): DISPENSE,
    ("POST", "pharmacy.write_off", ("dispense_id",)): DISPENSE,
    ("POST", "pharmacy.claim_later", ("dispense_id",)): DISPENSE,
    ("POST", "pharmacy.fetch_for", ("patient_id",)): DISPENSE,
    ("GET", "pharmacy.fetched", ("task_id",)): DISPENSE,
    ("GET", "pharmacy.fetched_piece", ("task_id",)): DISPENSE,
    ("POST", "pharmacy.take_up", ("task_id",)): DISPENSE,
    ("POST", "pharmacy.give_back", ("task_id",)): DISPENSE,
    ("POST", "pharmacy.fetch_again", ("task_id",)): DISPENSE,
    ("POST", "pharmacy.paper_instead", ("task_id",)): DISPENSE,
}
