"""Which rows of the world stand behind which address: what every sweep of the URL map needs.

A new route with an id in its address gets a line in PLACES, else the sweeps fail and say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode
from uuid import uuid4

from flask import Flask
from werkzeug.routing import Rule

PLACES: dict[str, dict[str, str]] = {
    "access.end_access": {"membership_id": "membership"},
    "access.end_device": {"session_id": "session"},
    "access.initial_password": {"membership_id": "membership"},
    "access.person": {"membership_id": "membership"},
    "access.remove_passkey": {"passkey_id": "passkey"},
    "access.reset_factors": {"membership_id": "membership"},
    "access.resend_invitation": {"invitation_id": "invitation"},
    "access.withdraw_invitation": {"invitation_id": "invitation"},
    "access.reset_password": {"membership_id": "membership"},
    "access.resume": {"parked_id": "parked_form"},
    "departing.fetch": {"export_id": "export"},
    "support.end": {"access_id": "look"},
    "support.look": {"access_id": "look"},
    "support.revoke": {"grant_id": "support_grant"},
    "support.seen": {"access_id": "look"},
    "plans.behind": {"invoice_id": "plan_invoice", "line_id": "plan_line"},
    "plans.behind_file": {"invoice_id": "plan_invoice", "line_id": "plan_line"},
    "plans.card": {"card_id": "card_payment"},
    "plans.invoice": {"invoice_id": "plan_invoice"},
    "plans.pay_by_card": {"invoice_id": "plan_invoice"},
    "plans.paper": {"invoice_id": "plan_invoice"},
    "batches.fix": {"batch_id": "batch_returned"},
    "batches.items": {"batch_id": "batch_returned"},
    "batches.begin_fixing": {"batch_id": "batch_returned"},
    "batches.progress_piece": {"batch_id": "batch"},
    "batches.report_pdf": {"batch_id": "batch_returned"},
    "batches.report_xlsx": {"batch_id": "batch_returned"},
    "batches.show": {"batch_id": "batch_returned"},
    "batches.stop": {"batch_id": "batch"},
    "approvals.ask_after": {"follow_up_id": "follow_up"},
    "approvals.ask_status": {"approval_id": "approval_pended"},
    "approvals.ask_to_cancel": {"approval_id": "approval_pended"},
    "approvals.cancel": {"approval_id": "approval_pended"},
    "approvals.check": {"approval_id": "approval_ready"},
    "approvals.discard": {"approval_id": "approval_draft"},
    "approvals.edit": {"approval_id": "approval_draft"},
    "approvals.end_rule": {"requirement_id": "approval_rule"},
    "approvals.end_rule_then": {"requirement_id": "approval_rule"},
    "approvals.extend": {"approval_id": "approval_approved"},
    "approvals.follow_up": {"follow_up_id": "follow_up"},
    "approvals.keep_draft": {"approval_id": "approval_draft"},
    "approvals.life": {"approval_id": "approval_queued"},
    "approvals.new": {"patient_id": "patient_approved"},
    "approvals.not_needed": {"follow_up_id": "follow_up"},
    "approvals.noted": {"approval_id": "approval_partial"},
    "approvals.print_slip": {"approval_id": "approval_partial"},
    "approvals.reopen": {"approval_id": "approval_rejected"},
    "approvals.save": {"approval_id": "approval_draft"},
    "approvals.send": {"approval_id": "approval_ready"},
    "approvals.sent": {"approval_id": "approval_approved"},
    "approvals.show": {"approval_id": "approval_approved"},
    "approvals.start": {"patient_id": "patient_approved"},
    "approvals.turn_sentence": {"sentence_id": "sentence"},
    "approvals.withdraw": {"approval_id": "approval_queued"},
    "claims.amounts": {"claim_id": "claim_draft"},
    "claims.ask_to_cancel": {"claim_id": "claim_pended"},
    "claims.ask_to_nullify": {"claim_id": "claim_approved"},
    "claims.cancel": {"claim_id": "claim_pended"},
    "claims.nullify": {"claim_id": "claim_approved"},
    "claims.check": {"claim_id": "claim_ready"},
    "claims.close": {"claim_id": "claim_shut"},
    "claims.discard": {"claim_id": "claim_draft"},
    "claims.do_close": {"claim_id": "claim_shut"},
    "claims.edit": {"claim_id": "claim_draft"},
    "claims.keep_draft": {"claim_id": "claim_draft"},
    "claims.life": {"claim_id": "claim_queued"},
    "claims.print_claim": {"claim_id": "claim_partial"},
    "claims.reopen": {"claim_id": "claim_rejected"},
    "claims.reopen_closed": {"claim_id": "claim_closed"},
    "claims.save": {"claim_id": "claim_draft"},
    "claims.send": {"claim_id": "claim_ready"},
    "claims.sent": {"claim_id": "claim_approved"},
    "claims.show": {"claim_id": "claim_partial"},
    "claims.start": {"patient_id": "patient_approved"},
    "claims.withdraw": {"claim_id": "claim_queued"},
    "contracts.download_prices": {"list_id": "price_list_alpha"},
    "contracts.edit_price": {"list_id": "price_list_alpha", "service_id": "service_CONS-GP"},
    "contracts.edit_service": {"service_id": "service_CONS-GP"},
    "contracts.agree_tolerance": {"contract_id": "contract_alpha"},
    "contracts.end_contract": {"contract_id": "contract_alpha"},
    "contracts.accept_code": {"service_id": "service_DRESSING"},
    "contracts.decide_no_code": {"service_id": "service_DRESSING"},
    "contracts.take_code_back": {"service_id": "service_LAB-CBC"},
    "contracts.map_code": {"service_id": "service_DRESSING"},
    "contracts.new_price_list": {"contract_id": "contract_alpha"},
    "contracts.show": {"contract_id": "contract_alpha"},
    "conversations.close": {"communication_id": "question_second"},
    "conversations.reply": {"communication_id": "question"},
    "conversations.send_again": {"communication_id": "words_failed"},
    "conversations.show": {"communication_id": "question"},
    "conversations.thread": {"subject_id": "claim_pended"},
    "conversations.write": {"subject_id": "claim_pended"},
    "documents.add": {"subject_id": "claim_partial"},
    "tenants.own_paper": {"paper_id": "own_paper"},
    "tenants.replace_paper": {"paper_id": "own_paper"},
    "documents.download": {"document_id": "paper"},
    "documents.of_patient": {"patient_id": "patient_approved"},
    "documents.papers": {"subject_id": "claim_partial"},
    "documents.remove": {"subject_id": "claim_partial", "document_id": "paper"},
    "documents.reuse": {"subject_id": "claim_approved"},
    "disputes.abandon": {"dispute_id": "dispute_given_up"},
    "disputes.choose": {"claim_id": "claim_cut"},
    "disputes.filing_proof": {"claim_id": "claim_denied"},
    "disputes.life": {"dispute_id": "dispute_drafted"},
    "disputes.open_dispute": {"claim_id": "claim_cut"},
    "disputes.packet": {"dispute_id": "dispute_drafted"},
    "disputes.save": {"dispute_id": "dispute_drafted"},
    "disputes.send": {"dispute_id": "dispute_drafted"},
    "disputes.show": {"dispute_id": "dispute_drafted"},
    "eligibility.adopt": {"check_id": "check_approved"},
    "eligibility.answer_piece": {"check_id": "check_asked"},
    "eligibility.ask": {"patient_id": "patient_approved"},
    "eligibility.ask_again": {"check_id": "check_not_covered"},
    "eligibility.choose": {"patient_id": "patient_approved"},
    "eligibility.show": {"check_id": "check_approved"},
    "eligibility.slip": {"check_id": "check_approved"},
    "exchange.ask_status": {"message_id": "message_held"},
    "exchange.message": {"message_id": "message_held"},
    "exchange.raw_message": {"message_id": "message_answered"},
    "exchange.raw_received": {"inbound_id": "inbound_handled"},
    "exchange.read_again": {"inbound_id": "inbound_parked"},
    "exchange.received": {"inbound_id": "inbound_parked"},
    "exchange.release": {"message_id": "message_held"},
    "imports.broken": {"import_id": "list_judged"},
    "imports.columns": {"import_id": "list_judged"},
    "imports.drop": {"import_id": "list_dropped"},
    "imports.progress": {"import_id": "list_running"},
    "imports.replace": {"import_id": "list_mended"},
    "imports.reread": {"import_id": "list_reread"},
    "imports.show": {"import_id": "list_judged"},
    "imports.start": {"import_id": "list_started"},
    "imports.understand": {"import_id": "list_understood"},
    "imports.try_again": {"import_id": "list_failed"},
    "imports.undo": {"import_id": "list_done"},
    "habits.change_template": {"template_id": "visit_template"},
    "habits.dismiss": {"subject_id": "check_approved"},
    "habits.edit_template": {"template_id": "visit_template"},
    "habits.favourites_of": {"practitioner_id": "practitioner"},
    "habits.pin": {"practitioner_id": "practitioner"},
    "habits.remove_template": {"template_id": "visit_template"},
    "habits.repeat": {"patient_id": "patient_approved"},
    "habits.unpin": {"practitioner_id": "practitioner"},
    "medicines.add_box": {"medicine_id": "medicine"},
    "medicines.apply_import": {"import_id": "medicine_import"},
    "medicines.edit_medicine": {"medicine_id": "medicine"},
    "medicines.forget_box": {"gtin_id": "gtin"},
    "medicines.show": {"medicine_id": "medicine"},
    "medicines.show_import": {"import_id": "medicine_import"},
    "medicines.undo_import": {"import_id": "medicine_import_applied"},
    "patients.add_document": {"patient_id": "patient_approved"},
    "patients.add_policy": {"patient_id": "patient_approved"},
    "patients.correct": {"patient_id": "patient_approved"},
    "patients.correct_policy": {"policy_id": "policy_approved"},
    "patients.end_policy": {"policy_id": "policy_approved"},
    "patients.merge": {"patient_id": "patient_approved"},
    "patients.merge_in": {"patient_id": "patient_approved", "duplicate_id": "patient_twin"},
    "patients.remove_document": {"document_id": "document_passport"},
    "patients.show": {"patient_id": "patient_approved"},
    "patients.add_allergy": {"patient_id": "patient_approved"},
    "patients.allergies": {"patient_id": "patient_approved"},
    "patients.remove_allergy": {"allergy_id": "allergy"},
    "prescribing.new": {"patient_id": "patient_approved"},
    "prescribing.search_drugs": {"patient_id": "patient_approved"},
    "prescribing.new_for_visit": {"claim_id": "claim_draft"},
    "prescribing.show": {"prescription_id": "written"},
    "prescribing.slip": {"prescription_id": "written"},
    "prescribing.withdraw": {"prescription_id": "written"},
    "pharmacy.ask_again": {"prescription_id": "prescription"},
    "pharmacy.cancel_prescription": {"prescription_id": "prescription_unwanted"},
    "pharmacy.cover_piece": {"prescription_id": "prescription"},
    "pharmacy.dispense": {"dispense_id": "dispense"},
    "pharmacy.drop": {"dispense_id": "dispense_waiting"},
    "pharmacy.fetch_again": {"task_id": "task_turned_down"},
    "pharmacy.fetch_for": {"patient_id": "patient_approved"},
    "pharmacy.fetched": {"task_id": "task"},
    "pharmacy.fetched_piece": {"task_id": "task"},
    "pharmacy.give_back": {"task_id": "task_unwanted"},
    "pharmacy.label": {"dispense_id": "dispense"},
    "pharmacy.new_prescription": {"patient_id": "patient_approved"},
    "pharmacy.paper_instead": {"task_id": "task_turned_down"},
    "pharmacy.patient": {"patient_id": "patient_approved"},
    "pharmacy.collect": {"dispense_id": "dispense_provisional"},
    "pharmacy.write_off": {"dispense_id": "dispense_written_off"},
    "pharmacy.claim_later": {"dispense_id": "dispense_claimed_later"},
    "pharmacy.queue": {"prescription_id": "prescription"},
    "pharmacy.receipt": {"dispense_id": "dispense"},
    "pharmacy.release_prescription": {"prescription_id": "prescription_released"},
    "pharmacy.tell_again": {"prescription_id": "prescription_untold"},
    "pharmacy.reverse": {"dispense_id": "dispense"},
    "pharmacy.scan_box": {"prescription_id": "prescription"},
    "pharmacy.show": {"prescription_id": "prescription"},
    "pharmacy.slip": {"prescription_id": "prescription_owing"},
    "pharmacy.supply": {"prescription_id": "prescription"},
    "pharmacy.take_up": {"task_id": "task"},
    "practitioners.edit": {"practitioner_id": "practitioner"},
    "reports.drop": {"view_id": "saved_view"},
    "rulebook.ask_release": {"claim_id": "claim_stopped"},
    "rulebook.discard_rule": {"rule_id": "rule_unfinished"},
    "rulebook.edit_rule": {"rule_id": "rule"},
    "rulebook.move_rule": {"rule_id": "rule"},
    "rulebook.release": {"claim_id": "claim_kept_back"},
    "rulebook.save_rule": {"rule_id": "rule"},
    "rulebook.accept_proposal": {"proposal_id": "proposal"},
    "rulebook.dismiss_proposal": {"proposal_id": "proposal_unwanted"},
    "rulebook.simulate_rule": {"rule_id": "rule"},
    "rulebook.simulated": {"simulation_id": "simulation_setting"},
    "rulebook.simulation_progress": {"simulation_id": "simulation_rule"},
    "rulebook.use_simulated": {"simulation_id": "simulation_setting"},
    "rulebook.switch_rule": {"rule_id": "rule"},
    "remittances.accept": {"remittance_id": "remittance_preview"},
    "remittances.answer_line": {"line_id": "line_parked"},
    "remittances.cancel_receipt": {"receipt_id": "receipt"},
    "remittances.credit": {"line_id": "credit_open"},
    "remittances.disown": {"line_id": "line_other"},
    "remittances.disown_credit": {"line_id": "credit_other"},
    "remittances.export_account": {"claim_id": "claim_partial"},
    "remittances.export_statement": {"statement_id": "statement_imported"},
    "remittances.give_up": {"claim_id": "claim_partial"},
    "remittances.import_statement": {"statement_id": "statement_uploaded"},
    "remittances.let_underpayment_go": {"underpayment_id": "underpayment"},
    "remittances.mark_disputed": {"underpayment_id": "underpayment_other"},
    "remittances.match": {"line_id": "line_parked"},
    "remittances.new_receipt": {"claim_id": "claim_partial"},
    "remittances.print_receipt": {"receipt_id": "receipt"},
    "remittances.put_away": {"remittance_id": "remittance_twice"},
    "remittances.show": {"remittance_id": "remittance_posted"},
    "remittances.show_receipt": {"receipt_id": "receipt"},
    "remittances.statement": {"statement_id": "statement_imported"},
    "remittances.take_off": {"line_id": "line_posted"},
    "remittances.take_up": {"remittance_id": "remittance_put_away"},
    "remittances.tick": {"line_id": "credit_open"},
    "remittances.underpayment": {"underpayment_id": "underpayment"},
    "remittances.untick": {"remittance_id": "remittance_posted"},
    "stock.adjust": {"batch_id": "batch_on_shelf", "facility_id": "facility"},
    "stock.batch": {"batch_id": "batch_on_shelf"},
    "stock.count": {"batch_id": "batch_on_shelf", "facility_id": "facility"},
    "stock.edit_price": {"list_id": "price_list_alpha", "medicine_id": "medicine"},
    "stock.lift": {"recall_id": "recall_other"},
    "stock.recall": {"recall_id": "recall"},
    "stock.receipt": {"receipt_id": "receipt_of_stock"},
    "stock.receivers": {"recall_id": "recall"},
    "stock.return_units": {"batch_id": "batch_on_shelf", "facility_id": "facility"},
    "stock.transfer": {"batch_id": "batch_on_shelf", "facility_id": "facility"},
    "worklist.keep": {"subject_id": "claim_rejected"},
    "worklist.let_go": {"subject_id": "claim_rejected"},
    "worklist.take": {"subject_id": "claim_rejected"},
    "onboarding.paper_file": {"paper_id": "paper"},
    "tenants.edit_branch": {"facility_id": "facility"},
}
# What else may stand in an address.
WORDS = {
    "list_name": "practitioners",
    "column": "role",
    "kind": "csv",
    "subject_kind": "claim",
    "source": "check",
    "edit": "CHK-13",
    "position": "1",
    "key": "summary",
    "which": "denied",
    "gtin": "00036000291452",
    "question": "entity",
    "wanted": "civil_id",
    "token": "x" * 43,
    "place": "6",
}
# What must stand in the query of a page, as names of payers.
NEEDED = {
    "approvals.search_services": {"payer": "DEMO-ALPHA"},
    "contracts.search_services": {"payer": "DEMO-ALPHA"},
}
# Rows in other states whose pages look different: every one is looked at.
MORE_PAGES: dict[str, list[str]] = {
    "batches.fix": ["batch"],
    "batches.show": ["batch"],
    "rulebook.edit_rule": ["rule_unfinished"],
    "rulebook.simulated": ["simulation_rule"],
    "rulebook.release": ["claim_ready"],
    "approvals.show": [
        "approval_pended", "approval_partial", "approval_refused", "approval_rejected", "approval_queued",
        "approval_draft", "approval_expired", "approval_discarded", "approval_unfinished",
    ],
    "approvals.edit": ["approval_unfinished", "approval_approved"],
    "approvals.check": ["approval_approved"],
    "claims.show": [
        "claim_approved", "claim_pended", "claim_denied", "claim_rejected", "claim_refused",
        "claim_held", "claim_sent", "claim_queued", "claim_draft", "claim_closed",
        "claim_cancelled", "claim_discarded", "claim_unfinished", "claim_on_approval",
    ],
    "disputes.choose": ["claim_partial", "claim_approved"],
    "claims.edit": ["claim_unfinished", "claim_approved"],
    "conversations.show": ["words_failed", "question_late"],
    "conversations.thread": ["claim_cancelled", "claim_draft"],
    "documents.papers": ["claim_denied", "claim_approved"],
    "claims.check": ["claim_approved", "claim_draft", "claim_kept_back"],
    "eligibility.show": [
        "check_not_covered", "check_undetermined", "check_failed", "check_asked", "check_partial",
    ],
    "exchange.message": [
        "message_acked", "message_answered", "message_failed", "message_queued",
        "message_sending", "message_sent-unacked",
    ],
    "exchange.received": ["inbound_handled", "inbound_received"],
    "exchange.raw_received": ["inbound_parked"],
    "imports.show": ["list_prices", "list_done", "list_running", "list_failed", "list_undone"],
    "remittances.answer_line": ["line_posted", "line_not_ours"],
    "remittances.credit": ["credit_matched", "credit_left"],
    "remittances.show": [
        "remittance_parked", "remittance_twice", "remittance_put_away", "remittance_preview",
        "remittance_strange",
    ],
    "remittances.show_receipt": ["receipt_cancelled", "receipt_counter"],
    "remittances.statement": ["statement_uploaded"],
    "medicines.show": ["medicine_other"],
    "medicines.show_import": ["medicine_import_applied"],
    "stock.batch": ["batch_expired", "batch_recalled"],
    "stock.recall": ["recall_lifted"],
    "pharmacy.dispense": ["dispense_waiting", "dispense_provisional"],
    "pharmacy.show": ["prescription_owing"],
    "pharmacy.fetched": ["task_turned_down"],
    "prescribing.show": ["written_withdrawn"],
    "patients.show": ["patient_partial", "patient_not_covered", "patient_trouble", "patient_twin"],
}  # fmt: skip
# The house in parts of about the same size: a walk goes through one part, so that each is short and two go at once.
PARTS: dict[str, tuple[str, ...]] = {
    "answers": ("batches", "conversations", "disputes", "exchange", "imports"),
    "approvals": ("approvals",),
    "claims": ("claims",),
    "desk": ("documents", "eligibility", "patients"),
    "payments": ("remittances",),
    "pharmacy": ("medicines", "pharmacy", "prescribing", "stock"),
    "people": (
        "access",
        "audit",
        "departing",
        "home",
        "incidents",
        "plans",
        "practice",
        "practitioners",
        "support",
        "tenants",
    ),
    "prices": ("contracts", "mail", "onboarding", "reference", "reports"),
    "rules": ("habits", "rulebook", "worklist"),
}
# The operator's desk: no clinic opens it, and its own people walk it (tests/platform_admin/test_walk.py).
DESK = ("platform_admin",)
# Each part has more pages than this, or its walk would prove little.
FEWEST_PAGES = 12
ADVICE = (
    "add a line for it to PLACES in tests/places.py: which row of the world stands in its address"
)


def rules(app: Flask, part: str | None = None) -> list[Rule]:
    """Every address of the house but the operator's, or of one part of it, in one order."""
    ours = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    found = [rule for rule in ours if blueprint_of(rule) not in DESK]
    if part is not None:
        found = [rule for rule in found if blueprint_of(rule) in PARTS[part]]
    return sorted(found, key=lambda rule: (rule.endpoint, rule.rule))


def blueprint_of(rule: Rule) -> str:
    """The package that answers under an address."""
    return rule.endpoint.partition(".")[0]


def methods(rule: Rule) -> list[str]:
    return sorted(rule.methods - {"HEAD", "OPTIONS"})


def ids_of(rule: Rule) -> list[str]:
    """The names of the ids in an address."""
    return re.findall(r"<uuid:(\w+)>", rule.rule)


def names_of(rule: Rule) -> dict[str, str]:
    """Part of the address -> name of the row in the world."""
    place = PLACES.get(rule.endpoint, {})
    assert set(ids_of(rule)) <= set(place), f"{rule.endpoint} is new: {ADVICE}"
    return {part: place[part] for part in ids_of(rule)}


def address(app: Flask, rule: Rule, rows: Mapping[str, str]) -> str:
    """The address with these ids by part; words such as a kind of file are filled in."""
    words = {part: WORDS[part] for part in rule.arguments if part not in rows}
    with app.test_request_context():
        built = rule.build({**rows, **words})
    assert built is not None, rule
    return built[1]


def own_address(app: Flask, rule: Rule, ids: Mapping[str, str]) -> str:
    """The address of the clinic whose rows these are."""
    return address(app, rule, {part: ids[name] for part, name in names_of(rule).items()})


def unknown_address(app: Flask, rule: Rule) -> str:
    """The same with ids that nobody has."""
    return address(app, rule, {part: str(uuid4()) for part in ids_of(rule)})


def pages(
    app: Flask, ids: Mapping[str, str], payers: Mapping[str, str], part: str
) -> Iterator[tuple[Rule, str]]:
    """Every GET address of a part, and the further ones whose rows stand in other states."""
    for rule in rules(app, part):
        if "GET" not in rule.methods:
            continue
        needed = {name: payers[one] for name, one in NEEDED.get(rule.endpoint, {}).items()}
        yield rule, own_address(app, rule, ids) + (f"?{urlencode(needed)}" if needed else "")
        if rule.arguments == {"kind"} or rule.endpoint == "contracts.download_prices":
            yield rule, own_address(app, rule, ids).replace("csv", "xlsx")
        for name in MORE_PAGES.get(rule.endpoint, ()):
            (part,) = ids_of(rule)
            yield rule, address(app, rule, {part: ids[name]})
