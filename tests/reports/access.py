"""Who may knock at which door of the reports: endpoint × person -> status."""

from __future__ import annotations

PEOPLE = ("amal", "badr", "huda", "salim", "nadia", "faris")

# (method, endpoint, parameters): status for amal, badr, huda, salim, nadia, faris.
ACCESS = {
    ("GET", "reports.index", ()): (200, 200, 403, 200, 200, 200),
    ("GET", "reports.show", ("key",)): (200, 200, 403, 200, 200, 200),
    ("GET", "reports.export", ("key", "kind")): (200, 200, 403, 403, 200, 200),
    ("POST", "reports.save", ("key",)): (422, 422, 403, 422, 422, 422),
    ("POST", "reports.drop", ("view_id",)): (404, 404, 403, 404, 404, 404),
}
