"""A walk of the desk, as the house walks of the clinics: every page in both languages, every form sent thrice, nasty words in every box."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb
from sqlalchemy import text

from app.going_live.models import LiveRequest
from app.incidents import service as incidents
from app.kernel.authz import sign_of
from app.kernel.clock import today
from app.kernel.db import db
from app.onboarding.models import ApplicationPaper
from app.plans import bank_import, selling, settling
from app.plans.models import BankTransfer, Payment, PlanRow
from app.plans.pricing import Price, Tier
from app.platform_admin import ledger
from app.tenants import asking
from app.tenants.models import CLOSED
from app.tenants.scope import as_platform, in_tenant
from tests.factories import clinic, plans
from tests.imports.conftest import TWO
from tests.places import DESK
from tests.support.conftest import ask, grant

NASTY = ("\x00", "\u202egpj.exe", "9" * 5000, "' OR 1=1 --", "{{7*7}}", "<script>alert(1)</script>")
PASSWORDS = {"current": "wrong horse", "new": "quite another horse 7", "repeated": "quite another horse 7"}  # fmt: skip
# A right form of every unsafe door behind a permission: what is sent, what answers, whether something was written.
FORMS = {
    "platform_admin.approve": ({}, 303),
    "platform_admin.practitioners": ({}, 422),
    "platform_admin.remove_practitioners": ({}, 303),
    "platform_admin.approve_deletion": ({"code": "000000"}, 422),
    "platform_admin.ask": ({"civil_id": "x"}, 303),
    "platform_admin.refuse": ({"reason": "known", "explanation": "x"}, 303),
    "platform_admin.try_again": ({}, 303),
    "platform_admin.return_live_request": ({"reason_en": "x", "reason_ar": "س"}, 303),
    "platform_admin.approve_live_request": ({}, 303),
    "platform_admin.password": (PASSWORDS, 422),
    "platform_admin.add_plan": (
        {"code": "gold", "kind": "unlimited", "name_en": "Gold", "name_ar": "ذهبية"},
        303,
    ),
    "platform_admin.price": (
        {
            "valid_from-day": "1",
            "valid_from-month": "6",
            "valid_from-year": "2027",
            "tiers": "100 0.200\n* 0.100",
        },
        303,
    ),
    "platform_admin.stop": ({}, 303),
    "platform_admin.withdraw_price": ({}, 303),
    "platform_admin.enter": (
        {
            "bank_reference": "B-1",
            "booked_on-day": "1",
            "booked_on-month": "11",
            "booked_on-year": "2026",
            "amount": "5",
        },
        303,
    ),
    "platform_admin.import_bank": ({}, 422),
    "platform_admin.match": ({"invoice": "x"}, 422),
    "platform_admin.take_off": ({"reason": "x", "code": "000000"}, 422),
    "platform_admin.pay_out": ({"reference": "B-9", "code": "000000"}, 422),
    "platform_admin.credit": ({"amount": "0.001", "reason": "x"}, 303),
    "platform_admin.finalise": ({}, 409),
    "platform_admin.invite_owner_again": ({}, 303),
    "platform_admin.return_branches": ({"reason_en": "x", "reason_ar": "س"}, 303),
    "platform_admin.branches": ({"most": "12", "reason": "FSA agreed by letter"}, 303),
    "platform_admin.choose": ({"plan": "users", "when": "renewal"}, 303),
    "platform_admin.withdraw": ({}, 303),
    "platform_admin.tell": ({"words_en": "Slow", "words_ar": "بطء", "code": "000000"}, 422),
    "platform_admin.end": ({}, 303),
    "platform_admin.ask_to_look": ({"reason": "A code", "ticket": "T-2", "minutes": "10"}, 303),
    "platform_admin.approve_look": ({}, 303),
    "platform_admin.decline_look": ({}, 303),
    "platform_admin.begin_look": ({"code": "000000"}, 422),
    "platform_admin.end_look": ({}, 303),
}

OF_MONEY = {
    f"platform_admin.{name}" for name in
    ("add_plan", "price", "stop", "withdraw_price", "enter", "import_bank", "match", "take_off", "pay_out", "credit", "finalise", "choose", "withdraw", "tell", "end")
}  # fmt: skip


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint.partition(".")[0] in DESK]


def rule_of(app, endpoint):
    return next(one for one in rules(app) if one.endpoint == endpoint)


def is_guarded(app, rule) -> bool:
    return sign_of(app, rule.endpoint).permission is not None


@pytest.fixture
def departed(people, cluster, database_name):
    """A clinic that left long ago, as its certificate tells."""
    tenant_id, departure_id = people["amal"].tenant_id, uuid4()
    told = {
        "certificate": str(departure_id), "name_en": "Seeb Clinic", "name_ar": "عيادة السيب", "approved_by": [],
        "asked_at": "2026-01-01T09:00:00+04:00", "deleted_at": "2026-02-02T09:00:00+04:00", "keys_destroyed_at": None,
        "removed": {"patients": 7}, "kept": {"invoices": 2}, "audit_end": None, "sha256": "0" * 64,
    }  # fmt: skip
    with psycopg.connect(cluster.url(database_name), autocommit=True) as admin:
        # What the rules of the life of a departure would not let begin at its end.
        admin.execute("SET session_replication_role = replica")
        admin.execute(
            "INSERT INTO departures (tenant_id, id, status, reason, asked_at, delete_after, removed, deleted_at, certificate) "
            "VALUES (%s, %s, 'deleted', 'closing', %s, '2026-02-01', '{}', %s, %s)",
            [tenant_id, departure_id, told["asked_at"], told["deleted_at"], Jsonb(told)],
        )
    return departure_id


def credit_of_a_leaver(app, person):
    """Credit that nothing is left to be set against: its tenant is closed."""
    ids = {}
    with app.app_context():
        plans.everything(ids, clinic.Mark(), person.tenant_id, person.user_id)
        with as_platform():
            rest = settling.Received(bank_reference="REST", booked_on=date(2026, 11, 12), amount=Decimal(99))  # fmt: skip
            settling.match(settling.enter(rest), person.tenant_id, ids["plan_invoice"])
            row = next(one for one in ledger.lines(person.tenant_id, ids["plan_invoice"]) if one.net > 0)  # fmt: skip
            credit = settling.credit(person.tenant_id, ids["plan_invoice"], row.id, Decimal("0.1"), "x")  # fmt: skip
            ledger.tenant(person.tenant_id).status = CLOSED
            db.session.commit()
            return credit


@pytest.fixture
def values(app, desk, application_id, people, departed):
    """What stands in the addresses: an application, one of its papers, a letter, a tenant with its plan and invoice, how it left."""
    ids = {}
    amal = people["amal"]
    with app.app_context():
        with as_platform():
            plans.sell()
            db.session.commit()
        plans.everything(ids, clinic.Mark(), amal.tenant_id, amal.user_id)
    address = f"/desk/applications/{application_id}/practitioners"
    desk("omar").post(address, {"file": (io.BytesIO(TWO), "list.csv")})
    with app.app_context(), as_platform():
        paper_id = db.session.query(ApplicationPaper.id).first()[0]
        incident_id = incidents.tell("Slow", "بطء")
        statement, _wrong = bank_import.import_file("w.csv", b"Date,Credit\n2026-11-20,1.000\n")
        db.session.commit()
        mail_id = db.session.execute(text("SELECT id FROM mails LIMIT 1")).scalar_one()
        plan_id = db.session.query(PlanRow.id).filter_by(code="claims").one()[0]
        tiers = (Tier(None, Decimal("0.300")),)
        selling.announce(
            "claims", Price(valid_from=date(2027, 9, 1), announced_on=today(), tiers=tiers)
        )
        db.session.commit()
        transfer_id = db.session.query(BankTransfer.id).filter_by(file_id=None).one()[0]
    with app.app_context(), in_tenant(amal.tenant_id):
        payment_id = db.session.query(Payment.id).one()[0]
        asked = LiveRequest(status="asked", rehearsed={"claim": 1})
        db.session.add(asked)
        db.session.commit()
        request_id = asked.id
        asking.ask(10, "x")
        db.session.commit()
    credit_id = credit_of_a_leaver(app, people["faris"])
    grant(app, amal)
    access_id = ask(app, amal.tenant_id, who="omar")
    return {
        "application_id": application_id, "paper_id": paper_id, "mail_id": mail_id, "kind": "csv",
        "tenant_id": amal.tenant_id, "invoice_id": ids["plan_invoice"], "line_id": ids["plan_line"],
        "plan_id": plan_id, "begins": "2027-09-01", "incident_id": incident_id, "transfer_id": transfer_id, "payment_id": payment_id, "file_id": statement.file_id,
        "request_id": request_id, "departure_id": departed, "access_id": access_id, "credit_id": credit_id, "leaver_id": people["faris"].tenant_id,
    }  # fmt: skip


def path(app, rule, values) -> str:
    if "credit_id" in rule.arguments:
        values = {**values, "tenant_id": values["leaver_id"]}
    with app.test_request_context():
        return rule.build({name: values[name] for name in rule.arguments})[1]


def test_every_page_stands_in_both_languages_and_is_guarded(app, desk, values):
    omar, seen = desk("omar"), 0
    for language in ("en", "ar"):
        omar.post("/language", {"language": language})
        for rule in rules(app):
            if "GET" not in rule.methods or not is_guarded(app, rule):
                continue
            page = omar.get(path(app, rule, values))
            assert page.status == 200, rule.rule
            seen += 1
            assert "no-store" in page.response.headers["Cache-Control"], rule.rule
            assert page.response.headers["X-Frame-Options"] == "DENY", rule.rule
            if page.response.mimetype == "text/html":
                assert f'lang="{language}"' in page.html, rule.rule
    assert seen >= 2 * 9


def test_every_form_counts_once(app, cluster, database_name, desk, values):
    """The same token again is the first answer again; with another body it is refused."""
    with psycopg.connect(cluster.url(database_name), autocommit=True) as admin:
        admin.execute("UPDATE mails SET status = 'failed'")
    lina = desk("lina")
    unsafe = {rule.endpoint: rule for rule in rules(app) if "POST" in rule.methods and is_guarded(app, rule)}  # fmt: skip
    reading = {"platform_admin.verify", "platform_admin.preview"}
    assert set(unsafe) - reading == set(FORMS), (
        "a new form of the desk: add its valid answer to FORMS"
    )
    omar = desk("omar")
    for endpoint, (typed, status) in FORMS.items():
        form = typed
        if endpoint == "platform_admin.refuse":
            continue  # Given back above: only one of the decisions can be taken.
        address, once = path(app, unsafe[endpoint], values), str(uuid4())
        who = omar if endpoint in OF_MONEY else lina
        if endpoint == "platform_admin.choose":
            shown = who.post(
                path(app, rule_of(app, "platform_admin.preview"), values), form, status=200
            )
            form = {**form, "seen": plans.seen_on(shown)}
        first = who.post(address, form, status=status, once=once)
        if status != 303:
            continue
        again = who.post(address, form, status=303, once=once)
        assert again.location == first.location
        assert again.response.headers["Idempotency-Replayed"] == "true"
        assert who.post(address, {**form, "_other": "body"}, status=409, once=once).status == 409


def test_no_word_in_any_box_breaks_the_desk(app, desk, values):
    tariq, omar = desk("tariq"), desk("omar")
    nobody_known = {
        "application_id": uuid4(),
        "paper_id": uuid4(),
        "mail_id": uuid4(),
        "request_id": uuid4(),
    }
    for endpoint in (
        "platform_admin.ask",
        "platform_admin.refuse",
        "platform_admin.return_live_request",
    ):
        rule = rule_of(app, endpoint)
        form = FORMS[endpoint][0]
        for box in form:
            for word in NASTY[:2]:
                page = omar.post(path(app, rule, values), {**form, box: word}, status=422)
                assert any(re.match(rf"#{box}", link) for link in page.links), (endpoint, box)
        for known, browser, wanted in ((nobody_known, omar, 404), (values, tariq, 403)):
            answer = browser.post(path(app, rule, known), form, status=wanted)
            assert answer.status == wanted
    for query in ("cursor=x", "cursor=W10", "state=nowhere", "reference=%00", "state=submitted&cursor=9"):  # fmt: skip
        answer = omar.client.get(f"/desk/applications?{query}")
        # What no column can hold is refused before any page reads it.
        wanted = {400} if "%00" in query else {200, 404, 422}
        assert answer.status_code in wanted, query
    assert all(omar.answer("POST", "/desk/sign-in", {"email": word, "password": word}) in {404, 422, 429} for word in NASTY)  # fmt: skip
