"""What is connected to what: who answers which reply, and what a patient's page shows of others."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import true

from app.access import inviting_again, leaving, owners, tidying
from app.access.leaving import Work
from app.access.models import Membership
from app.approvals import conversing as approvals_in_words
from app.approvals import ending, requirements
from app.approvals import service as approvals
from app.approvals import subject as approval_subject
from app.approvals import timeline_entries as approvals_on_page
from app.approvals.models import Approval
from app.approvals.states import DRAFT as APPROVAL_DRAFT
from app.audit.people import ask_guests
from app.batches import on_claim as batch_on_claim
from app.batches import running as batches
from app.claims import at_stake, following, listening, metered, parts, silence
from app.claims import conversing as claims_in_words
from app.claims import service as claims
from app.claims import subject as claim_subject
from app.claims import timeline_entries as claims_on_page
from app.claims.gathering import collected, dispensed
from app.claims.habits import missing_kinds
from app.claims.habits.patient_page import REPEAT
from app.claims.models import Claim
from app.claims.rulebook import claim_part
from app.claims.states import DRAFT as CLAIM_DRAFT
from app.contracts import ceilings, code_lists, coding, tolerance
from app.contracts import importing as contract_lists
from app.contracts import importing_prices as price_lists
from app.contracts import subject as contract_subject
from app.conversations import service as conversations
from app.conversations import subject as communication_subject
from app.conversations import voices
from app.departing import deleting, exporting
from app.departing import leaving as departures
from app.disputes import claim_page as disputes_on_page
from app.disputes import outcomes
from app.disputes import service as disputes
from app.documents import patient_page as papers_on_page
from app.eligibility import patient_page as eligibility_on_page
from app.eligibility import service as eligibility
from app.exchange import inbox, journal, start
from app.exchange.messages import (
    APPROVAL,
    CANCEL,
    CLAIM,
    COMMUNICATION,
    ELIGIBILITY,
    PAYMENT,
    PRESCRIPTION,
    Reply,
)
from app.exchange.subjects import page_of_subject
from app.going_live import switching
from app.imports import forgetting, kinds
from app.imports import running as imports
from app.incidents import telling as incidents
from app.kernel import jobs, subjects
from app.mail import service as mail
from app.mail import views as outbox
from app.onboarding import lapsing, new_rules, provisioning
from app.onboarding.views import pages as applicants
from app.patients import importing as patient_lists
from app.patients import subject as patient_subject
from app.patients import timeline
from app.pharmacy.dispensing import claiming as pharmacy_claims
from app.pharmacy.dispensing import provisional, unclaimed
from app.pharmacy.dispensing import receivers as pharmacy_receivers
from app.pharmacy.dispensing import told as pharmacy_told
from app.pharmacy.medicines import importing as medicine_lists
from app.pharmacy.medicines import queries as medicines
from app.pharmacy.prescriptions import expiring
from app.pharmacy.prescriptions import fetching as prescription_fetching
from app.pharmacy.prescriptions import subject as prescription_subject
from app.pharmacy.prescriptions.history import TASK_SUBJECT
from app.pharmacy.stock import recalls, register
from app.plans import freezing, seating, telling
from app.plans.cards import start as card_start
from app.platform_admin import leavers
from app.practitioners import importing as practitioner_lists
from app.practitioners import reminders
from app.prescribing import on_page as prescribing_on_page
from app.remittances import advices, posting, receipts, reconsidering, underpaid
from app.remittances import claim_page as money_on_page
from app.support import closing as support
from app.support import looked
from app.support import queries as support_people
from app.tenants import answering, walls
from app.worklist import service as worklist
from app.worklist.models import WorkLease


def cancelled(reply: Reply) -> None:
    """Claims and approvals are cancelled by the same kind of message."""
    is_approval = reply.subject_kind == APPROVAL
    (approvals if is_approval else claims).apply_cancel_answer(reply)


REPLIES = {
    ELIGIBILITY: eligibility.apply_answer,
    APPROVAL: approvals.apply_answer,
    CLAIM: claims.apply_answer,
    COMMUNICATION: conversations.apply_request,
    PAYMENT: advices.apply_advice,
    CANCEL: cancelled,
    PRESCRIPTION: prescription_fetching.apply_answer,
}
NEWS = {
    APPROVAL: approvals.note_delivery,
    eligibility.SUBJECT: eligibility.note_delivery,
    "claim": claims.note_delivery,
    conversations.SUBJECT: conversations.note_delivery,
    TASK_SUBJECT: prescription_fetching.note_delivery,
}


def connect(app: Flask) -> None:
    """Open the line to the exchange, say who hears its answers, and fill the patient's page."""
    start.connect(app)
    card_start.connect(app)
    for kind, handler in REPLIES.items():
        inbox.on(kind, handler)
    for subject_kind, listener in NEWS.items():
        journal.on_delivery(subject_kind, listener)
    listening.on_step("following", following.let_go_of_earlier)
    count_what_is_used(app)
    listening.on_step("disputes", outcomes.follow)
    listening.on_step("underpayments", underpaid.follow)
    tolerance.on_agreed("underpayments", reconsidering.reconsider)
    listening.before_sending("disputes", disputes.guard)
    listening.on_step("pharmacy", pharmacy_claims.follow)
    listening.before_sending("pharmacy", pharmacy_claims.guard)
    tell_the_checker()
    ceilings.ceilings_from(medicines.highest_prices)
    coding.stake_from(at_stake.waiting_for_codes)
    recalls.add_receivers(pharmacy_receivers.of_batches)
    register.add_handovers(pharmacy_receivers.of_lines)
    parts.add_part("disputes", disputes_on_page.part)
    parts.add_verbs("disputes", disputes_on_page.verbs)
    parts.add_verbs("prescribing", prescribing_on_page.verbs)
    parts.complain_with(disputes.complain_of_shortfall)
    parts.answer_with("disputes.choose", "disputes.write")
    parts.add_part("releases", claim_part.releases)
    parts.add_part("batches", batch_on_claim.part)
    watch_the_clock()
    hand_over_when_people_leave()
    name_subjects()
    name_lists()
    parts.on_judgement("remittances", posting.hear_judgement)
    parts.add_part("remittances", money_on_page.part)
    parts.money_from(money_on_page.moved)
    parts.add_column("remittances", money_on_page.COLUMN)
    fill_patient_page()
    # A browser that carries an application opens its letters in a trial's outbox.
    outbox.open_with("application", applicants.present)


def tell_the_checker() -> None:
    """What stands above claims and belongs to them: what is handed out, paid, and never claimed."""
    dispensed.say("pharmacy", pharmacy_told.handed_out)
    collected.say("receipts", receipts.taken_for)
    missing_kinds.register()
    unclaimed.register()


def watch_the_clock() -> None:
    """What a worker does by the tick and by the hour, for every tenant."""
    reminders.tell_with(owners.write_to_owners)
    telling.tell_with(owners.write_to_owners)
    answering.tell_with(owners.write_to_owners)
    incidents.tell_with(owners.write_to_owners)
    jobs.every_hour(telling.tell_everywhere)
    jobs.every_hour(silence.watch_all)
    jobs.every_hour(reminders.remind_everywhere)
    jobs.every_tick(tidying.tidy_now_and_then)
    jobs.every_tick(mail.deliver_due)
    jobs.every_tick(provisioning.open_approved)
    jobs.every_tick(switching.carry_out)
    jobs.every_tick(answering.tell_all)
    jobs.every_tick(incidents.tell_all)
    jobs.every_tick(inviting_again.send_all)
    jobs.every_hour(lapsing.let_lapse)
    jobs.every_hour(new_rules.look_again)
    jobs.every_hour(ending.end_what_is_over)
    jobs.every_hour(provisional.send_everywhere)
    jobs.every_hour(expiring.end_everywhere)
    jobs.every_tick(batches.look_after_all)
    jobs.every_tick(exporting.look_after_all)
    jobs.every_hour(exporting.let_go_everywhere)
    jobs.every_hour(departures.remind_everywhere)
    jobs.every_tick(support.look_after_all)
    jobs.every_hour(looked.tell_everywhere)
    jobs.every_hour(walls.check_and_note)


def hand_over_when_people_leave() -> None:
    """What somebody who goes lets go of, what passes to a colleague, and what stays of a tenant that goes."""
    deleting.keep_with(leavers.keep)
    ask_guests(support_people.names)
    leaving.on_leaving("worklist", worklist.let_go_of_all)
    leaving.stops("imports", imports.stop_of)
    leaving.stops("exports", exporting.stop_of)
    leaving.passes_on("leases", Work(WorkLease.holder_id, true(), else_free=True))
    leaving.passes_on("claims", Work(Claim.created_by, Claim.status == CLAIM_DRAFT))
    leaving.passes_on("approvals", Work(Approval.created_by, Approval.status == APPROVAL_DRAFT))


def name_lists() -> None:
    """What can be imported, and who looks after imports under way."""
    for kind in (
        patient_lists.KIND,
        practitioner_lists.KIND,
        contract_lists.SERVICES,
        price_lists.PRICES,
        medicine_lists.KIND,
        code_lists.CODES,
    ):
        kinds.add_kind(kind)
    jobs.every_tick(imports.look_after_all)
    jobs.every_hour(forgetting.forget_everywhere)


def count_what_is_used(app: Flask) -> None:
    """Plans hear of accepted claims and of who works here, and keep late payers from new reports."""
    listening.on_step("metering", metered.follow)
    seating.follow(Membership)
    freezing.watch(app)


def name_subjects() -> None:
    """What papers, questions and leases hang on, and how payers are told of it."""
    subjects.add_kind(APPROVAL, approval_subject.KIND)
    subjects.add_kind("claim", claim_subject.KIND)
    subjects.add_kind("patient", patient_subject.KIND)
    subjects.add_kind(contract_subject.NAME, contract_subject.KIND)
    subjects.add_kind("prescription", prescription_subject.KIND)
    subjects.add_kind(conversations.SUBJECT, communication_subject.KIND)
    voices.add_voice("claim", claims_in_words.about)
    voices.add_voice(APPROVAL, approvals_in_words.about)
    voices.minutes_from(requirements.answer_minutes)
    page_of_subject(conversations.SUBJECT, "conversations.show", "communication_id")
    page_of_subject(APPROVAL, "approvals.show", "approval_id")
    page_of_subject("claim", "claims.show", "claim_id")
    page_of_subject(TASK_SUBJECT, "pharmacy.fetched", "task_id")
    page_of_subject(eligibility.SUBJECT, "eligibility.show", "check_id")


def fill_patient_page() -> None:
    """What a patient's page shows of others: events, chips, and buttons in their order."""
    timeline.add_source("eligibility", eligibility_on_page.happenings)
    timeline.add_source("claims", claims_on_page.happenings)
    timeline.add_source("approvals", approvals_on_page.happenings)
    timeline.add_chip("approvals", approvals_on_page.chips)
    timeline.add_chip("eligibility", eligibility_on_page.chips)
    timeline.add_action(claims_on_page.NEW_CLAIM)
    timeline.add_action(eligibility_on_page.ACTION)
    timeline.add_action(approvals_on_page.ASK)
    timeline.add_action(REPEAT)
    timeline.add_action(papers_on_page.ACTION)
    timeline.add_source("prescribing", prescribing_on_page.happenings)
    timeline.add_action(prescribing_on_page.WRITE)
