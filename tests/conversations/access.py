"""Who may knock at which door of questions and answers: endpoint × person -> status."""

from __future__ import annotations

PEOPLE = ("amal", "badr", "huda", "salim", "nadia", "faris")

# (method, endpoint, parameters): status for amal, badr, huda, salim, nadia, faris
ACCESS = {
    ("GET", "conversations.thread", ("subject_kind", "subject_id")): (404, 404, 404, 404, 404, 404),
    ("POST", "conversations.write", ("subject_kind", "subject_id")): (404, 404, 404, 404, 403, 404),
    ("GET", "conversations.show", ("communication_id",)): (404, 404, 404, 404, 404, 404),
    ("POST", "conversations.reply", ("communication_id",)): (404, 404, 404, 404, 403, 404),
    ("POST", "conversations.send_again", ("communication_id",)): (404, 404, 404, 404, 403, 404),
    ("POST", "conversations.close", ("communication_id",)): (404, 404, 404, 404, 403, 404),
}
