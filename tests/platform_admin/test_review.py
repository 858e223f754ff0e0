"""From what was sent to what is decided: the queue, asking for more, refusing, two who approve."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from psycopg.errors import CheckViolation, InsufficientPrivilege
from sqlalchemy import text

from app.kernel.db import db
from app.onboarding.models import Application
from app.platform_admin import review
from app.platform_admin.errors import ApprovedAlready
from app.tenants.scope import as_platform
from tests import database
from tests.factories.paper import a_jpeg
from tests.onboarding.conftest import Applicant, letters, link_in
from tests.reference.counting import counted_queries


def address(application_id, rest: str = "") -> str:
    return f"/desk/applications/{application_id}{rest}"


def letter_called(app, subject: str):
    """While the clock stands still no letter is the newest."""
    return next(one for one in letters(app) if one.subject.startswith(subject))


def status(app, application_id) -> str:
    with app.app_context(), as_platform():
        return db.session.get(Application, application_id).status


def test_the_queue_tells_days_and_flags(desk, sent, clock):
    clock.shift(timedelta(days=1))
    page = desk("omar").get("/desk/applications")
    ((reference, name, state, days, look_at),) = page.rows()
    assert reference.startswith("A-")
    assert (name, state, days, look_at) == (
        "Noor Clinic",
        "Waiting for FSA",
        "1",
        "The FSA's list of practitioners is not attached",
    )
    assert desk("omar").get("/desk/applications?state=refused").rows() == []
    assert len(desk("omar").get(f"/desk/applications?reference={reference}").rows()) == 1


@pytest.mark.parametrize(
    ("line", "value", "words"),
    [
        ("l10", "25", "another number of branches than the answers"),
        ("l3", "7654321", "another Commercial Registration than the paper"),
        ("l4", "MOH-2", "another MOH licence than the paper"),
        ("l4", "moh - 1", ""),
    ],
)
def test_what_the_sheet_says_otherwise_is_flagged(desk, as_, clock, line, value, words):
    one = Applicant(as_(""))
    one.answer(entity={"entity": "pharmacy"}, branches={"branches": "1"}, systems={"systems": "no"})
    one.confirm()
    one.finish()
    one.send_file("/data-sheet", one.filled_sheet(**{line: value}), name="sheet.xlsx")
    one.post("/submit", {"sure": "y"})
    ((*_cells, look_at),) = desk("omar").get("/desk/applications").rows()
    assert ("The sheet names" in look_at) == bool(words)
    assert words in look_at


def test_a_lead_is_seen_with_its_way_to_be_reached_and_that_it_was_seen(app, desk, as_, clock):
    lead = Applicant(as_(""))
    lead.post("/begin")
    lead.post("/questions/entity", {"entity": "hospital"})
    lead.post("/save", {"email": "info@big-hospital.om"})
    (row,) = desk("omar").get("/desk/applications?state=stopped").rows()
    assert row[1].split() == ["Private", "hospital", "info@big-hospital.om"]
    assert "Addresses of leads seen" in desk("omar").get("/desk/trail").text


def test_what_is_not_sent_is_not_seen(app, desk, as_, sent, clock):
    clock.shift(timedelta(minutes=1))
    begun = Applicant(as_(""), "other@seeb-clinic.om")
    begun.answer()
    begun.confirm()
    assert len(desk("omar").get("/desk/applications").rows()) == 1


def test_answers_and_papers_stand_side_by_side_and_each_opening_is_in_the_trail(
    desk, application_id
):
    omar = desk("omar")
    page = omar.get(address(application_id))
    assert {"Noor Clinic", "12345678", "MOH-1"} <= set(page.text.split()) | {page.heading}
    (paper, *_rest) = sorted(one for one in page.links if "/papers/" in one)
    answer = omar.client.get(paper, buffered=True)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.get_data().startswith(b"%PDF")
    told = [row[3] for row in omar.get("platform_admin.trail").rows()]
    assert told == ["Paper of an application opened", "Application opened"]


# Pictures are fetched by whoever opens them, and what is the same for all applications is asked once.
MOST_STATEMENTS = 15


def test_the_page_of_an_application_is_light(desk, sent, application_id, clock):
    """A photo in place of a print: its megabytes do not come with the page, and no look at it is noted that nobody took."""
    omar = desk("omar")
    omar.post(address(application_id, "/ask"), {"moh_licence": "x"})
    day = {"expires_on-day": "31", "expires_on-month": "12", "expires_on-year": "2028"}
    sent.follow(link_in(letter_called(sent.browser.app, "More is asked")))
    sent.send_file("/papers/moh_licence", a_jpeg(), number="MOH-1", **day)
    clock.shift(timedelta(minutes=5))
    sent.post("/submit", {"sure": "y"})
    omar.get(address(application_id))
    with counted_queries() as counted:
        page = omar.get(address(application_id))
    assert counted.number <= MOST_STATEMENTS
    before, fold, after = page.html.partition('<details class="paper-fold">')
    assert fold
    assert "<img" not in before
    assert after.partition("</details>")[0].count("<img") == 1
    assert "<img" not in after.partition("</details>")[2]


def test_asked_for_more_the_applicant_answers_and_sends_again(
    app, desk, sent, application_id, clock
):
    omar = desk("omar")
    omar.post(address(application_id, "/approve"))
    empty = omar.post(address(application_id, "/ask"), {}, status=422)
    assert "what is asked" in empty.errors[0]
    omar.post(address(application_id, "/ask"), {"moh_licence": "الصفحة الثانية ناقصة"})
    letter = letter_called(app, "More is asked")
    assert "الصفحة الثانية ناقصة" in letter.text
    assert sent.follow(link_in(letter)).location.endswith("/apply/tasks")
    assert "الصفحة الثانية ناقصة" in sent.get("/tasks").text
    clock.shift(timedelta(minutes=5))
    sent.post("/submit", {"sure": "y"})
    assert status(app, application_id) == "submitted"
    # The approval from before was of something else.
    assert "Two different people are needed" not in omar.get(address(application_id)).text


def test_two_different_people_approve(app, desk, application_id):
    omar, lina = desk("omar"), desk("lina")
    omar.post(address(application_id, "/approve"))
    assert status(app, application_id) == "submitted"
    page = omar.post(address(application_id, "/approve"), follow=True)
    assert "You approved this application already" in page.text
    assert status(app, application_id) == "submitted"
    lina.post(address(application_id, "/approve"))
    assert status(app, application_id) == "approved"


def test_a_refusal_is_read_in_the_own_language(app, desk, sent, application_id):
    omar = desk("omar")
    missing = omar.post(address(application_id, "/refuse"), {"reason": "other"}, status=422)
    assert missing.errors == ["Write the reason in the applicant's language."]
    omar.post(
        address(application_id, "/refuse"), {"reason": "papers_over", "explanation": "DEMO words"}
    )
    assert status(app, application_id) == "refused"
    letter = letter_called(app, "Your application was refused")
    assert "A licence or registration is not valid any more. DEMO words" in letter.text
    assert "لم يعد أحد التراخيص أو السجلات ساريًا" in letter.text
    page = sent.get("/decided")
    assert "A licence or registration is not valid any more." in page.text
    assert "DEMO words" in page.text
    assert sent.get("/tasks", 303).location.endswith("/decided")


def test_after_a_refusal_the_same_browser_begins_anew(desk, sent, application_id):
    reference = sent.get("/tasks").text.partition("Reference ")[2].split()[0]
    desk("omar").post(address(application_id, "/refuse"), {"reason": "known"})
    assert "Begin a new application" in sent.get("/decided").text
    first = sent.get("")
    assert f"Read what became of application {reference}" in first.text
    assert "Begin now" in first.text
    assert sent.post("/begin").location.endswith("/questions/entity")
    assert reference not in sent.get("").text
    assert "Go on with your application" in sent.get("").text


def test_what_is_decided_is_not_decided_again(desk, application_id):
    omar = desk("omar")
    omar.post(address(application_id, "/refuse"), {"reason": "known"})
    again = omar.post(address(application_id, "/approve"), follow=True)
    assert "the record has moved on" in again.text


def test_finance_and_support_open_no_application(desk, application_id):
    tariq = desk("tariq")
    assert [tariq.get(one, status=403).status for one in ("/desk/applications", address(application_id))] == [403, 403]  # fmt: skip


@pytest.fixture
def as_role(app, cluster, database_name):
    opened = []

    def connect(role, **settings):
        connection = psycopg.connect(
            cluster.url(database_name, role, database.PASSWORD), autocommit=True
        )
        for name, value in settings.items():
            connection.execute("SELECT set_config(%s, %s, false)", [f"app.{name}", str(value)])
        opened.append(connection)
        return connection

    yield connect
    for connection in opened:
        connection.close()


def test_the_database_counts_two_people_itself(app, as_role, application_id):
    platform = as_role("maqbul_platform")
    with pytest.raises(CheckViolation, match="two people"):
        platform.execute("UPDATE applications SET status = 'approved'")
    with app.app_context(), as_platform():
        omar, lina = db.session.execute(
            text("SELECT id FROM platform_people WHERE role IN ('owner', 'reviewer') ORDER BY role")
        ).scalars()
    with app.test_request_context(), as_platform(omar):
        review.approve(application_id)
        db.session.commit()
        with pytest.raises(ApprovedAlready):
            review.approve(application_id)
    approve = (
        "INSERT INTO application_approvals SELECT id, submitted_at, %s, now() FROM applications"
    )
    # Nobody writes with another's hand.
    with pytest.raises(InsufficientPrivilege):
        as_role("maqbul_platform", user=omar).execute(approve, [lina])
    with pytest.raises(CheckViolation, match="two people"):
        platform.execute("UPDATE applications SET status = 'approved'")
    as_role("maqbul_platform", user=lina).execute(approve, [lina])
    assert platform.execute("UPDATE applications SET status = 'approved'").rowcount == 1


def test_the_runtime_role_decides_nothing_and_sees_no_approval(as_role, application_id):
    runtime = as_role("maqbul_app", application=application_id)
    for wanted in ("approved", "refused", "returned", "provisioned"):
        with pytest.raises(CheckViolation):
            runtime.execute("UPDATE applications SET status = %s", [wanted])
    with pytest.raises(InsufficientPrivilege):
        runtime.execute("SELECT * FROM application_approvals")
    with pytest.raises(InsufficientPrivilege):
        runtime.execute("INSERT INTO free_mail_domains VALUES ('x.example', 'domain', now(), NULL)")


def test_the_desk_changes_no_answer_and_reads_no_letter(as_role, application_id):
    platform = as_role("maqbul_platform", application=application_id)
    for statement in (
        "UPDATE applications SET entity = 'hospital'",
        "UPDATE application_papers SET replaced_at = now()",
        "SELECT letter_sealed FROM mails",
        "DELETE FROM application_events",
    ):
        with pytest.raises(InsufficientPrivilege):
            platform.execute(statement)
    count = "SELECT count(*) FROM application_papers"
    assert platform.execute(count).fetchone() == (4,)
