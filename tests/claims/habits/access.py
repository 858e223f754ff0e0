"""Who may knock at which door of habits: endpoint × person -> status."""

from __future__ import annotations

PEOPLE = ("amal", "badr", "huda", "salim", "nadia", "faris")

# As in the table of claims: ids are ones that nobody has.
ACCESS = {
    ("POST", "habits.repeat", ("patient_id",)): (404, 404, 404, 404, 403, 404),
    ("GET", "habits.favourites", ()): (200, 200, 200, 200, 403, 200),
    ("GET", "habits.favourites_of", ("practitioner_id",)): (404, 404, 404, 404, 403, 404),
    ("POST", "habits.pin", ("practitioner_id",)): (404, 404, 404, 404, 403, 404),
    ("POST", "habits.unpin", ("practitioner_id",)): (404, 404, 404, 404, 403, 404),
    ("GET", "habits.templates", ()): (200, 200, 200, 200, 403, 200),
    ("GET", "habits.new_template", ()): (200, 200, 200, 200, 403, 200),
    ("POST", "habits.add_template", ()): (422, 422, 422, 422, 403, 422),
    ("GET", "habits.edit_template", ("template_id",)): (404, 404, 404, 404, 403, 404),
    ("POST", "habits.change_template", ("template_id",)): (404, 404, 404, 404, 403, 404),
    ("GET", "habits.missing", ()): (200, 200, 200, 200, 200, 200),
    ("GET", "habits.export_missing", ("kind",)): (200, 200, 403, 403, 200, 200),
    ("GET", "habits.dismiss", ("source", "subject_id")): (404, 404, 404, 404, 403, 404),
    ("POST", "habits.dismiss", ("source", "subject_id")): (404, 404, 404, 404, 403, 404),
    ("POST", "habits.remove_template", ("template_id",)): (404, 404, 404, 404, 403, 404),
}
