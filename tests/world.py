"""One of everything in two clinics that look alike, for the tests that sweep the whole house.

Noor and Seeb hold the same people, Civil IDs, local codes and days; only the mark differs, which stands in
every text that a page may show. So a query that forgets its tenant shows a foreign mark.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from psycopg import sql
from werkzeug.routing import Rule

from app.access import inviting, session_store, sessions
from app.access import service as access
from app.access.factors import store
from app.access.factors.models import Passkey
from app.access.models import Membership, ParkedForm, SignInSession
from app.access.service import NewPerson
from app.approvals import ending, requirements, sentences
from app.approvals import service as approvals
from app.approvals.models import Approval
from app.approvals.requirements import NewRequirement, Times
from app.approvals.values import Visit
from app.batches import running
from app.batches import service as batches
from app.batches.values import Expected
from app.claims import cancelling, releasing
from app.claims import service as claims
from app.claims.habits import favourites, missing, templates
from app.claims.habits.templates import TemplateDraft
from app.claims.models import Claim
from app.claims.queries import ClaimFilter
from app.claims.rulebook import service as rulebook
from app.claims.rulebook import simulation
from app.claims.rulebook import writing as rule_writing
from app.claims.rulebook.conditions import Condition, Group
from app.claims.rulebook.models import RuleProposal
from app.claims.rulebook.outcomes import Tally
from app.claims.rulebook.own_rules import RuleDraft
from app.claims.rulebook.service import NewSetting
from app.contracts import imports, tolerance
from app.conversations import queries as threads
from app.conversations import service as conversations
from app.documents import service as documents
from app.eligibility.models import EligibilityCheck
from app.exchange import inbox, outbox
from app.exchange.messages import (
    COMMUNICATION,
    REFUSED,
    CommunicationReceived,
    DeliveryNote,
    Reply,
)
from app.exchange.models import Inbound, Message
from app.kernel.clock import now, today
from app.kernel.cluster import Cluster
from app.kernel.db import db
from app.kernel.ids import new_id
from app.kernel.words import Bilingual
from app.patients import merging
from app.patients import service as patients
from app.patients.models import IdentityDocument, Policy
from app.patients.values import NewDocument
from app.practitioners.models import LicenceReminder
from app.reports import service as reports
from app.tenants import papers as own_papers
from app.tenants.papers import PaperBrought
from app.tenants.queries import facilities
from app.tenants.scope import as_platform, in_tenant
from app.worklist import service as worklist
from tests import database, lists, places
from tests.cast import Person
from tests.factories import clinic, counter, money, paper, plans, requests, shelf, visits, wire
from tests.factories.clinic import ALPHA, BETA, DELTA, GAMMA, Mark
from tests.page import PageClient

MARKS = {
    "noor": Mark("NOORMARK", "علامةنور"),
    "seeb": Mark("SEEBMARK", "علامةسيب"),
}
# What else gives a tenant away on a page.
NAMES = {
    "noor": ("Noor Clinic", "عيادة النور", "DEMO-P-NOOR", "amal@noor.example", "badr@noor.example"),
    "seeb": ("Seeb Clinic", "عيادة السيب", "DEMO-P-SEEB", "salma@seeb.example"),
}
OWNERS = {"noor": "amal", "seeb": "salma"}

# name of the row, Civil ID (below 20000000 they are the simulator's own stories), English, Arabic, payer, phone
PEOPLE = (
    ("approved", "20114587", "Fatma bint Khalfan Al Siyabi", "فاطمة بنت خلفان السيابية", ALPHA, "+96892345671"),
    ("pended", "20338912", "Mohammed bin Nasser Al Busaidi", "محمد بن ناصر البوسعيدي", BETA, "+96893456712"),
    ("partial", "20551234", "Said bin Hamed Al Rawahi", "سعيد بن حمد الرواحي", GAMMA, "+96895671234"),
    ("denied", "10000021", "Zainab bint Ali Al Lawati", "زينب بنت علي اللواتية", ALPHA, "+96894567123"),
    ("rejected", "10000023", "Hamad bin Rashid Al Shukaili", "حمد بن راشد الشكيلي", ALPHA, "+96899345612"),
    ("not_covered", "10000005", "Sara bint Adil Al Raisi", "سارة بنت عادل الرئيسية", ALPHA, "+96891867123"),
    ("undetermined", "10000010", "Anwar bin Jamal Al Ajmi", "أنور بن جمال العجمي", BETA, "+96892978123"),
    ("trouble", "20995678", "Thuraya bint Saif Al Kindi", "ثريا بنت سيف الكندية", DELTA, "+96897457123"),
)  # fmt: skip
CIVIL_IDS = tuple(row[1] for row in PEOPLE)
PHONES = tuple(row[5] for row in PEOPLE)


class Ids(dict[str, UUID]):
    """The rows of one clinic by name; a name is given once."""

    def __setitem__(self, name: str, identity: UUID) -> None:
        assert name not in self, f"{name} is there already"
        super().__setitem__(name, identity)


@dataclass
class World:
    """The application on a copy of the world, the ids of its rows, and its people."""

    app: Flask
    named: dict[str, dict[str, str]]
    tokens: dict[str, str]
    people: dict[str, Person]
    payers: dict[str, str]
    renew: Any = field(repr=False, default=None)

    def as_(self, name: str) -> PageClient:
        """A browser at which this person is signed in; "" for nobody."""
        client = self.app.test_client()
        if name:
            client.set_cookie(sessions.cookie_name(self.app), self.tokens[name])
        return PageClient(self.app, client)

    def pages(self, key: str, part: str) -> Iterator[tuple[Rule, str]]:
        """Every page of a clinic in a part of the house, in every state a row of the world is in."""
        return places.pages(self.app, self.named[key], self.payers, part)

    def tenant_id(self, key: str) -> UUID:
        return self.people[OWNERS[key]].tenant_id


def build(app: Flask, cluster: Cluster, people: dict[str, Person]) -> str:
    """Fill both clinics; returns the index of their rows as JSON."""
    with app.app_context():
        clinic.make_codes()
        db.session.remove()
        with as_platform():
            plans.sell()
            db.session.commit()
        tokens = {
            person.name: sessions.start(person.user_id, person.tenant_id, device="Test browser")
            for person in people.values()
        }
    named = {}
    with wire.in_process(app, cluster, "sandbox_world") as simulator:
        for key, owner in OWNERS.items():
            with app.app_context():
                named[key] = _fill(app, key, people[owner], simulator)
            _park_a_form(app, named[key], people[owner], tokens[owner])
    with app.app_context():
        payers = {payer: str(clinic.payer_id(payer)) for payer in (ALPHA, BETA, GAMMA, DELTA)}
    index = {"named": _as_text(named), "tokens": tokens, "payers": payers}
    return json.dumps(index)


def _as_text(named: dict[str, Ids]) -> dict[str, dict[str, str]]:
    return {key: {name: str(one) for name, one in ids.items()} for key, ids in named.items()}


def _fill(app: Flask, key: str, owner: Person, simulator: wire.Simulator) -> Ids:
    ids, mark = Ids(), MARKS[key]
    steps = (
        _access, _master_data, _patients, _checks, _claims, _approvals, _papers, _batches, _words, _reports, _habits, _shelf, _counter, _imports, _trouble,
    )  # fmt: skip
    for step in steps:
        with in_tenant(owner.tenant_id, owner.user_id):
            step(ids, mark, owner)
            db.session.commit()
        if step in (_checks, _claims, _approvals, _batches):
            wire.deliver_all(owner.tenant_id)
    _after_answers(ids, key, owner, simulator)
    plans.everything(ids, mark, owner.tenant_id, owner.user_id)
    with in_tenant(owner.tenant_id, owner.user_id):
        money.everything(ids, mark)
        db.session.commit()
    return ids


def _access(ids: Ids, mark: Mark, owner: Person) -> None:
    """A second person with a log-in, and the owner's other device."""
    branch = facilities()[0]
    ids["facility"] = branch.id
    new = NewPerson(
        email=f"second@{mark.latin.lower()}.example",
        name_en=mark.en("Second Person"),
        name_ar=mark.ar("شخص ثانٍ"),
        language="en",
        role="claims_officer",
        facility_id=branch.id,
    )
    ids["membership"], _password = access.add_person(new)
    ids["second_user"] = db.session.get_one(
        Membership, (owner.tenant_id, ids["membership"])
    ).user_id
    token = session_store.start(
        owner.user_id,
        owner.tenant_id,
        device=f"Firefox {mark.latin}",
        at=now(),
        good_for=timedelta(hours=12),
        place="198.51.…",
        proven=True,
        data={},
    )
    query = db.select(SignInSession.id).where(
        SignInSession.token_hash == session_store.hash_of(token)
    )
    ids["session"] = db.session.scalars(query).one()
    ids["invitation"] = inviting.invite(
        replace(new, email=f"asked@{mark.latin.lower()}.example")
    ).id
    db.session.add(
        LicenceReminder(subject_id=branch.id, last_day=date(2028, 12, 31), days_before=60)
    )
    ids["passkey"] = _passkey(owner.user_id)
    store.offer_app(owner.user_id)


def _master_data(ids: Ids, mark: Mark, owner: Person) -> None:
    ids["practitioner"] = clinic.a_practitioner(mark)
    ids["practitioner_2"] = clinic.a_practitioner(
        mark, licence="DEMO-D-1002", name="Dr Huda", arabic="د. هدى", payers=(ALPHA,)
    )
    known = clinic.the_services(mark)
    for payer in (ALPHA, BETA, GAMMA, DELTA):
        book = clinic.a_contract(mark, payer=payer, known=known)
        name = payer.removeprefix("DEMO-").lower()
        ids[f"contract_{name}"], ids[f"price_list_{name}"] = book.contract_id, book.price_list_id
        tolerance.agree(book.contract_id, Decimal("0.050"), date(2026, 1, 1))
    for local_code, service_id in known.items():
        ids[f"service_{local_code}"] = service_id
    rulebook.set_edit(
        NewSetting(edit="CHK-13", severity="warn", valid_from=date(2026, 1, 1), reason=mark.en("Since the new year"))
    )  # fmt: skip
    _rules(ids, mark)


def _imports(ids: Ids, mark: Mark, owner: Person) -> None:
    """Two files of prices; looked at once every service is there, because a new one outdates what was looked at."""
    for name, price in (("applied", "4.500"), ("previewed", "4.700")):
        file = f"local_code,unit_price\nLAB-CBC,{price}\n".encode()
        looked, errors = imports.look_at(ids["price_list_beta"], f"{mark.latin}-{name}.csv", file)
        assert looked is not None, errors
        ids[f"import_{name}"] = looked.id
        if name == "applied":
            imports.apply(looked.id)
    lists.everything(ids, mark)


def _rules(ids: Ids, mark: Mark) -> None:
    """A rule that keeps one claim back, one that proposes, one still being written."""
    drafts = {
        "rule": RuleDraft(
            name=mark.en("Back pain"), action="hold", valid_from=date(2026, 1, 1),
            when=Group("all", (Condition("diagnosis", "one_of", ("M54.50",)),)),
            message=Bilingual(mark.en("Ask the doctor first"), mark.ar("اسأل الطبيب أولًا")),
        ),
        "rule_proposing": RuleDraft(
            name=mark.en("Own referral"), action="set", valid_from=date(2026, 1, 1),
            when=Group("all", (Condition("line_count", "at_least", ("1",)),)),
            message=Bilingual("", ""), target="referral_number", value="SELF",
        ),
    }  # fmt: skip
    for name, draft in drafts.items():
        ids[name] = rule_writing.begin().id
        rule_writing.save(ids[name], draft, 1)
    rule = drafts["rule"]
    ids["simulation_rule"] = simulation.of_rule(ids["rule"], "OWN-01", rule.when, "hold").id
    ids["simulation_setting"] = simulation.of_setting(
        NewSetting(edit="CHK-13", severity="block", valid_from=date(2026, 1, 1), reason=mark.en("Tried"))
    ).id  # fmt: skip
    for name in ("proposal", "proposal_unwanted"):
        proposal = RuleProposal(
            key=f"MN-1-1|service={name} {mark.latin}", reason_code="MN-1-1", features=[["service", mark.latin]],
            support=3, matched=3, precision=Decimal(1), lift=Decimal(9), amount=Decimal("37.500"),
            backtest=Tally().as_kept(),
        )  # fmt: skip
        db.session.add(proposal)
        ids[name] = proposal.id
    ids["rule_unfinished"] = rule_writing.begin().id


def _patients(ids: Ids, mark: Mark, owner: Person) -> None:
    for number, (name, civil_id, english, arabic, payer, phone) in enumerate(PEOPLE, start=1):
        one = clinic.a_patient(
            mark, civil_id=civil_id, name=english, arabic=arabic, phone=phone,
            sex="male" if "bin " in english else "female",
        )  # fmt: skip
        ids[f"patient_{name}"] = one.id
        ids[f"document_{name}"] = db.session.scalars(
            db.select(IdentityDocument.id).where(IdentityDocument.patient_id == one.id)
        ).one()
        ids[f"policy_{name}"] = clinic.a_policy(
            one.id, mark, payer=payer, member=f"MEMBER-700{number}"
        ).id
    ids["document_passport"] = patients.add_document(
        ids["patient_approved"], NewDocument(kind="passport", number="A1234567", country="OM")
    ).id
    ids["policy_second"] = clinic.a_policy(
        ids["patient_approved"], mark, payer=DELTA, member="MEMBER-7100"
    ).id
    for name, civil_id in (("twin", "20773456"), ("merged", "20773457")):
        one = clinic.a_patient(
            mark, civil_id=civil_id, name="Yusuf bin Ibrahim Al Maskari",
            arabic="يوسف بن إبراهيم المسكري", phone="+96897123456", sex="male",
        )  # fmt: skip
        ids[f"patient_{name}"] = one.id
    merging.merge(ids["patient_partial"], ids["patient_merged"])


def _checks(ids: Ids, mark: Mark, owner: Person) -> None:
    for name in ("approved", "partial", "not_covered", "undetermined", "denied"):
        ids[f"check_{name}"] = visits.ask(_policy(owner, ids, name)).id


def _policy(owner: Person, ids: Ids, name: str) -> Policy:
    return db.session.get_one(Policy, (owner.tenant_id, ids[f"policy_{name}"]))


def _claims(ids: Ids, mark: Mark, owner: Person) -> None:
    """Those that the simulator judges by itself, two that stay drafts, and one that was put away."""
    for name in ("approved", "pended", "partial", "denied", "rejected"):
        services = ("CONS-GP", "LAB-CBC") if name == "partial" else ("CONS-GP",)
        ids[f"claim_{name}"] = _sent(ids, mark, owner, name, services=services).id
    # Two more that are judged in part: one to be answered, one to be closed.
    for name, days in (("cut", 41), ("shut", 42)):
        ids[f"claim_{name}"] = _sent(
            ids, mark, owner, "partial", services=("CONS-GP", "LAB-CBC"), days_ago=days
        ).id
    for name, days in (("closed", 3), ("cancelled", 5), ("withdrawable", 7)):
        ids[f"claim_{name}"] = visits.a_draft(
            _policy(owner, ids, "approved"), ids["practitioner"], services=("LAB-A1C",), days_ago=days
        ).id  # fmt: skip
    for name in ("closed", "cancelled"):
        visits.send(db.session.get_one(Claim, (owner.tenant_id, ids[f"claim_{name}"])))
    ids["claim_ready"] = visits.a_draft(
        _policy(owner, ids, "partial"), ids["practitioner"], days_ago=8
    ).id
    ids["claim_draft"] = visits.a_draft(
        _policy(owner, ids, "approved"), ids["practitioner"], services=("DRESSING", "IMG-CHEST"),
        days_ago=1, diagnoses=("I10", "E11.9"), referral="REF-1",
    ).id  # fmt: skip
    ids["claim_unfinished"] = visits.a_draft(
        _policy(owner, ids, "partial"), ids["practitioner"], days_ago=2
    ).id
    typed = [("service_date-day", "31"), ("service_date-month", "2"), ("service_date-year", "2026"),
             ("lines-0-service", mark.en("half typed")), ("diagnoses-0-code", "E11")]  # fmt: skip
    unfinished = db.session.get_one(Claim, (owner.tenant_id, ids["claim_unfinished"]))
    claims.keep_typed(unfinished.id, typed, unfinished.version)
    ids["claim_kept_back"] = visits.a_draft(
        _policy(owner, ids, "approved"), ids["practitioner"], days_ago=11, diagnoses=("M54.50",)
    ).id
    releasing.ask_release(ids["claim_kept_back"])
    ids["claim_stopped"] = visits.a_draft(
        _policy(owner, ids, "approved"), ids["practitioner"], days_ago=12, diagnoses=("M54.50",)
    ).id
    ids["claim_discarded"] = visits.a_draft(
        _policy(owner, ids, "partial"), ids["practitioner"], days_ago=4
    ).id
    claims.discard(ids["claim_discarded"])


def _approvals(ids: Ids, mark: Mark, owner: Person) -> None:
    """Two drafts, one that was put away, and those that the simulator answers; a rule, a sentence, an emergency."""
    rule = NewRequirement(
        payer_id=clinic.payer_id(ALPHA), scope="service", target="IMG-CHEST", level="yes",
        documents=("x_ray",), note=mark.en("Room 4"), valid_from=today(),
    )  # fmt: skip
    ids["approval_rule"] = requirements.add(rule).id
    ids["sentence"] = sentences.add(mark.en("Tablets did not help"), mark.ar("لم تنفع الأقراص")).id
    requirements.set_times(clinic.payer_id(ALPHA), Times(minutes=45, emergency_hours=24), today())
    for name in ("draft", "ready", "discarded", "unfinished"):
        ids[f"approval_{name}"] = _approval(ids, mark, owner, "approved").id
    approvals.discard(ids["approval_discarded"])
    unfinished = db.session.get_one(Approval, (owner.tenant_id, ids["approval_unfinished"]))
    typed = [("lines-0-service", mark.en("half typed")), ("service_from-day", "31")]
    approvals.keep_typed(unfinished.id, typed, unfinished.version)
    for name in ("approved", "pended", "rejected"):
        ids[f"approval_{name}"] = requests.send(_approval(ids, mark, owner, name)).id
    for name in ("partial", "refused", "expired"):
        ids[f"approval_{name}"] = requests.send(_approval(ids, mark, owner, "approved")).id
    claim = db.session.get_one(Claim, (owner.tenant_id, ids["claim_ready"]))
    ids["follow_up"] = approvals.emergency(
        Visit(
            claim_id=claim.id,
            claim_number=claim.number,
            patient_id=claim.patient_id,
            payer_id=claim.payer_id,
            policy_id=claim.policy_id,
            practitioner_id=claim.practitioner_id,
            service_date=claim.service_date,
        )
    ).id


def _approval(ids: Ids, mark: Mark, owner: Person, name: str) -> Approval:
    why = mark.en("Pain for six weeks")
    return requests.a_request(
        _policy(owner, ids, name), ids["practitioner"], why=why,
        services=(("LAB-A1C", "6"), ("CONS-GP", "1")), sentences=(ids["sentence"],),
    )  # fmt: skip


def _judge_again(ids: Ids, owner: Person) -> None:
    """What the simulator granted, as other payers would judge it."""
    for name, units, judgement, days in (
        ("partial", {1: "2"}, "approved", 5), ("refused", None, "denied", 5), ("expired", None, "approved", -1),
    ):  # fmt: skip
        one = db.session.get_one(Approval, (owner.tenant_id, ids[f"approval_{name}"]))
        last = today() + timedelta(days=days)
        first = min(last, today())
        answer = requests.granted(one, units, judgement, valid_from=first, valid_to=last, reference=f"PA-{name}")  # fmt: skip
        approvals.apply_answer(requests.reply_to(one, answer))
    ending.end_here()


def _papers(ids: Ids, mark: Mark, owner: Person) -> None:
    """A paper that can go, one that an insurer has, and one of the patient's to be used again."""
    scan = paper.a_pdf(words=mark.latin)
    own_papers.keep(
        PaperBrought(
            kind="moh_licence", number=f"MOH-{mark.latin}", expires_on=date(2027, 1, 31),
            content_type="application/pdf", sha256=hashlib.sha256(scan).hexdigest(), body=scan,
        )
    )  # fmt: skip
    ids["paper"] = documents.add(
        "claim", ids["claim_partial"], scan, title=mark.en("Report"), kind="report"
    ).id
    ids["paper_sent"] = documents.add(
        "claim", ids["claim_denied"], scan, title=mark.en("X-ray"), kind="x_ray"
    ).id
    documents.mark_sent("claim", ids["claim_denied"])
    ids["paper_patient"] = documents.add(
        "patient", ids["patient_approved"], paper.a_png(note=mark.latin), title=mark.en("Card"), kind="id_card"
    ).id  # fmt: skip


def _words(ids: Ids, mark: Mark, owner: Person) -> None:
    """Two questions about a claim, and words of ours that nobody took."""
    for name in ("question", "question_second"):
        ids[name] = _asked(ids, mark, "claim_pended", name)
    told = conversations.tell("claim", ids["claim_pended"], mark.en("Words"))
    ids["words_failed"] = told.id
    outbox.withdraw(told.message_id)
    conversations.note_delivery(
        DeliveryNote(
            message_id=told.message_id, kind=COMMUNICATION, subject_id=told.id, news=REFUSED, at=now()
        )
    )  # fmt: skip


def _asked(ids: Ids, mark: Mark, claim: str, reference: str) -> UUID:
    """A payer's question, as the inbox hands it up; its id."""
    said = CommunicationReceived(reference=reference, about="", texts=(mark.en("Please explain."),))
    conversations.apply_request(
        Reply(
            kind=COMMUNICATION, message_id=None, subject_kind="claim", subject_id=ids[claim],
            answer=said, received_at=now(), inbound_id=uuid4(),
        )
    )  # fmt: skip
    return next(one.id for one in threads.thread("claim", ids[claim]) if one.reference == reference)


def _sent(ids: Ids, mark: Mark, owner: Person, name: str, **how: Any) -> Claim:
    draft = visits.a_draft(
        _policy(owner, ids, name), ids["practitioner"], referral=mark.latin, **how
    )
    return visits.send(draft)


def _batches(ids: Ids, mark: Mark, owner: Person) -> None:
    """One whose claim was rejected, and one that a worker has still to begin."""
    for name, person, days in (("batch_returned", "rejected", 9), ("batch", "partial", 10)):
        draft = visits.a_draft(_policy(owner, ids, person), ids["practitioner"], days_ago=days)
        ids[f"claim_in_{name}"] = draft.id
        expected = Expected(count=1, payer_share=draft.payer_share, with_warnings=True)
        ids[name] = batches.start(ClaimFilter(number=draft.number), expected).id
        db.session.commit()
        if name == "batch_returned":
            running.drive(ids[name])


def _reports(ids: Ids, mark: Mark, owner: Person) -> None:
    """A view of a report, shared with a role."""
    name = mark.en("By insurer")
    ids["saved_view"] = reports.save_view(name, "summary", "payer", {}, "claims_officer").id


def _habits(ids: Ids, mark: Mark, owner: Person) -> None:
    """A template of a usual visit, and what a doctor has pinned."""
    draft = TemplateDraft(
        name=mark.en("Influenza"), words=(mark.ar("إنفلونزا"),), diagnoses=("J06.9",),
        lines=(("CONS-GP", Decimal(1)), ("LAB-CBC", Decimal(2))),
    )  # fmt: skip
    ids["visit_template"] = templates.add(draft).id
    favourites.pin(ids["practitioner"], favourites.DIAGNOSIS, "M54.50")


def _shelf(ids: Ids, mark: Mark, owner: Person) -> None:
    shelf.everything(ids, mark)


def _counter(ids: Ids, mark: Mark, owner: Person) -> None:
    counter.everything(ids, mark)


def _trouble(ids: Ids, mark: Mark, owner: Person) -> None:
    """What went wrong or waits: parked and unread messages of theirs."""
    ids["inbound_parked"] = inbox.keep(f"not a message {mark.latin}".encode())
    ids["inbound_received"] = inbox.keep(f"nor is this {mark.latin}".encode())


def _after_answers(ids: Ids, key: str, owner: Person, simulator: wire.Simulator) -> None:
    """What follows once the insurers have spoken; last what blocks a lane."""
    mine = (owner.tenant_id, owner.user_id)
    with in_tenant(*mine):
        visits.close(ids["claim_closed"])
        _judge_again(ids, owner)
        _take_up(ids, owner)
        db.session.commit()
    wire.deliver_all(owner.tenant_id)
    with in_tenant(*mine):
        ids["dispute_drafted"] = visits.complain(ids["claim_partial"]).id
        ids["dispute_given_up"] = visits.complain(ids["claim_denied"]).id
        db.session.commit()
    with in_tenant(owner.tenant_id):
        assert inbox.route(ids["inbound_parked"]) == "parked"
    _lost_and_held(ids, owner, simulator)
    with in_tenant(*mine):
        _name_messages(ids)
        _check_statuses(ids)
        ids["inbound_handled"] = db.session.scalars(
            db.select(Inbound.id).where(Inbound.status == "handled", Inbound.kind == "claim")
        ).first()
        # Asked when the claim was gone already.
        ids["question_late"] = _asked(ids, MARKS[key], "claim_cancelled", "question_late")
        db.session.commit()


def _take_up(ids: Ids, owner: Person) -> None:
    """What people do with answers: cancel, use an approval, let a visit go, begin work."""
    cancelling.cancel(ids["claim_cancelled"], "wrong_information")
    # The payer granted less than the simulator knows of, so that one denies the claim.
    agreed = visits.a_draft(
        _policy(owner, ids, "approved"), ids["practitioner"], services=("LAB-A1C",),
        approval_id=ids["approval_partial"],
    )  # fmt: skip
    ids["claim_on_approval"] = visits.send(agreed).id
    missing.dismiss("check", ids["check_partial"], "no_visit")
    worklist.take("claim", ids["claim_rejected"])


def _lost_and_held(ids: Ids, owner: Person, simulator: wire.Simulator) -> None:
    """On Delta's line: refused, held, one whose fate is unknown; on Beta's one being sent, on Alpha's one queued."""
    mine = (owner.tenant_id, owner.user_id)
    with in_tenant(*mine):
        check = visits.ask(_policy(owner, ids, "trouble"))
        claim = visits.a_draft(_policy(owner, ids, "trouble"), ids["practitioner"])
        ids["check_failed"], ids["claim_refused"] = check.id, visits.send(claim).id
        db.session.commit()
    with simulator.fault(DELTA, "refused"):
        wire.deliver_all(owner.tenant_id)
    with in_tenant(*mine):
        held = visits.a_draft(_policy(owner, ids, "trouble"), ids["practitioner"], days_ago=2)
        ids["claim_held"] = visits.send(held).id
        visits.hold(visits.message_of(held.id))
        sent = visits.a_draft(_policy(owner, ids, "trouble"), ids["practitioner"], days_ago=3)
        ids["claim_sent"] = visits.send(sent).id
        db.session.commit()
    with simulator.fault(DELTA, "lost-answer"):
        wire.deliver_all(owner.tenant_id)
    with in_tenant(*mine):
        taken = visits.a_draft(_policy(owner, ids, "pended"), ids["practitioner"], days_ago=6)
        ids["claim_being_sent"] = visits.send(taken).id
        visits.take(visits.message_of(taken.id))
        queued = db.session.get_one(Claim, (owner.tenant_id, ids["claim_withdrawable"]))
        ids["claim_queued"] = visits.send(queued).id
        ids["check_asked"] = visits.ask(_policy(owner, ids, "rejected")).id
        ids["approval_queued"] = requests.send(_approval(ids, Mark(), owner, "approved")).id
        db.session.commit()


def _name_messages(ids: Ids) -> None:
    """One message in each status."""
    for message in db.session.scalars(db.select(Message).order_by(Message.position)):
        name = f"message_{message.status}"
        if name not in ids and message.kind in ("claim", "eligibility"):
            ids[name] = message.id
    missing = {
        status for status in ("queued", "sending", "sent-unacked", "acked", "answered", "failed", "held")
        if f"message_{status}" not in ids
    }  # fmt: skip
    assert not missing, f"no message is {missing}"


EXPECTED = {
    "claim_ready": ("draft", "none"), "claim_in_batch": ("draft", "none"),
    "claim_in_batch_returned": ("rejected", "none"),
    "claim_draft": ("draft", "none"), "claim_unfinished": ("draft", "none"),
    "claim_queued": ("queued", "none"), "claim_sent": ("sent", "none"),
    "claim_pended": ("accepted", "pended"), "claim_refused": ("rejected", "none"),
    "claim_rejected": ("rejected", "none"), "claim_held": ("held", "none"),
    "claim_approved": ("adjudicated", "approved"), "claim_partial": ("adjudicated", "partial"),
    "claim_cut": ("adjudicated", "partial"), "claim_shut": ("adjudicated", "partial"),
    "claim_on_approval": ("adjudicated", "denied"),
    "claim_denied": ("adjudicated", "denied"), "claim_closed": ("closed", "approved"),
    "claim_cancelled": ("cancelled", "approved"), "claim_discarded": ("cancelled", "none"),
}  # fmt: skip
APPROVALS = {
    "draft": "draft", "ready": "draft", "unfinished": "draft", "discarded": "cancelled", "queued": "queued",
    "pended": "pended", "approved": "approved", "partial": "partial", "refused": "refused",
    "expired": "expired", "rejected": "rejected",
}  # fmt: skip
VERDICTS = {
    "check_approved": ("answered", "covered"), "check_not_covered": ("answered", "not_covered"),
    "check_undetermined": ("answered", "undetermined"), "check_failed": ("failed", "undetermined"),
    "check_asked": ("asked", None),
}  # fmt: skip


def _check_statuses(ids: Ids) -> None:
    """The names say what the rows are."""
    found = {row.id: (row.status, row.adjudication) for row in db.session.scalars(db.select(Claim))}
    wrong = {n: found[ids[n]] for n, wanted in EXPECTED.items() if found[ids[n]] != wanted}
    checks = {c.id: (c.status, c.verdict) for c in db.session.scalars(db.select(EligibilityCheck))}
    wrong |= {n: checks[ids[n]] for n, wanted in VERDICTS.items() if checks[ids[n]] != wanted}
    asked = {row.id: row.status for row in db.session.scalars(db.select(Approval))}
    wrong |= {
        f"approval_{n}": asked[ids[f"approval_{n}"]]
        for n in APPROVALS
        if asked[ids[f"approval_{n}"]] != APPROVALS[n]
    }
    assert not wrong, wrong


def _passkey(user_id: UUID) -> UUID:
    """A passkey that is listed; nobody signs in with it."""
    row = {"id": new_id(), "user_id": user_id, "credential_id": user_id.hex, "public_key": b"", "sign_count": 0, "device": "Firefox", "created_at": now()}  # fmt: skip
    with store.as_person(user_id) as connection:
        connection.execute(db.insert(Passkey), row)
    return row["id"]


def _park_a_form(app: Flask, ids: Ids, owner: Person, token: str) -> None:
    """The owner's screen locks, a form arrives, the screen is unlocked: the form waits."""
    client = app.test_client()
    client.set_cookie(sessions.cookie_name(app), token)
    browser = PageClient(app, client)
    form = {"csrf_token": browser.csrf(), "_once": str(uuid4()), "name_en": "parked words"}
    client.post("/sign-in/lock", data=form)
    answer = client.post("/practitioners/new", data=form)
    assert answer.status_code == 303, answer.status_code
    with app.app_context():
        session_store.unlock(session_store.hash_of(token), now())
        with in_tenant(owner.tenant_id, owner.user_id):
            ids["parked_form"] = db.session.scalars(db.select(ParkedForm.id)).one()


def keep_index(cluster: Cluster, index: str) -> None:
    """The index lies on the template itself: it is there if and only if the world is whole."""
    with database.admin(cluster) as connection:
        connection.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(
                sql.Identifier(database.WORLD), sql.Literal(index)
            )
        )


def read_index(cluster: Cluster) -> dict[str, Any] | None:
    """The index of the world, or None while there is no whole one."""
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    with database.admin(cluster) as connection:
        row = connection.execute(query, [database.WORLD]).fetchone()
    return json.loads(row[0]) if row and row[0] else None
