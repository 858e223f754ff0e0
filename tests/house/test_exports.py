"""The file of everything, opened and compared with the database: every table of tenants, row by row."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from hashlib import sha256

import pytest
from sqlalchemy import select

from app.departing import catalogue, exporting, opening
from app.departing.leaving import ask as ask_to_leave
from app.departing.models import Export
from app.exchange.models import Message
from app.kernel.db import db
from app.tenants.scope import SAY_WHO_ASKS, in_tenant
from tests.rooms.leaving import FILE

# Their rows say how the export itself fares, while it is made.
MOVING = {"exports", "export_parts", "audit_events", "audit_heads"}


@pytest.fixture(scope="module")
def kept():
    """Making the file takes seconds: the tests look at one."""
    return {}


@pytest.fixture
def made(world, kept, tmp_path):
    """Noor's export as Amal fetched it; the folder where it was unpacked."""
    if not kept:
        kept["body"] = fetched(world)
    with zipfile.ZipFile(io.BytesIO(kept["body"])) as opened:
        opened.extractall(tmp_path)
    return tmp_path


def fetched(world) -> bytes:
    noor = world.people["amal"]
    with world.app.app_context(), in_tenant(noor.tenant_id, noor.user_id):
        export_id = exporting.ask().id
        db.session.commit()
        exporting.make(export_id)
        assert db.session.get_one(Export, (noor.tenant_id, export_id)).status == "ready"
    response = world.as_("amal").get(f"/leaving/exports/{export_id}.zip").response
    body = response.get_data()
    assert len(body) == int(response.headers["Content-Length"])
    return body


def in_database(world, cluster_rows, name):
    """The rows of a table as the database holds them, with the walls in force."""
    tenant = world.people["amal"].tenant_id
    with world.app.app_context(), in_tenant(tenant), db.engine.connect() as connection:
        connection.execute(
            SAY_WHO_ASKS, {"tenant": str(tenant), "user": "", "branches": "", "read_only": "on"}
        )
        table = next(one for one in cluster_rows if one.name == name)
        return connection.execute(select(table)).mappings().all()


def exported(folder, name):
    return json.loads((folder / "tables" / f"{name}.json").read_text(encoding="utf-8"))


def test_every_row_of_every_table_is_in_the_file(world, made):
    tables = catalogue.tenant_tables()
    missing, different, empty = [], [], []
    for table in tables:
        if table.name in MOVING:
            continue
        rows = in_database(world, tables, table.name)
        told = exported(made, table.name)
        keys = {tuple(str(row[key.name]) for key in table.primary_key) for row in rows}
        if keys != {tuple(str(row[key.name]) for key in table.primary_key) for row in told}:
            missing.append(table.name)
        by_key = {tuple(str(row[key.name]) for key in table.primary_key): row for row in told}
        for row in rows:
            leaving = by_key[tuple(str(row[key.name]) for key in table.primary_key)]
            different += [f"{table.name}.{name}" for name, value in row.items() if not same(world, made, table, name, value, row, leaving)]  # fmt: skip
        empty += [] if rows else [table.name]
    assert (missing, sorted(set(different))) == ([], [])
    # Else the comparison would have looked at nothing.
    assert len(empty) < len(tables) / 5, empty


def same(world, folder, table, name, value, row, leaving):
    """Whether a value left as it stands; a sealed one opened, a file beside the tables."""
    place = f"{table.name}.{name}"
    if place in catalogue.LEFT_OUT:
        return name not in leaving
    told = leaving[name]
    if value is None or told is None:
        return value is None and told is None
    if name.endswith("_sealed"):
        with world.app.app_context(), in_tenant(row["tenant_id"]):
            plain = opening.opened(table.name, name, row["id"], value)
        if place in catalogue.FILES:
            return (folder / told).read_bytes() == plain
        return told.encode() == plain
    if hasattr(value, "isoformat"):
        return told == value.isoformat()
    return told == value if isinstance(value, str | int | list | dict) else told == str(value)


def test_who_has_asked_to_leave_takes_everything_along(world):
    noor = world.people["amal"]
    with world.app.app_context(), in_tenant(noor.tenant_id, noor.user_id):
        assert ask_to_leave("Noor Clinic", "closing").letter_sealed is not None
        db.session.commit()
    with zipfile.ZipFile(io.BytesIO(fetched(world))) as opened:
        (asked,) = (one for one in json.loads(opened.read("tables/departures.json")) if one["status"] == "cooling")  # fmt: skip
    assert "letter_sealed" not in asked


def test_csv_has_the_same_rows_as_json(made):
    for path in sorted((made / "tables").glob("*.csv")):
        told = exported(made, path.stem)
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == len(told), path.name
        ids = [str(row["id"]) for row in told if "id" in row]
        assert [row["id"] for row in rows if "id" in row] == ids, path.name


def test_the_messages_and_their_resources_are_in_the_file(world, made):
    with world.app.app_context(), in_tenant(world.people["amal"].tenant_id):
        hashes = set(db.session.scalars(select(Message.envelope_sha256)))
    files = list((made / "messages" / "sent").iterdir())
    assert {sha256(file.read_bytes()).hexdigest() for file in files} == hashes
    kinds = {path.name.partition("-")[0] for path in (made / "fhir").iterdir()}
    assert {
        "Patient",
        "Coverage",
        "Practitioner",
        "Organization",
        "Claim",
        "ClaimResponse",
    } <= kinds
    for path in (made / "fhir").iterdir():
        for line in path.read_bytes().splitlines():
            resource = json.loads(line)
            assert resource["resourceType"] == path.name.partition("-")[0]
            assert (made / resource["meta"]["source"]).is_file()


def test_nothing_of_the_other_clinic_and_no_secret_is_in_the_file(made):
    text = b"".join(path.read_bytes() for path in made.rglob("*") if path.is_file())
    assert b"Seeb" not in text
    assert b"Noor" in text
    assert b'wrapped_data_key"' in text  # The manifest names what was left out ...
    assert all(
        "token_hash" not in row for row in exported(made, "sign_in_sessions")
    )  # ... and it is.


def test_the_file_is_checked_without_us_and_a_change_is_named(made):
    def verify():
        done = subprocess.run([sys.executable, made / "verify.py", made], capture_output=True, text=True, check=False)  # fmt: skip
        return done.returncode, done.stdout

    assert verify() == (0, "whole: every file and every event of the audit trail\n")
    events = made / "tables" / "audit_events.json"
    lines = events.read_text(encoding="utf-8").split("\n")
    lines[3] = lines[3].replace('"event": "', '"event": "x', 1)
    events.write_text("\n".join(lines), encoding="utf-8")
    code, told = verify()
    assert code == 1
    assert "changed: tables/audit_events.json" in told
    assert "audit trail: event 3 is wrong" in told


def test_a_file_is_fetched_in_its_time_only_and_by_its_owner_only(world):
    address = f"/leaving/exports/{world.named['noor']['export']}.zip"
    assert world.as_("amal").get(address).response.get_data() == FILE
    assert world.as_("salma").get(address, 404).heading
    with world.app.app_context(), in_tenant(world.people["amal"].tenant_id):
        one = db.session.scalars(select(Export)).one()
        one.expires_at = one.asked_at
        db.session.commit()
        exporting.let_go()
        db.session.commit()
        assert one.status == "gone"
    page = world.as_("amal").get(address, 303)
    assert page.location.endswith("/leaving/")
