"""Who may knock at which door of the pages of payments: endpoint × person -> status."""

from __future__ import annotations

PEOPLE = ("amal", "badr", "huda", "salim", "nadia", "faris")

SEES = (200, 200, 403, 403, 200, 403)
FINDS_NONE = (404, 404, 403, 403, 404, 403)
MONEY = (404, 404, 403, 403, 403, 403)
DESK = (200, 200, 200, 403, 403, 403)
DESK_NONE = (404, 404, 404, 403, 403, 403)

# (method, endpoint, parameters): status for amal, badr, huda, salim, nadia, faris.
# Ids are ones that nobody has: who may enter finds nothing, who may not hears so first.
ACCESS = {
    ("GET", "remittances.index", ()): SEES,
    ("GET", "remittances.export", ("kind",)): SEES,
    ("GET", "remittances.show", ("remittance_id",)): FINDS_NONE,
    ("POST", "remittances.accept", ("remittance_id",)): MONEY,
    ("POST", "remittances.put_away", ("remittance_id",)): MONEY,
    ("POST", "remittances.take_up", ("remittance_id",)): MONEY,
    ("POST", "remittances.untick", ("remittance_id",)): MONEY,
    ("GET", "remittances.answer_line", ("line_id",)): MONEY,
    ("POST", "remittances.match", ("line_id",)): MONEY,
    ("POST", "remittances.disown", ("line_id",)): MONEY,
    ("POST", "remittances.take_off", ("line_id",)): MONEY,
    ("GET", "remittances.import_payments", ()): (200, 200, 403, 403, 403, 403),
    ("POST", "remittances.import_payments", ()): (422, 422, 403, 403, 403, 403),
    ("GET", "remittances.bank_page", ()): SEES,
    ("GET", "remittances.import_bank", ()): (200, 200, 403, 403, 403, 403),
    ("POST", "remittances.import_bank", ()): (422, 422, 403, 403, 403, 403),
    ("GET", "remittances.statement", ("statement_id",)): FINDS_NONE,
    ("POST", "remittances.import_statement", ("statement_id",)): MONEY,
    ("GET", "remittances.credit", ("line_id",)): FINDS_NONE,
    ("POST", "remittances.tick", ("line_id",)): MONEY,
    ("POST", "remittances.disown_credit", ("line_id",)): MONEY,
    ("GET", "remittances.expected", ()): SEES,
    ("GET", "remittances.export_expected", ("kind",)): SEES,
    ("GET", "remittances.underpaid_list", ()): SEES,
    ("GET", "remittances.export_underpaid", ("kind",)): SEES,
    ("GET", "remittances.months", ()): SEES,
    ("GET", "remittances.export_months", ("kind",)): SEES,
    ("GET", "remittances.export_credits", ("kind",)): SEES,
    ("GET", "remittances.export_statement", ("statement_id", "kind")): FINDS_NONE,
    ("GET", "remittances.underpayment", ("underpayment_id",)): FINDS_NONE,
    ("POST", "remittances.let_underpayment_go", ("underpayment_id",)): MONEY,
    ("POST", "remittances.mark_disputed", ("underpayment_id",)): MONEY,
    ("GET", "remittances.give_up", ("claim_id",)): MONEY,
    ("POST", "remittances.give_up", ("claim_id",)): MONEY,
    ("GET", "remittances.export_account", ("claim_id", "kind")): FINDS_NONE,
    ("GET", "remittances.new_receipt", ("claim_id",)): DESK_NONE,
    ("POST", "remittances.new_receipt", ("claim_id",)): DESK_NONE,
    ("GET", "remittances.show_receipt", ("receipt_id",)): DESK_NONE,
    ("POST", "remittances.cancel_receipt", ("receipt_id",)): DESK_NONE,
    ("GET", "remittances.print_receipt", ("receipt_id",)): DESK_NONE,
    ("GET", "remittances.day_sheet", ()): DESK,
    ("GET", "remittances.export_day", ("kind",)): DESK,
}
