"""FSA's list of practitioners: attached at the desk, sealed, and imported with the account, whatever is wrong with it."""

from __future__ import annotations

import io
import signal
from datetime import date, timedelta
from functools import partial

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import select, text

from app.access import sessions
from app.imports import bringing, forgetting, running, service
from app.imports.models import DataImport
from app.kernel.db import db
from app.kernel.sheets import Column, Table, UnreadableTable, write_table
from app.kernel.states import NotPossible
from app.onboarding import practitioner_list, provisioning
from app.onboarding.models import Application, ApplicationList
from app.platform_admin import review
from app.practitioners.models import Practitioner
from app.practitioners.queries import practitioners
from app.tenants.queries import tenant
from app.tenants.scope import as_platform, in_tenant
from tests import database
from tests.cast import seat
from tests.factories.dying import die_at
from tests.imports.conftest import HEAD, HUDA, SAID, TWO
from tests.page import PageClient

ENDED = "DEMO-D-7003,Dr Rashid Al-Hinai,د. راشد الهنائي,Doctor,Surgery,2015-01-01,2020-12-31"
ARABIC_ONLY = "DEMO-D-7004,,د. ليلى المعمرية,Nurse,Nursing,2024-01-01,2028-12-31"
HUDA_AGAIN = HUDA.replace("Family medicine", "Paediatrics")
MIXED = f"{HEAD}\r\n{HUDA}\r\n{ENDED}\r\n{ARABIC_ONLY}\r\n{HUDA_AGAIN}\r\n{SAID}".encode()
NAMELESS = b"a,b,c\r\n1,2,3\r\n4,5,6\r\n"


def address(application_id, rest: str = "") -> str:
    return f"/desk/applications/{application_id}/practitioners{rest}"


def attach(browser, application_id, content: bytes, status: int = 303, name: str = "list.csv"):
    return browser.post(address(application_id), {"file": (io.BytesIO(content), name)}, status=status)  # fmt: skip


@pytest.fixture
def opened(app, desk, application_id):
    """The account that two people open, with this list."""

    def open_with(content: bytes | None):
        if content is not None:
            attach(desk("omar"), application_id, content)
        for name in ("omar", "lina"):
            desk(name).post(f"/desk/applications/{application_id}/approve")
        with app.app_context():
            provisioning.open_approved()
        return application_id

    return open_with


def imports(tenant_id) -> list[DataImport]:
    """In the tenant's scope: what was imported, and what waits."""
    return list(db.session.scalars(select(DataImport).order_by(DataImport.status)))


# ---- at the desk -------------------------------------------------------------------------------


def test_what_was_understood_is_told_and_the_list_can_be_replaced_and_taken_out(app, desk, application_id):  # fmt: skip
    omar = desk("omar")
    page = omar.get(f"/desk/applications/{application_id}")
    assert "No list is attached." in page.text
    attach(omar, application_id, TWO)
    page = desk("lina").get(f"/desk/applications/{application_id}")
    for words in ("Columns understood", "Licence number, Name in English, Name in Arabic", "Omar"):
        assert words in page.text
    saved = omar.client.get(address(application_id, "/file"), buffered=True)
    assert saved.get_data() == TWO
    assert saved.headers["Content-Disposition"].startswith("attachment")
    table = Table("x", [Column(one) for one in HEAD.split(",")], [HUDA.split(",")])
    attach(omar, application_id, write_table("xlsx", table, right_to_left=False), name="a.csv")
    with app.app_context(), as_platform():
        application = db.session.get(Application, application_id)
        held = practitioner_list.current(application)
        assert (held.format, held.rows) == ("xlsx", 1)
        query = select(ApplicationList.body_sealed).where(ApplicationList.removed_at.is_not(None))
        assert db.session.scalars(query).all() == [None]
        assert HUDA.encode() not in bytes(held.body_sealed)
    omar.post(address(application_id, "/remove"))
    page = omar.get(address(application_id))
    assert "No list is attached." in page.text
    assert "No list is attached any more." in omar.post(address(application_id, "/remove"), follow=True).text  # fmt: skip
    omar.get(address(application_id, "/file"), status=404)
    told = [row[3] for row in omar.get("platform_admin.trail").rows()]
    assert [one for one in told if "practitioners" in one] == [
        "List of practitioners taken out", "List of practitioners attached", "List of practitioners opened",
        "List of practitioners attached",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7 \x00\x01\x02\x03", UnreadableTable.sentence),
        (b"PK\x03\x04 but no workbook", UnreadableTable.sentence),
        (f"{HEAD}\r\n".encode(), "The file holds no rows, so nothing was changed."),
        (b"", "Choose the file, in XLSX or CSV."),
    ],
)
def test_what_is_no_list_is_refused_in_words(app, desk, application_id, content, sentence):
    page = attach(desk("omar"), application_id, content, status=422, name="" if not content else "list.xlsx")  # fmt: skip
    assert any(sentence in one for one in page.errors), page.errors
    with app.app_context(), as_platform():
        assert db.session.scalars(select(ApplicationList)).all() == []


def test_columns_that_lack_are_told_in_both_languages(desk, application_id):
    omar = desk("omar")
    attach(omar, application_id, NAMELESS)
    assert "No column of licence numbers was found." in omar.get(address(application_id)).text
    attach(omar, application_id, HEAD.replace(",Specialty", "").encode() + b"\r\n" + HUDA.replace(",Family medicine", "").encode())  # fmt: skip
    assert "The list does not say: Specialty." in omar.get(address(application_id)).text
    omar.post("/language", {"language": "ar"})
    page = omar.get(address(application_id))
    assert "لا تذكر القائمة ما يلي: التخصص" in page.text
    assert 'dir="rtl"' in page.html


def test_after_the_second_approval_the_list_stays(app, desk, application_id):
    omar, lina = desk("omar"), desk("lina")
    attach(omar, application_id, TWO)
    omar.post(f"/desk/applications/{application_id}/approve")
    attach(lina, application_id, MIXED)
    lina.post(f"/desk/applications/{application_id}/approve")
    attach(omar, application_id, TWO, status=422)
    omar.post(address(application_id, "/remove"))
    page = omar.get(address(application_id))
    assert "The application is decided: its list stays as it is." in page.text
    with app.app_context(), as_platform():
        with pytest.raises(NotPossible):
            review.remove_list(application_id)
        held = practitioner_list.current(db.session.get(Application, application_id))
        assert held.rows == 5


def test_the_database_itself_keeps_lists_with_the_desk_and_with_the_review(
    cluster, database_name, desk, application_id, people
):  # fmt: skip
    attach(desk("omar"), application_id, TWO)
    runtime = cluster.url(database_name, "maqbul_app", database.PASSWORD)
    count = "SELECT count(*) FROM application_lists"
    with psycopg.connect(runtime, autocommit=True) as role:
        assert role.execute(count).fetchone() == (0,)
        role.execute("SELECT set_config('app.tenant', %s, false)", [str(people["amal"].tenant_id)])
        assert role.execute(count).fetchone() == (0,)
        role.execute("SELECT set_config('app.application', %s, false)", [str(application_id)])
        assert role.execute(count).fetchone() == (1,)
        for wrong in ("UPDATE application_lists SET removed_at = now()", "DELETE FROM application_lists"):  # fmt: skip
            with pytest.raises(InsufficientPrivilege):
                role.execute(wrong)
    with psycopg.connect(cluster.url(database_name), autocommit=True) as admin:
        admin.execute("UPDATE applications SET status = 'withdrawn'")
    desk_url = cluster.url(database_name, "maqbul_platform", database.PASSWORD)
    with psycopg.connect(desk_url, autocommit=True) as role:
        gone = role.execute(
            "UPDATE application_lists SET removed_at = now(), told_sealed = NULL, body_sealed = NULL"
        )
        assert gone.rowcount == 0


# ---- with the account --------------------------------------------------------------------------


def test_a_good_list_is_imported_with_the_account_and_can_be_undone(app, opened, clock):
    tenant_id = opened(TWO)
    with app.app_context(), in_tenant(tenant_id):
        assert [(one.licence_number, one.name_ar, one.licence_to) for one in practitioners()] == [
            ("DEMO-D-7001", "د. هدى العامرية", date(2028, 12, 31)),
            ("DEMO-D-7002", "د. سعيد البلوشي", date(2029, 2, 28)),
        ]
        (one,) = imports(tenant_id)
        assert (one.status, one.counts["written_created"], one.file_name) == ("done", 2, "FSA-practitioners.csv")  # fmt: skip
        assert HUDA.encode() not in bytes(one.file_sealed)
        # The owner comes a week later.
        clock.shift(timedelta(days=7))
        forgetting.forget()
        assert service.can_undo(one)
        service.undo(one.id)
        db.session.commit()
        running.drive(one.id)
        assert list(practitioners()) == []


def test_rows_with_faults_wait_in_the_wizard_until_the_owner_mends_them(app, opened, clock):
    tenant_id = opened(MIXED)
    with app.app_context(), in_tenant(tenant_id):
        assert {one.licence_number for one in practitioners()} == {"DEMO-D-7001", "DEMO-D-7002"}
        first, second = imports(tenant_id)
        assert (first.status, first.counts["written_created"], first.counts["broken"]) == ("done", 2, 3)  # fmt: skip
        assert (second.status, second.counts) == (
            "judged", {"created": 0, "changed": 0, "same": 2, "broken": 3},
        )  # fmt: skip
        identity = second.id
        db.session.commit()
    owner = owner_of(app, tenant_id)
    first_page = owner.get("/")
    assert "Rows of a list that came with your account wait for your decision." in first_page.text
    page = owner.get(f"/imports/{identity}")
    for words in ("This list came with your account.", "This licence has ended.", "The file speaks of this record twice"):  # fmt: skip
        assert words in page.text, words
    wrong = owner.get(f"/imports/{identity}")
    instead = {"old-3": "2020-12-31", "new-3": "2029-12-31", "repair": wrong.value("repair")}
    owner.post(f"/imports/{identity}/replace/licence_to", instead)
    assert "Import 1 row" in owner.get(f"/imports/{identity}").text
    owner.post(f"/imports/{identity}/start")
    with app.app_context(), in_tenant(tenant_id):
        running.drive(identity)
        assert "DEMO-D-7003" in {one.licence_number for one in practitioners()}
        db.session.rollback()
    assert "wait for your decision" not in owner.get("/").text


def test_a_list_with_nothing_good_waits_whole(app, opened):
    tenant_id = opened(f"{HEAD}\r\n{ENDED}".encode())
    with app.app_context(), in_tenant(tenant_id):
        (one,) = imports(tenant_id)
        assert (one.status, one.counts["broken"], list(practitioners())) == ("judged", 1, [])


@pytest.mark.parametrize(
    "content",
    [
        NAMELESS,
        # Nothing tells the day from the month.
        f"{HEAD}\r\n{HUDA}".replace("2024-01-01", "03/04/2024")
        .replace("2028-12-31", "05/06/2028")
        .encode(),
    ],
)
def test_what_cannot_be_understood_waits_for_the_owner_to_say_which_column_is_which(app, opened, clock, content):  # fmt: skip
    tenant_id = opened(content)
    with app.app_context(), in_tenant(tenant_id):
        (one,) = imports(tenant_id)
        assert one.status == "chosen"
        identity = one.id
        clock.shift(timedelta(days=20))
        forgetting.forget()
        assert one.status == "chosen"
        db.session.rollback()
    owner = owner_of(app, tenant_id)
    assert "waits for you to say which column is which" in owner.get("/").text
    assert owner.get(f"/imports/{identity}/columns").status == 200
    clock.shift(timedelta(days=11))
    with app.app_context(), in_tenant(tenant_id):
        forgetting.forget()
        one = db.session.get(DataImport, (tenant_id, identity))
        assert (one.status, one.file_sealed) == ("dropped", None)


def test_without_a_list_the_account_opens_as_ever(app, opened):
    tenant_id = opened(None)
    with app.app_context(), in_tenant(tenant_id):
        assert (imports(tenant_id), list(practitioners())) == ([], [])


def test_a_list_that_makes_the_import_stumble_keeps_nobody_out(app, opened, monkeypatch, caplog):
    def stumble(*_anything):
        raise ZeroDivisionError("nobody foresaw this")

    monkeypatch.setattr(bringing.writing, "plan_of", stumble)
    tenant_id = opened(TWO)
    with app.app_context(), in_tenant(tenant_id):
        (one,) = imports(tenant_id)
        assert (one.status, list(practitioners())) == ("chosen", [])
    assert "left for its owner" in caplog.text


def test_a_list_that_cannot_be_read_any_more_keeps_nobody_out(app, opened, monkeypatch):
    def refuse(*_anything):
        raise UnreadableTable

    monkeypatch.setattr(bringing, "bring", refuse)
    tenant_id = opened(TWO)
    with app.app_context():
        with in_tenant(tenant_id):
            assert imports(tenant_id) == []
        with as_platform():
            application = db.session.get(Application, tenant_id)
            assert application.status == "provisioned"
            events = db.session.execute(text("SELECT event FROM application_events")).scalars()
            assert "list_unread" in set(events)


def test_killed_right_after_the_list_nothing_of_it_is_left_and_the_retry_is_whole(app, desk, application_id):  # fmt: skip
    attach(desk("omar"), application_id, MIXED)
    for name in ("omar", "lina"):
        desk(name).post(f"/desk/applications/{application_id}/approve")
    opening = partial(provisioning.open_account, application_id)
    for _time in range(2):
        assert die_at(app, "P3", opening) == signal.SIGKILL
        with app.app_context(), in_tenant(application_id):
            assert (imports(application_id), db.session.scalars(select(Practitioner)).all()) == ([], [])  # fmt: skip
    with app.app_context():
        provisioning.open_approved()
        provisioning.open_approved()
        with in_tenant(application_id):
            assert [one.status for one in imports(application_id)] == ["done", "judged"]
            assert len(list(practitioners())) == 2


def owner_of(app, tenant_id) -> PageClient:
    """An owner of the new account, at a browser."""
    with app.app_context():
        with in_tenant(tenant_id):
            tenant().second_factor_required = False
            db.session.commit()
        person = seat("muna", "new", "owner", "منى", tenant_id=tenant_id)
        token = sessions.start(person.user_id, tenant_id, device="Test browser")
    client = app.test_client()
    client.set_cookie(sessions.cookie_name(app), token)
    return PageClient(app, client)
