"""A form as a browser would send it: read off the page it stands on, then filled in where it must be.

A new unsafe route gets a line in BODIES, else the sweeps fail and say so.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule

from app.access.factors import store, totp
from app.kernel.clock import now
from tests.cast import PASSWORD, TENANTS
from tests.factories import paper, plans
from tests.factories.authenticator import Device
from tests.page import PageClient
from tests.places import address, ids_of, names_of
from tests.world import OWNERS, World

Pairs = list[tuple[str, str]]
NEW_PASSWORD = "quite another horse 7"


@dataclass(frozen=True)
class Body:
    """`on` is the page that shows the form (endpoint, and its rows where they are not those of the route).

    `words` stand in its query as they are, `query` as ids of rows.
    `form` is the endpoint the form is addressed to, where a script sends the same one elsewhere.
    """

    on: str = ""
    form: str = ""
    rows: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    fill: dict[str, Any] = field(default_factory=dict)
    press: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)


def day(name: str, text: str) -> dict[str, str]:
    """Three boxes of a day, from 2026-11-22."""
    year, month, of_month = text.split("-")
    return {f"{name}-day": of_month, f"{name}-month": month, f"{name}-year": year}


A_PAPER = paper.a_pdf(words="report")
A_PAYMENT_FILE = {"file": (b"our claim number,paid\nC-2026-000003,0.250\n", "payments.csv")}
A_STATEMENT = {"file": (b"Date,Reference,Credit\n2026-01-05,TRF-7,12.000\n", "bank.csv")}
SERVICE = {
    "local_code": "ECG",
    "name_en": "Electrocardiogram",
    "name_ar": "تخطيط القلب",
    "category": "procedure",
}
PERSON = {"name_ar": "مريم بنت عبدالله الهنائية", "name_en": "Maryam bint Abdullah", "number": "20662345", "sex": "female",
          **day("birth_date", "1988-09-17")}  # fmt: skip
PRACTITIONER = {"name_en": "Dr Yusuf", "name_ar": "د. يوسف", "role": "doctor", "specialty": "internal",
                "licence_number": "DEMO-D-1003", **day("licence_from", "2024-01-01"), **day("licence_to", "2028-12-31")}  # fmt: skip
BRANCH = {"name_en": "Second branch", "name_ar": "الفرع الثاني", "licence_number": "DEMO-BRANCH-2"}

MEDICINE = {
    "local_code": "DEMO-PARA-500", "name_en": "Paracetamol 500 mg", "name_ar": "باراسيتامول 500 ملغ", "ingredients": "paracetamol",
    "strength": "500 mg", "form": "tablet", "unit": "tablet", "dose_unit": "tablet", "content": "1", "pack_size": "20",
    "vat_category": "zero", "splittable": "y", "active": "y",
}  # fmt: skip
DELIVERY = {
    "supplier": "Demo Supplies", "invoice_number": "INV-77", "lines-0-item": "DEMO-AMOX-500", "lines-0-lot": "LOT-77",
    "lines-0-expires_on": "06/2099", "lines-0-units": "10", "lines-0-unit_cost": "0.100",
}  # fmt: skip


def a_code(world: World, key: str, _browser: PageClient) -> str:
    """What the owner's app shows now."""
    user_id = world.people[OWNERS[key]].user_id
    with world.app.app_context():
        secret = store.offered_secret(user_id) or ""
    return totp.code_at(secret, totp.step_at(now()))


def its_name(_world: World, key: str, _browser: PageClient) -> str:
    """What whoever deletes a clinic types."""
    return TENANTS[key][1]


def seen_lines(_world: World, _key: str, browser: PageClient) -> str:
    """The seal of what the owner was shown of the change."""
    return plans.seen_on(
        browser.post("plans.preview", {"plan": "users", "when": "renewal"}, status=200)
    )


def a_recovery_code(world: World, key: str, _browser: PageClient) -> str:
    """A printed code of the owner."""
    with world.app.app_context():
        return store.new_recovery_codes(world.people[OWNERS[key]].user_id)[0]


def a_passkey(_world: World, _key: str, browser: PageClient) -> str:
    """What a new device of this browser's person answers."""
    asked = browser.client.post(
        "/account/second-factor/passkeys/question",
        data={"csrf_token": browser.csrf(), "_once": str(uuid4())},
    )
    return Device().make(asked.get_json())


A_LIST = {"file": (b"licence number,name in english\nDEMO-D-1001,Dr Renamed\n", "list.csv")}

BODIES: dict[str, Body] = {
    "practice.take": Body(on="practice.people"),
    "practice.begin_outage": Body(on="practice.index"),
    "practice.end_outage": Body(),
    "practice.reset": Body(fill={"sure": "y"}),
    "practice.go_live": Body(),
    "practice.withdraw": Body(on="practice.go_live"),
    "contracts.accept_code": Body(on="contracts.codes", words={"mapped": "no"}, fill={"system": "demo-services", "code": "DEMO-CONS-GP"}),
    "contracts.decide_no_code": Body(on="contracts.codes", words={"mapped": "no"}),
    "contracts.take_code_back": Body(on="contracts.codes", query={"last": "service_LAB-CBC"}),
    "imports.choose": Body(files=A_LIST),
    "imports.drop": Body(on="imports.show"),
    "imports.replace": Body(on="imports.show", fill={"new-3": "doctor"}),
    "imports.reread": Body(on="imports.columns"),
    "imports.start": Body(on="imports.show"),
    "imports.understand": Body(on="imports.columns"),
    "imports.try_again": Body(on="imports.show"),
    "imports.undo": Body(on="imports.show"),
    "access.account": Body(fill={"theme": "dark"}),
    "access.add_person": Body(fill={"email": "new@clinic.example", "name_en": "New Person", "name_ar": "شخص جديد", "role": "doctor", "facility_id": "@facility"}),
    "access.end_access": Body(on="access.person"),
    "access.end_device": Body(on="access.account"),
    "access.invite": Body(fill={"email": "invited@clinic.example", "name_en": "Invited Person", "name_ar": "شخص مدعو", "role": "doctor", "facility_id": "@facility"}),
    "access.resend_invitation": Body(on="access.people"),
    "access.withdraw_invitation": Body(on="access.people"),
    "access.end_other_devices": Body(on="access.account"),
    "access.invitation": Body(fill={"new": NEW_PASSWORD, "repeated": NEW_PASSWORD}),
    "access.not_me": Body(),
    "access.offer_app": Body(on="access.factors"),
    "access.confirm_app": Body(fill={"code": a_code}),
    "access.drop_app": Body(on="access.factors"),
    "access.new_recovery_codes": Body(on="access.factors"),
    "access.ask_for_passkey": Body(),
    "access.add_passkey": Body(on="access.factors", fill={"passkey": a_passkey}),
    "access.remove_passkey": Body(on="access.factors"),
    "access.prove": Body(fill={"code": a_recovery_code, "password": PASSWORD}),
    "access.second_factor": Body(fill={"code": "000000"}),
    "access.sign_in_by_passkey": Body(on="access.sign_in", fill={"passkey": "{}"}),
    "access.passkey_question": Body(),
    "access.require_second_factor": Body(on="access.people"),
    "access.reset_factors": Body(on="access.person"),
    "access.language": Body(on="access.account", press={"language": "ar"}),
    "access.lock": Body(),
    "access.password": Body(fill={"current": PASSWORD, "new": NEW_PASSWORD, "repeated": NEW_PASSWORD}),
    "access.person": Body(fill={"role": "doctor"}),
    "access.reset_password": Body(on="access.person"),
    "access.resume": Body(),
    "access.sign_in": Body(fill={"email": "amal@noor.example", "password": PASSWORD}),
    "access.sign_out": Body(on="access.account"),
    "access.switch_workplace": Body(fill={"tenant_id": "tenant"}),
    "access.unlock": Body(fill={"password": PASSWORD}),
    "approvals.add_rule": Body(on="approvals.new_rule", fill={"payer": "DEMO-BETA", "scope": "category", "category": "imaging", "level": "above", "threshold": "100.000"}),
    "approvals.add_sentence": Body(on="approvals.sentences", fill={"text_en": "No other treatment helped", "text_ar": "لم ينفع علاج آخر"}),
    "approvals.ask_after": Body(on="approvals.follow_up"),
    "approvals.ask_status": Body(on="approvals.show"),
    "approvals.ask_to_cancel": Body(on="approvals.cancel", fill={"reason": "not_performed"}),
    "approvals.discard": Body(on="approvals.show"),
    "approvals.end_rule_then": Body(on="approvals.end_rule"),
    "approvals.extend": Body(on="approvals.show"),
    "approvals.keep_draft": Body(on="approvals.edit", form="approvals.save", fill={"lines-0-units": "2"}),
    "approvals.not_needed": Body(on="approvals.follow_up"),
    "approvals.noted": Body(on="approvals.show"),
    "approvals.reopen": Body(on="approvals.show"),
    "approvals.save": Body(on="approvals.edit", fill={"lines-0-units": "2"}),
    "approvals.send": Body(on="approvals.check"),
    "approvals.set_times": Body(on="approvals.times", fill={"minutes": "45", "emergency_hours": "24"}),
    "approvals.start": Body(on="approvals.new", fill={"kind": "professional"}),
    "approvals.turn_sentence": Body(on="approvals.sentences"),
    "approvals.withdraw": Body(on="approvals.show"),
    "audit.verify": Body(on="audit.index"),
    "batches.mend": Body(on="batches.preflight", words={"now": "1"}),
    "batches.start": Body(on="batches.confirm", words={"now": "1", "with_warnings": "y"}),
    "mail.mailbox": Body(on="mail.outbox", fill={"email": "amal@noor.example"}),
    "onboarding.back": Body(),
    "onboarding.begin": Body(on="onboarding.start"),
    "onboarding.check": Body(),
    "onboarding.come_back": Body(fill={"email": "info@noor-clinic.om"}),
    "onboarding.form_page": Body(),
    "onboarding.leave": Body(on="onboarding.question"),
    "onboarding.paper": Body(),
    "onboarding.question": Body(fill={"entity": "clinic"}),
    "onboarding.save": Body(),
    "onboarding.sheet_page": Body(),
    "onboarding.submit": Body(),
    "onboarding.withdraw": Body(),
    "reports.drop": Body(on="reports.index"),
    "reports.save": Body(on="reports.show", fill={"name": "How we stand"}),
    "batches.stop": Body(on="batches.show"),
    "batches.begin_fixing": Body(on="batches.items", words={"stage": "fix"}),
    "claims.ask_to_cancel": Body(on="claims.cancel", fill={"reason": "wrong_information"}),
    "claims.ask_to_nullify": Body(on="claims.nullify", fill={"reason": "already_submitted", "sure": "y"}),
    "claims.ask_silent": Body(on="claims.silent", fill={"claim": "@claim_pended"}),
    "claims.do_close": Body(on="claims.close", fill={"reason": "not_worth_it"}),
    "claims.discard": Body(on="claims.show"),
    "claims.keep_draft": Body(on="claims.edit", form="claims.save", fill={"lines-0-quantity": "2"}),
    "claims.reopen": Body(on="claims.show"),
    "claims.reopen_closed": Body(on="claims.show"),
    "claims.save": Body(on="claims.edit", fill={"lines-0-quantity": "2"}),
    "claims.send": Body(on="claims.check", fill={"over_warnings": "y"}),
    "claims.start": Body(on="claims.new", query={"patient": "patient_approved"}),
    "claims.withdraw": Body(on="claims.show"),
    "contracts.edit_price": Body(fill={"unit_price": "13.250"}),
    "contracts.edit_service": Body(fill={"name_en": "Consultation, first"}),
    "contracts.agree_tolerance": Body(fill={"amount": "0.250", **day("valid_from", "2026-06-01")}),
    "contracts.end_contract": Body(fill=day("valid_to", "2027-12-31")),
    "contracts.map_code": Body(fill={"code": "DEMO-IMG-CHEST"}),
    "contracts.new_contract": Body(fill={"payer": "DEMO-ALPHA", "number": "A-2024", **day("valid_from", "2024-01-01"), **day("valid_to", "2024-12-31")}),
    "contracts.new_price_list": Body(fill={"name": "Prices 2027", **day("valid_from", "2027-01-01")}),
    "contracts.new_service": Body(fill=SERVICE),
    "conversations.close": Body(on="conversations.show"),
    "conversations.reply": Body(on="conversations.show", fill={"text": "Here is what you ask for."}),
    "conversations.send_again": Body(on="conversations.show"),
    "conversations.write": Body(on="conversations.thread", fill={"text": "A remark."}),
    "documents.add": Body(on="documents.papers", fill={"kind": "report", "title": "Report"}, files={"file": (A_PAPER, "report.pdf")}),
    "documents.remove": Body(on="documents.papers"),
    "documents.reuse": Body(on="documents.papers", fill={"document": "@paper_patient"}),
    "disputes.abandon": Body(on="disputes.show"),
    "disputes.open_dispute": Body(on="disputes.choose", fill={"wrong": "yes", "decision": "no", "missing": "no"}),
    "disputes.save": Body(on="disputes.show", fill={"comment": "The result proves the need."}),
    "disputes.send": Body(on="disputes.show"),
    "eligibility.adopt": Body(on="eligibility.show"),
    "eligibility.ask": Body(on="eligibility.choose", fill={"payer_id": "DEMO-GAMMA"}),
    "eligibility.ask_again": Body(on="eligibility.show"),
    "eligibility.ask_at_desk": Body(on="eligibility.desk", fill={"number": "20995678"}),
    "exchange.fetch": Body(on="exchange.index"),
    "exchange.ask_status": Body(on="exchange.message"),
    "exchange.read_again": Body(on="exchange.received"),
    "exchange.release": Body(on="exchange.message", fill={"reason": "cause_removed"}),
    "habits.add_template": Body(on="habits.new_template", fill={"name": "Cold", "diagnoses": "J06.9"}),
    "habits.change_template": Body(on="habits.edit_template", fill={"name": "Influenza, adults"}),
    "habits.dismiss": Body(fill={"reason": "no_visit"}),
    "habits.pin": Body(on="habits.favourites_of", fill={"kind": "diagnosis", "code": "I10"}),
    "habits.remove_template": Body(on="habits.templates"),
    "habits.repeat": Body(on="patients.show"),
    "habits.unpin": Body(on="habits.favourites_of"),
    "medicines.add_box": Body(on="medicines.show", fill={"gtin": "036000291452", "units": "21"}),
    "medicines.apply_import": Body(on="medicines.show_import"),
    "medicines.edit_medicine": Body(fill={"strength": "500 mg."}),
    "medicines.explain": Body(fill={"medicine": "DEMO-AMOX-500", "units": "21"}),
    "medicines.forget_box": Body(on="medicines.show", rows={"medicine_id": "medicine"}),
    "medicines.import_formulary": Body(fill={"payer": "DEMO-BETA"}, files={"file": (b"our code,covered\nDEMO-AMOX-500,no\n", "formulary.csv")}),
    "medicines.import_interactions": Body(files={"file": (b"first ingredient,second ingredient,severity\naspirin,warfarin,severe\n", "interactions.csv")}),
    "medicines.new_medicine": Body(fill=MEDICINE),
    "medicines.undo_import": Body(on="medicines.show_import"),
    "patients.add_document": Body(fill={"kind": "passport", "number": "B7654321"}),
    "patients.add_policy": Body(fill={"payer_id": "DEMO-BETA", "member_number": "M-1", **day("valid_from", "2026-01-01")}),
    "patients.correct": Body(fill={"name_en": "Fatma bint Khalfan Al Siyabia"}),
    "patients.correct_policy": Body(fill={"plan_name": "Silver"}),
    "patients.end_policy": Body(),
    "patients.merge": Body(fill={"file_number": "000009"}),
    "patients.merge_in": Body(),
    "patients.register": Body(on="patients.new", fill=PERSON),
    "patients.remove_document": Body(on="patients.show", rows={"patient_id": "patient_approved"}),
    "patients.search": Body(on="patients.index", fill={"who": "fatma"}),
    "patients.start": Body(fill={"number": "20662345"}),
    "practitioners.edit": Body(fill={"specialty": "family"}),
    "practitioners.new": Body(fill=PRACTITIONER),
    "rulebook.accept_proposal": Body(on="rulebook.proposals"),
    "rulebook.dismiss_proposal": Body(fill={"reason": "we know"}),
    "rulebook.search": Body(on="rulebook.proposals"),
    "rulebook.simulate_rule": Body(on="rulebook.own"),
    "rulebook.use_simulated": Body(on="rulebook.simulated"),
    "rulebook.ask_release": Body(on="claims.check"),
    "rulebook.discard_rule": Body(on="rulebook.own"),
    "rulebook.move_rule": Body(on="rulebook.own"),
    "rulebook.new_rule": Body(on="rulebook.own"),
    "rulebook.release": Body(fill={"reason": "checked"}),
    "rulebook.save_rule": Body(on="rulebook.edit_rule", fill={"name": "Back pain first"}),
    "rulebook.set_edit": Body(fill={"severity": "info", "reason": "agreed by phone"}),
    "rulebook.switch_rule": Body(on="rulebook.own"),
    "remittances.accept": Body(on="remittances.show", fill={"reason": "checked"}),
    "remittances.cancel_receipt": Body(on="remittances.show_receipt", fill={"reason": "wrong patient"}),
    "remittances.disown": Body(on="remittances.answer_line", fill={"reason": "another clinic's"}),
    "remittances.disown_credit": Body(on="remittances.credit", fill={"reason": "rent"}),
    "patients.add_allergy": Body(on="patients.allergies", fill={"ingredient": "aspirin"}),
    "patients.remove_allergy": Body(on="patients.allergies", rows={"patient_id": "patient_approved"}),
    "pharmacy.ask_again": Body(on="pharmacy.show"),
    "pharmacy.cancel_prescription": Body(on="pharmacy.show"),
    "pharmacy.drop": Body(on="pharmacy.dispense"),
    "pharmacy.fetch_again": Body(on="pharmacy.fetched"),
    "pharmacy.fetch_for": Body(on="pharmacy.patient", fill={"code": "ERX-4711"}),
    "pharmacy.give_back": Body(on="pharmacy.fetched"),
    "pharmacy.new_prescription": Body(fill={"prescriber_name": "Dr Huda", "prescriber_licence": "DEMO-D-1002", **day("written_on", "2026-01-05"), **day("expires_on", "2099-01-05"), "lines-0-service": "DEMO-PARA", "lines-0-quantity": "10"}),
    "pharmacy.collect": Body(on="pharmacy.provisional"),
    "pharmacy.write_off": Body(on="pharmacy.provisional"),
    "pharmacy.claim_later": Body(on="pharmacy.provisional"),
    "pharmacy.paper_instead": Body(on="pharmacy.fetched", fill={"code": "20114587"}),
    "prescribing.new": Body(on="prescribing.new", fill={"practitioner": "@practitioner", "lines-0-service": "Paracetamol", "lines-0-quantity": "10", "consent_given_by": "patient"}),
    "prescribing.new_for_visit": Body(on="prescribing.new_for_visit", fill={"practitioner": "@practitioner", "lines-0-service": "Paracetamol", "lines-0-quantity": "10", "consent_given_by": "patient"}),
    "prescribing.withdraw": Body(on="prescribing.show"),
    "pharmacy.queue": Body(on="pharmacy.show", form="pharmacy.supply"),
    "pharmacy.release_prescription": Body(on="pharmacy.show"),
    "pharmacy.tell_again": Body(on="pharmacy.show"),
    "pharmacy.reverse": Body(on="pharmacy.dispense", fill={"reason": "not_collected"}),
    "pharmacy.scan": Body(on="pharmacy.index", fill={"code": "20773459"}),
    "pharmacy.scan_box": Body(on="pharmacy.show", form="pharmacy.supply"),
    "pharmacy.send_provisional": Body(on="pharmacy.provisional"),
    "pharmacy.set_alert": Body(on="pharmacy.alerts", fill={"alert": "refill", "handling": "ignore"}),
    "pharmacy.take_up": Body(on="pharmacy.fetched", fill={"lines-0-service": "DEMO-PARA"}),
    "pharmacy.supply": Body(on="pharmacy.show", fill={"lines-0-quantity": "1", "lines-0-cash": "y"}),
    "remittances.give_up": Body(fill={"line": "1", "kind": "written_off", "amount": "0.001", "reason": "small"}),
    "remittances.import_bank": Body(files=A_STATEMENT),
    "remittances.import_payments": Body(fill={"payer": "DEMO-GAMMA", "reference": "PAY-1", **day("paid_on", "2026-01-05")}, files=A_PAYMENT_FILE),
    "remittances.import_statement": Body(on="remittances.statement"),
    "remittances.let_underpayment_go": Body(on="remittances.underpayment", fill={"reason": "small"}),
    "remittances.mark_disputed": Body(on="remittances.underpayment"),
    "remittances.match": Body(on="remittances.answer_line", fill={"over": "y"}),
    "remittances.new_receipt": Body(fill={"amount": "0.100", "method": "cash"}),
    "remittances.put_away": Body(on="remittances.show", form="remittances.accept", fill={"reason": "it came twice"}),
    "remittances.take_off": Body(on="remittances.answer_line", fill={"reason": "wrong claim"}),
    "remittances.take_up": Body(on="remittances.show"),
    "remittances.tick": Body(on="remittances.credit", fill={"number": "NOORMARK-2"}),
    "remittances.untick": Body(on="remittances.show"),
    "stock.adjust": Body(fill={"units": "-1", "reason": "broken"}),
    "stock.count": Body(fill={"units": "3"}),
    "stock.edit_price": Body(fill={"unit_price": "0.140"}),
    "stock.lift": Body(on="stock.recall", fill={"reason": "entered_by_mistake"}),
    "stock.new_recall": Body(fill={"medicine": "DEMO-AMOX-500", "lot": "LOT-9", "reason": "regulator"}),
    "stock.return_units": Body(fill={"units": "1", "reason": "damaged"}),
    "stock.take_in": Body(on="stock.receive", fill=DELIVERY),
    "stock.transfer": Body(fill={"units": "1", "to_facility": "@branch_two"}),
    "worklist.keep": Body(on="claims.show", rows={"claim_id": "claim_rejected"}),
    "worklist.let_go": Body(on="claims.show", rows={"claim_id": "claim_rejected"}),
    "worklist.take": Body(on="claims.show", rows={"claim_id": "claim_rejected"}),
    "plans.choose": Body(on="plans.change", form="plans.preview", fill={"plan": "users", "when": "renewal", "seen": seen_lines}),
    "plans.no_budget": Body(on="plans.budget"),
    "plans.say_budget": Body(on="plans.budget", fill={"amount": "40.000"}),
    "plans.name_buyer": Body(on="plans.buyer", fill={"vatin": "OM1100000009"}),
    # Without a card gateway there is no button: the tokens are those of any form of the page.
    # No page shows it: the gateway alone sends it, and signs.
    "plans.card_heard": Body(on="plans.invoices", form="access.sign_out"),
    "plans.pay_by_card": Body(on="plans.invoice", form="access.sign_out"),
    "plans.preview": Body(on="plans.change", fill={"plan": "users", "when": "now"}),
    "plans.withdraw": Body(on="plans.index"),
    "departing.ask": Body(on="departing.index"),
    "departing.leave": Body(on="departing.leave", fill={"reason": "closing", "name": its_name}),
    # One button, shown only once somebody has asked: its tokens are those of any form of the page.
    "departing.stay": Body(on="departing.leave", form="access.sign_out"),
    "support.end": Body(on="support.look"),
    "support.grant": Body(on="support.index", fill={"reason": "codes", "hours": "4"}),
    "support.revoke": Body(on="support.index"),
    "tenants.edit_branch": Body(fill={"name_en": "Main branch"}),
    "tenants.more_branches": Body(fill={"wanted": "12", "reason": "Three more are being bought"}),
    "tenants.new_branch": Body(fill=BRANCH),
    # One button, shown only once somebody has asked: its tokens are those of any form of the page.
    "tenants.withdraw_branches": Body(on="tenants.more_branches", form="access.sign_out"),
    "tenants.replace_paper": Body(fill={"number": "MOH-2030", **day("expires_on", "2030-01-31")}, files={"file": (A_PAPER, "licence.pdf")}),
}  # fmt: skip


def body_for(endpoint: str) -> Body:
    found = BODIES.get(endpoint)
    assert found is not None, (
        f"{endpoint} is new: add a line for it to BODIES in tests/bodies.py: which page shows its form, "
        "and what makes the form valid"
    )
    return found


@dataclass
class Filled:
    """A form ready to be sent."""

    path: str
    pairs: Pairs
    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    boxes: tuple[str, ...] = ()

    def data(self, **more: str) -> MultiDict[str, Any]:
        """What the test client sends: each call opens the files anew."""
        sent: MultiDict[str, Any] = MultiDict(
            [(name, value) for name, value in self.pairs if name not in more]
        )
        for name, value in more.items():
            sent.add(name, value)
        for name, (content, file_name) in self.files.items():
            sent.add(name, (io.BytesIO(content), file_name))
        return sent


class _Reader(HTMLParser):
    """Reads the posting forms of a page; many times quicker than building the whole tree."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Filled] = []
        self.form: Filled | None = None
        self.templates = 0
        self.options: list[tuple[str, bool]] = []
        self.box, self.text = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "template":
            self.templates += 1
        elif tag == "form" and given.get("method", "").lower() == "post":
            self.form = Filled(given.get("action", ""), [])
        elif self.form is None or self.templates:
            return
        elif tag == "option":
            self.options.append((given.get("value", ""), "selected" in given))
        elif name and tag in {"input", "select", "textarea"}:
            self._box(tag, name, given)

    def _box(self, tag: str, name: str, given: dict[str, str]) -> None:
        assert self.form is not None
        kind = given.get("type", "text")
        if kind != "hidden" and name not in self.form.boxes:
            self.form.boxes = (*self.form.boxes, name)
        if tag != "input":
            self.box, self.text, self.options = name, "", []
        elif kind in {"checkbox", "radio"}:
            if "checked" in given:
                self.form.pairs.append((name, given.get("value", "on")))
        elif kind not in {"submit", "button", "file", "image"}:
            self.form.pairs.append((name, given.get("value", "")))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self.templates -= 1
        elif self.form is None or self.templates:
            return
        elif tag == "select":
            chosen = [value for value, is_selected in self.options if is_selected]
            self.form.pairs += [
                (self.box, value) for value in chosen or [one for one, _ in self.options[:1]]
            ]
        elif tag == "textarea":
            # A browser takes the first line break for part of the tag, and every other for one character.
            text = self.text.replace("\r\n", "\n").removeprefix("\n")
            self.form.pairs.append((self.box, text))
        elif tag == "form":
            self.forms.append(self.form)
            self.form = None


def forms_on(html: str) -> list[Filled]:
    """Every posting form of a page, as it would leave when nobody touches it."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def fill_in(
    world: World, browser: PageClient, rule: Rule, key: str = "noor", rows: dict[str, str] | None = None
) -> Filled:  # fmt: skip
    """The valid form of an unsafe route, read off its page by the clinic's owner."""
    body, names = body_for(rule.endpoint), {**names_of(rule), **(rows or {})}
    ids = {part: world.named[key][name] for part, name in names.items()}
    target = address(world.app, rule, ids)
    shown = _shown(world, browser, rule.endpoint, target, body, names, key)
    tokens = ("csrf_token", "_once")
    kept = [pair for pair in shown.pairs if pair[0] not in tokens and pair[0] not in body.fill]
    filled = [
        (name, value(world, key, browser) if callable(value) else _meant(world, value, key))
        for name, value in body.fill.items()
    ]
    return Filled(target, [*kept, *filled, *body.press.items()], body.files, shown.boxes)


def _meant(world: World, value: str, key: str) -> str:
    if value.startswith("DEMO-") and value in world.payers:
        return world.payers[value]
    if value.startswith("@"):
        return world.named[key][value.removeprefix("@")]
    return str(world.tenant_id(key)) if value == "tenant" else value


def _shown(
    world: World, browser: PageClient, endpoint: str, target: str, body: Body, names: dict[str, str], key: str
) -> Filled:  # fmt: skip
    """The form as its page shows it; an empty one where no page does (scripts post there)."""
    pages = [r for r in world.app.url_map.iter_rules(body.on or endpoint) if "GET" in r.methods]
    if not pages:
        return Filled(target, [])
    wanted = {part: world.named[key][{**names, **body.rows}[part]] for part in ids_of(pages[0])}
    path = address(world.app, pages[0], wanted)
    shown = browser.client.get(path, query_string=_query(world, body, key)).get_data(as_text=True)
    sought = address(world.app, rule_of(world, body.form), wanted) if body.form else target
    for form in forms_on(shown):
        if urlsplit(form.path).path == sought:
            return form
    return Filled(target, [])


def rule_of(world: World, endpoint: str) -> Rule:
    """The address of an endpoint that takes forms."""
    return next(rule for rule in world.app.url_map.iter_rules(endpoint) if "POST" in rule.methods)


def _query(world: World, body: Body, key: str) -> dict[str, str]:
    return {name: world.named[key][row] for name, row in body.query.items()} | body.words
