"""Who works in a clinic and who comes to its desk: people with log-ins, patients, questions of cover, a parked form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

from flask import Flask

from app.access import inviting, session_store, sessions
from app.access import service as access
from app.access.factors import store
from app.access.factors.models import Passkey
from app.access.models import Membership, ParkedForm, SignInSession
from app.access.service import NewPerson
from app.going_live.models import LiveRequest
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.ids import new_id
from app.patients import merging
from app.patients import service as patients
from app.patients.models import IdentityDocument
from app.patients.values import NewDocument
from app.practitioners.models import LicenceReminder
from app.tenants import asking
from app.tenants.models import OwnersTold
from app.tenants.queries import facilities
from app.tenants.scope import in_tenant
from tests.cast import Person
from tests.factories import clinic, visits
from tests.factories.clinic import DELTA, Mark
from tests.page import PageClient
from tests.rooms.names import PEOPLE, Ids, policy_of


def a_request_to_go_live(ids: Ids, _mark: Mark, _owner: Person) -> None:
    """Asked by the owner with an empty rehearsal list, and taken back."""
    asked = LiveRequest(
        status="asked", asked_at=now() - timedelta(days=30), gaps=["rehearsal_claim"], rehearsed={"claim": 0},
    )  # fmt: skip
    db.session.add(asked)
    db.session.flush()
    asked.status = "withdrawn"
    db.session.flush()
    ids["live_request"] = asked.id


def a_request_for_branches(ids: Ids, _mark: Mark, _owner: Person) -> None:
    """Asked by the owner, and taken back."""
    ids["branch_request"] = asking.ask(12, "Three pharmacies are being bought.").id
    asking.withdraw()


def the_people(ids: Ids, mark: Mark, owner: Person) -> None:
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
        branches=frozenset({branch.id}),
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
    db.session.add(OwnersTold(kind="support_month", about="2026-01"))
    ids["passkey"] = _passkey(owner.user_id)
    store.offer_app(owner.user_id)


def _passkey(user_id: UUID) -> UUID:
    """A passkey that is listed; nobody signs in with it."""
    row = {"id": new_id(), "user_id": user_id, "credential_id": user_id.hex, "public_key": b"", "sign_count": 0, "device": "Firefox", "created_at": now()}  # fmt: skip
    with store.as_person(user_id) as connection:
        connection.execute(db.insert(Passkey), row)
    return row["id"]


def the_patients(ids: Ids, mark: Mark, owner: Person) -> None:
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


def the_checks(ids: Ids, mark: Mark, owner: Person) -> None:
    for name in ("approved", "partial", "not_covered", "undetermined", "denied"):
        ids[f"check_{name}"] = visits.ask(policy_of(owner, ids, name)).id


def park_a_form(app: Flask, ids: Ids, owner: Person, token: str) -> None:
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
