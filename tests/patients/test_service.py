"""The verbs on patients: what they keep, what they refuse, what they note."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select, text

from app.audit.models import AuditEvent
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.patients import merging, queries, service
from app.patients.errors import (
    BornInFuture,
    CannotMerge,
    ChangedMeanwhile,
    DocumentTaken,
    LastDocument,
    NameMissing,
    NumberUnlikely,
    PerhapsHereAlready,
    PeriodReversed,
    PolicyTwice,
    WasMerged,
)
from app.patients.models import NameToken, Patient
from app.patients.values import Correction, NewDocument, NewPatient, NewPolicy
from app.reference.queries import payer_by_licence
from app.tenants.scope import _scope, in_tenant

pytestmark = pytest.mark.usefixtures("in_noor", "clock")

SALIM = NewPatient(
    name_en="Salim Rashid Al-Harthy",
    name_ar="سالم راشد الحارثي",
    birth_date=date(1988, 3, 12),
    sex="male",
    phone="+96891234567",
    document=NewDocument(kind="civil_id", number="12345678"),
)
TODAY = date(2026, 11, 22)


def events(subject_id=None):
    db.session.commit()
    query = select(AuditEvent.event).where(AuditEvent.subject_id == subject_id)
    return list(db.session.scalars(query.order_by(AuditEvent.seq)))


def alpha():
    return payer_by_licence("DEMO-ALPHA").id


def cover(**changes):
    return NewPolicy(
        **{"payer_id": alpha(), "valid_from": date(2026, 1, 1), "member_number": "A-1", **changes}
    )


def correction(one, **changes):
    kept = Correction(
        version=one.version, name_en=one.name_en, name_ar=one.name_ar, birth_date=one.birth_date,
        sex=one.sex, phone=queries.phone(one),
    )  # fmt: skip
    return replace(kept, **changes)


def test_registering_keeps_everything_and_notes_it_once():
    one = service.register(replace(SALIM, policy=cover()))
    assert one.file_number == "000001"
    assert queries.phone(one) == "+96891234567"
    (document,) = queries.documents(one.id)
    assert (document.kind, document.number) == ("civil_id", "12345678")
    (policy,) = queries.policies(one.id)
    assert queries.member_number(policy) == "A-1"
    assert events(one.id) == [
        "patient.registered",
        "patient.document_added",
        "patient.policy_added",
    ]


def test_identity_numbers_and_phones_lie_sealed():
    one = service.register(SALIM)
    db.session.flush()
    raw = db.session.execute(
        text("SELECT p.phone_sealed, p.phone_index, d.number_sealed, d.number_index "
             "FROM patients p JOIN identity_documents d ON d.patient_id = p.id WHERE p.id = :id"),
        {"id": one.id},
    ).one()  # fmt: skip
    for value in raw:
        shown = bytes(value) if not isinstance(value, str) else value.encode()
        assert b"12345678" not in shown
        assert b"91234567" not in shown


def test_the_trail_names_no_patient_data():
    one = service.register(SALIM)
    service.correct(one.id, correction(one, name_en="Salim Rashid Al Harthi"))
    db.session.commit()
    told = " ".join(str(e.changes) for e in db.session.scalars(select(AuditEvent)))
    for secret in ("Salim", "سالم", "12345678", "91234567", "1988"):
        assert secret not in told


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name_en": "", "name_ar": ""}, NameMissing),
        ({"birth_date": date(2026, 11, 23)}, BornInFuture),
        ({"document": NewDocument(kind="civil_id", number="1234")}, NumberUnlikely),
        ({"document": NewDocument(kind="civil_id", number="A1234567")}, NumberUnlikely),
    ],
)
def test_registering_refuses(changes, refusal):
    with pytest.raises(refusal):
        service.register(replace(SALIM, **changes))


@pytest.mark.parametrize("typed", ["12345678", "١٢٣٤٥٦٧٨", "1234 5678", "1234-5678"])
def test_the_same_document_is_never_there_twice(typed):
    first = service.register(SALIM)
    other = NewPatient(name_en="Somebody Else", document=NewDocument(kind="civil_id", number=typed))
    with pytest.raises(DocumentTaken) as taken:
        service.register(other, sure=True)
    assert taken.value.patient_id == first.id


def test_a_likely_duplicate_is_asked_about_and_may_be_registered_all_the_same():
    first = service.register(SALIM)
    twin = NewPatient(name_en="Saleem Rashed Harthi", birth_date=SALIM.birth_date, sex="male")
    with pytest.raises(PerhapsHereAlready) as perhaps:
        service.register(twin)
    assert [patient_id for patient_id, _ in perhaps.value.likenesses] == [first.id]
    assert service.register(twin, sure=True).file_number == "000002"


def test_a_shared_phone_alone_is_only_a_family():
    service.register(SALIM)
    child = NewPatient(name_en="Maha Khalfan", birth_date=date(2020, 5, 5), phone=SALIM.phone)
    assert service.register(child).file_number == "000002"


@pytest.mark.parametrize(
    "words",
    [
        "12345678", "١٢٣٤٥٦٧٨", "9123 4567", "+968 91234567", "1", "000001",
        "Salim", "saleem harthi", "الحارثي", "سالم راشد", "rash", "Al Harthi Salim",
    ],
)  # fmt: skip
def test_search_finds(words):
    one = service.register(SALIM)
    service.register(NewPatient(name_en="Fatma Khamis", name_ar="فاطمة خميس", phone="+96899887766"))
    db.session.flush()
    expected = [] if words == "1" else [one.id]
    assert [row.id for row in queries.search(words)] == expected


def test_search_shows_numbers_by_their_end_only():
    service.register(SALIM)
    (row,) = queries.search("Salim")
    assert (row.document_end, row.phone_end) == ("678", "567")


@pytest.mark.parametrize("words", ["", "bin", "zzzz", "00000000", "%", "'; --", "\U0010ffff"])
def test_search_finds_nothing(words):
    service.register(SALIM)
    assert queries.search(words) == []


def test_the_token_index_is_used_behind_the_wall():
    service.register(SALIM)
    db.session.execute(text("SET LOCAL enable_seqscan = off"))
    plan = db.session.execute(
        text("EXPLAIN SELECT patient_id FROM name_tokens "
             "WHERE tenant_id = nullif(current_setting('app.tenant', true), '')::uuid "
             "AND token >= 'sal' AND token < 'sam'")
    ).scalars().all()  # fmt: skip
    told = " ".join(plan)
    assert "ix_name_tokens_token" in told
    assert "token >= 'sal'" in told.split("Index Cond", 1)[1].split("Filter", 1)[0]


def test_correcting_names_what_changed_and_finds_the_new_name():
    one = service.register(SALIM)
    service.correct(one.id, correction(one, name_en="Khalfan Rashid", phone="+96899000000"))
    assert [row.id for row in queries.search("Khalfan")] == [one.id]
    assert [row.id for row in queries.search("99000000")] == [one.id]
    db.session.commit()
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.event == "patient.corrected")
    ).one()
    assert event.changes == {"fields": ["name_en", "phone"]}


def test_correcting_nothing_notes_nothing():
    one = service.register(SALIM)
    service.correct(one.id, correction(one))
    assert "patient.corrected" not in events(one.id)


def test_a_stale_save_overwrites_nothing_and_tells_what_differs():
    one = service.register(SALIM)
    mine = correction(one, name_en="Mine")
    service.correct(one.id, correction(one, name_en="Theirs"))
    with pytest.raises(ChangedMeanwhile) as changed:
        service.correct(one.id, mine)
    assert changed.value.differences == (("name_en", "Theirs", "Mine"),)
    assert one.name_en == "Theirs"
    service.correct(one.id, replace(mine, version=changed.value.version))
    assert one.name_en == "Mine"


def test_the_last_document_stays():
    one = service.register(SALIM)
    (first,) = queries.documents(one.id)
    with pytest.raises(LastDocument):
        service.remove_document(first.id)
    service.add_document(one.id, NewDocument(kind="passport", number="ab 123456", country="IN"))
    service.remove_document(first.id)
    assert [d.number for d in queries.documents(one.id)] == ["AB123456"]
    assert queries.find_by_document("AB-123456").id == one.id
    assert queries.find_by_document("12345678") is None


def test_policies_are_kept_in_the_order_they_pay():
    one = service.register(SALIM)
    first = service.add_policy(one.id, cover())
    second = service.add_policy(
        one.id, cover(payer_id=payer_by_licence("DEMO-BETA").id, copay_percent=Decimal(10))
    )
    assert [p.id for p in queries.policies_on(one.id, TODAY)] == [first.id, second.id]
    service.end_policy(first.id, date(2026, 11, 21))
    assert [p.id for p in queries.policies_on(one.id, TODAY)] == [second.id]
    assert [p.id for p in queries.policies_on(one.id, date(2026, 11, 21))] == [first.id, second.id]


def test_policies_refuse():
    one = service.register(SALIM)
    policy = service.add_policy(one.id, cover())
    with pytest.raises(PolicyTwice):
        service.add_policy(one.id, cover(valid_from=date(2026, 6, 1)))
    with pytest.raises(PeriodReversed):
        service.end_policy(policy.id, date(2025, 12, 31))
    with pytest.raises(PeriodReversed):
        service.add_policy(one.id, cover(member_number="A-2", valid_to=date(2025, 12, 31)))


def test_merging_moves_everything_and_leaves_a_pointer():
    one = service.register(replace(SALIM, name_ar="", policy=cover()))
    twin = service.register(
        NewPatient(name_ar="سالم راشد الحارثي", document=NewDocument(kind="passport", number="AB123456"),
                   policy=cover(payer_id=payer_by_licence("DEMO-BETA").id)),
        sure=True,
    )  # fmt: skip
    merging.merge(one.id, twin.id)
    assert [d.kind for d in queries.documents(one.id)] == ["civil_id", "passport"]
    assert [p.rank for p in queries.policies(one.id)] == [1, 2]
    assert one.name_ar == "سالم راشد الحارثي"
    assert twin.merged_into == one.id
    assert queries.same_person(one.id) == (one.id, twin.id)
    assert [row.id for row in queries.search("سالم")] == [one.id]
    assert db.session.scalars(select(NameToken).where(NameToken.patient_id == twin.id)).all() == []
    assert events(one.id)[-1] == "patient.merged"
    with pytest.raises(CannotMerge):
        merging.merge(one.id, twin.id)
    with pytest.raises(CannotMerge):
        merging.merge(one.id, one.id)
    with pytest.raises(WasMerged):
        service.add_document(twin.id, NewDocument(kind="gcc_id", number="1234567"))


def test_a_chain_of_merges_leads_to_the_last():
    first, second, third = (
        service.register(NewPatient(name_en=f"Salim {n}"), sure=True) for n in "ABC"
    )
    merging.merge(second.id, first.id)
    merging.merge(third.id, second.id)
    db.session.flush()
    db.session.refresh(first)
    assert first.merged_into == third.id
    assert set(queries.same_person(third.id)) == {first.id, second.id, third.id}
    whose = dict(iter(db.session.execute(select(Patient.id, Patient.person_id))))
    assert {whose[one.id] for one in (first, second, third)} == {third.id}
    assert [one.person_id for one in (first, second, third)] == [third.id] * 3


def test_a_strangers_patient_does_not_exist(people):
    one = service.register(SALIM)
    db.session.commit()
    patient_id, salma, scope = one.id, people["salma"], _scope.set(None)
    try:
        with in_tenant(salma.tenant_id, salma.user_id):
            with pytest.raises(NotFound):
                queries.patient(patient_id)
            assert queries.find_by_document("12345678") is None
            assert queries.search("Salim") == []
    finally:
        _scope.reset(scope)
