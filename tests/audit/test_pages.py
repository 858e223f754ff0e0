"""The trail's pages and its command."""

from __future__ import annotations

import ast
import csv
import io
import json
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from app.approvals import emergencies, requirements, sentences
from app.approvals import history as approvals
from app.approvals.states import APPROVAL
from app.approvals.story import TOLD as ASKED_TOLD
from app.audit.events import EVENTS
from app.audit.subjects import SUBJECTS
from app.audit.trail import note, note_read
from app.batches import history as batches
from app.batches.states import BATCH
from app.claims.states import ADJUDICATION, CLAIM
from app.claims.story import TOLD as CLAIM_TOLD
from app.conversations import history as conversations
from app.conversations.states import QUESTION, WORDS_OF_OURS
from app.disputes.states import DISPUTE
from app.eligibility import service as eligibility
from app.eligibility.states import CHECK
from app.exchange.states import MESSAGE
from app.kernel.db import db
from app.kernel.ids import PLATFORM
from app.remittances import history as remittances
from app.remittances.states import LINE, REMITTANCE

# Whose steps go into the trail, under which name.
MACHINES = {
    "claim": (CLAIM, ADJUDICATION), "message": (MESSAGE,), "eligibility": (CHECK,), "approval": (APPROVAL,),
    "dispute": (DISPUTE,), "batch": (BATCH,), "communication": (QUESTION, WORDS_OF_OURS),
    "remittance": (REMITTANCE,), "remittance_line": (LINE,),
}  # fmt: skip
APP = Path(__file__).parents[2] / "app"
PATIENT = uuid4()


@pytest.fixture
def tamper(app, cluster, database_name):
    """A superuser with the triggers switched off."""
    with psycopg.connect(cluster.url(database_name), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


@pytest.fixture
def trail_of_noor(inside):
    """What happened at Noor, and a look-alike at Seeb that must not show."""
    for name in ("salma", "amal"):
        with inside(name):
            note("patient.registered", "patient", PATIENT)
            note("claim.submitted", "claim", uuid4(), status=["draft", "queued"], net="12.500")
            db.session.commit()
    with inside("huda"):
        note_read("patient.opened", "patient", PATIENT)
        note_read("claim.opened", "claim", uuid4(), patient=str(PATIENT))


def test_the_trail_reads_as_sentences(as_, trail_of_noor):
    page = as_("nadia").get("/audit")
    events = [row[3] for row in page.rows()]
    assert events[:4] == ["Claim seen", "Patient seen", "Claim sent off", "Patient registered"]
    assert page.rows()[0][2] == "Huda"
    assert "draft → queued" in page.rows()[2][5]
    assert "Salma" not in page.text


def test_the_trail_reads_as_sentences_in_arabic(as_, trail_of_noor):
    nadia = as_("nadia")
    nadia.post("/language", {"language": "ar", "next": "/audit"})
    page = nadia.get("/audit")
    assert page.heading == "سجل التدقيق"
    assert [row[3] for row in page.rows()][1] == "الاطلاع على ملف مريض"
    assert page.rows()[0][2] == "هدى"


def test_who_saw_this_patient(as_, trail_of_noor, people):
    page = as_("nadia").get(f"/audit?subject={PATIENT}")
    assert [(row[2], row[3]) for row in page.rows()] == [
        ("Huda", "Claim seen"), ("Huda", "Patient seen"), ("Amal", "Patient registered"),
    ]  # fmt: skip


@pytest.mark.parametrize(("query", "shown"), [
    ("event=patient.opened",                                        1),
    ("person={huda}",                                               2),
    ("person={huda}&event=patient.opened",                          1),
    ("person={salim}",                                              0),
    ("first=1999-01-01&last=1999-12-31",                            0),
])  # fmt: skip
def test_filters(as_, trail_of_noor, people, query, shown):
    ids = {name: person.user_id for name, person in people.items()}
    assert len(as_("nadia").get("/audit?" + query.format(**ids)).rows()) == shown


@pytest.mark.parametrize("query", ["subject=abc", "person=abc", "person={salma}", "event=none.such", "first=31-02-2026"])  # fmt: skip
def test_a_wrong_filter_is_named(as_, people, query):
    page = as_("nadia").get("/audit?" + query.format(salma=people["salma"].user_id), status=422)
    assert page.errors


def test_a_cursor_not_made_here_is_a_404(as_):
    assert as_("nadia").answer("GET", "/audit?cursor=abc") == 404


def test_a_long_trail_pages_without_losing_or_doubling_a_row(as_, inside):
    with inside("amal"):
        for _ in range(60):
            note("claim.checked", "claim", uuid4())
        db.session.commit()
    nadia, seen, target = as_("nadia"), [], "/audit?event=claim.checked"
    while target:
        page = nadia.get(target)
        seen += [int(row[0]) for row in page.rows()]
        target = next((a.get("href") for a in page.all("a") if a.get("rel") == "next"), None)
    assert len(seen) == len(set(seen)) == 60
    assert seen == sorted(seen, reverse=True)


def test_the_sheet_is_what_the_filter_shows(as_, trail_of_noor):
    nadia = as_("nadia")
    answer = nadia.client.get(f"/audit/download/csv?subject={PATIENT}")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert [row[3] for row in rows[1:]] == ["Claim seen", "Patient seen", "Patient registered"]
    book = nadia.client.get("/audit/download/xlsx")
    assert book.data[:2] == b"PK"
    book.close()
    assert nadia.get("/audit").rows()[0][3] == "Audit trail downloaded"
    nadia.get("/audit/download/exe", status=404)


def test_verifying_from_the_page_tells_the_head(as_, trail_of_noor, people):
    nadia = as_("nadia")
    page = nadia.post("/audit/verify", status=200)
    assert "The trail is whole" in page.text
    assert nadia.get("/audit").rows()[0][3] == "Audit trail verified"


def test_verifying_from_the_page_names_the_wrong_row(as_, trail_of_noor, people, tamper):
    tamper.execute(
        "UPDATE audit_events SET event = 'x' WHERE tenant_id = %s AND seq = 2",
        [people["amal"].tenant_id],
    )
    page = as_("nadia").post("/audit/verify", status=200)
    assert "The trail is not whole" in page.text
    assert "Event number 2" in page.text


def test_the_command_tells_every_chain_and_its_exit_code(app, trail_of_noor, people, tamper):
    runner = app.test_cli_runner()
    good = runner.invoke(args=["audit", "verify", "--json"])
    assert good.exit_code == 0, good.output
    chains = {row["tenant"]: row for row in map(json.loads, good.output.splitlines())}
    noor = str(people["amal"].tenant_id)
    # Three tenants, those that nobody has, and the operator's desk.
    assert len(chains) == 5
    assert chains[str(PLATFORM)]["whole"] is True
    assert chains[noor]["whole"] is True
    head = chains[noor]["head"]
    anchored = ["audit", "verify", "--tenant", noor, "--anchor", f"{head['seq']}:{head['hash']}"]
    assert runner.invoke(args=anchored).exit_code == 0
    tamper.execute("DELETE FROM audit_events WHERE tenant_id = %s AND seq = 2", [noor])
    bad = runner.invoke(args=["audit", "verify"])
    assert bad.exit_code == 1
    assert "WRONG at event 2" in bad.output
    assert runner.invoke(args=["audit", "verify", "--anchor", "x"]).exit_code == 2


def literal_events() -> set[str]:
    """Every event named in the source where the trail is written."""
    found = set()
    for file in APP.rglob("*.py"):
        if "sandbox" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
                found |= {
                    part.value
                    for part in [*node.args, *(keyword.value for keyword in node.keywords)]
                    if name in {"note", "note_read", "Event", "tell"}
                    and isinstance(part, ast.Constant)
                    and isinstance(part.value, str)
                    and part.value.count(".") == 1
                    and part.value.replace(".", "").replace("_", "").isalpha()
                }
    return found


def literal_subjects() -> set[str]:
    """Every kind of record named where the trail is written: the second thing it is told."""
    found = set()
    for file in APP.rglob("*.py"):
        if "sandbox" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            is_note = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if is_note and node.func.id in {"note", "note_read"} and len(node.args) > 1:
                kind = node.args[1]
                if isinstance(kind, ast.Constant) and isinstance(kind.value, str):
                    found.add(kind.value)
    return found


def test_every_event_in_the_source_has_its_words():
    moved = {
        f"{name}.{event}"
        for name, machines in MACHINES.items()
        for machine in machines
        for event in machine.events
    }
    told = {f"claim.{event}" for event in CLAIM_TOLD} | {
        f"approval.{event}" for event in ASKED_TOLD
    }
    written = literal_events()
    assert len(written) > 20
    assert (written | moved | told) - set(EVENTS) == set(), (
        "word it in app/audit/events.py, in both languages"
    )


def test_every_record_in_the_source_has_its_word():
    named = literal_subjects() | {
        approvals.SUBJECT, emergencies.SUBJECT, requirements.SUBJECT, sentences.SUBJECT, batches.SUBJECT,
        conversations.SUBJECT, eligibility.SUBJECT, remittances.SUBJECT,
    }  # fmt: skip
    assert len(named) > 20
    assert named - set(SUBJECTS) == set(), "word it in app/audit/subjects.py, in both languages"


def test_words_are_there_in_both_languages():
    from babel.messages.pofile import read_po

    known = set()
    for file in (APP.parent / "translations").glob("*/ar/LC_MESSAGES/messages.po"):
        with file.open("rb") as handle:
            known |= {message.id for message in read_po(handle) if message.string}
    assert (set(EVENTS.values()) | set(SUBJECTS.values())) - known == set()
