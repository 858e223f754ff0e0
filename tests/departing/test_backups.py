"""Keys destroyed are destroyed in backups too: real dumps, real files of keys, restored beside each other."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import time_machine
from psycopg import errors, sql
from sqlalchemy import select

from app import create_app
from app.departing import deleting, leaving
from app.kernel import migrations
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.postgres_programs import find_programs
from app.patients.models import IdentityDocument, Patient
from app.tenants import key_files
from app.tenants.keys import KeyDestroyed, open_text
from app.tenants.models import CLOSED, TenantKey
from app.tenants.queries import tenant
from app.tenants.scope import in_tenant
from tests import database
from tests.conftest import settings_for
from tests.departing.test_departing import hands
from tests.factories.clinic import a_patient

# As docs/backups.md has it.
APART = ("--exclude-schema=sandbox", "--exclude-table=tenant_keys")
PHONE, NUMBER = "+96892345671", "20114587"


def program(name: str) -> str:
    beside = find_programs().directory / name
    found = str(beside) if beside.is_file() else shutil.which(name)
    assert found, f"{name} comes with PostgreSQL's client programs"
    return found


def dump(url: str, target: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [program("pg_dump"), "--format=custom", *options, f"--file={target}", url]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def app(house, cluster, database_name):
    """A house of its own: what the tests note in their databases is in no dump."""
    name = f"{database_name}_backed"
    database.fresh_copy(cluster, name)
    with psycopg.connect(cluster.url(name), autocommit=True) as connection:
        connection.execute("DROP SCHEMA test_notes CASCADE")
    made = create_app(settings_for(cluster, name))
    made.extensions["cast"] = house.extensions["cast"]
    yield made
    leave(made, cluster, name)


def leave(made, cluster, name: str) -> None:
    with made.app_context():
        db.session.remove()
        database.let_go_of_engines()
    with database.admin(cluster) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(sql.Identifier(name)))  # fmt: skip


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()

    def call(*arguments: object):
        done = runner.invoke(args=["keys", *map(str, arguments)])
        return done.exit_code, done.output

    return call


@pytest.fixture
def export(run, tmp_path):
    """One more file of keys; what was told."""
    folder = tmp_path / "keys"
    folder.mkdir()

    def call(*options: str):
        code, words = run("export", "--to", folder, "--json", *options)
        assert code == 0, words
        return json.loads(words)[0]

    return call


@pytest.fixture
def backup(app, tmp_path) -> Path:
    """The dump of the night, as the backup's role makes it."""
    target = tmp_path / "night.dump"
    done = dump(app.extensions["settings"].database_backup_url, target, *APART)
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture
def restored(cluster, database_name):
    """Restores a dump into a database of its own; the application on it."""
    name, apps = f"{database_name}_restored", []

    def restore(file: Path):
        with database.admin(cluster) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER maqbul_owner").format(sql.Identifier(name)))  # fmt: skip
        done = subprocess.run(
            [program("pg_restore"), "--exit-on-error", f"--dbname={cluster.url(name)}", str(file)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        apps.append(create_app(settings_for(cluster, name)))
        return apps[-1]

    yield restore
    for one in apps:
        leave(one, cluster, name)


def put_back(restored_app, file, *options: str):
    done = restored_app.test_cli_runner().invoke(args=["keys", "restore", str(file), "--json", *options])  # fmt: skip
    return done.exit_code, json.loads(done.stdout) if not done.exit_code else done.output


@pytest.fixture
def patients(app, people):
    """One in each of two clinics."""
    with app.app_context():
        for name in ("amal", "salma"):
            with in_tenant(people[name].tenant_id, people[name].user_id):
                if name == "amal":
                    leave_long_ago()
                a_patient()
                db.session.commit()


def leave_long_ago() -> None:
    with time_machine.travel(now() - timedelta(days=31), tick=False):
        leaving.ask("Noor Clinic", "closing")
        db.session.commit()


def sealed_of(tenant_id):
    """What is sealed of the tenant's patients, opened."""
    with in_tenant(tenant_id):
        one, paper = db.session.scalars(select(Patient)).one(), db.session.scalars(select(IdentityDocument)).one()  # fmt: skip
        phone = open_text(one.phone_sealed, table="patients", column="phone_sealed", row_id=one.id)
        place = {"table": "identity_documents", "column": "number_sealed", "row_id": paper.id}
        return phone, open_text(paper.number_sealed, **place)


def deleted(app, tenant_id) -> None:
    with app.app_context():
        with in_tenant(tenant_id):
            departure_id = leaving.departure().id
        hands(app, tenant_id, departure_id, ["omar", "lina"])
        deleting.delete(tenant_id)


def test_a_backup_from_before_a_deletion_opens_nothing_of_who_left(app, people, patients, backup, export, restored):  # fmt: skip
    noor, seeb = people["amal"].tenant_id, people["salma"].tenant_id
    before = export()
    deleted(app, noor)
    newest = export()
    assert newest["removed"] == [Path(before["file"]).name]
    assert (before["keys"] - newest["keys"], newest["destroyed"] - before["destroyed"]) == (1, 1)

    again = restored(backup)
    code, rows = put_back(again, newest["file"])
    assert (code, rows[0]["keys"]) == (0, newest["keys"] + newest["destroyed"])
    assert [row["tenant"] for row in rows if "destroyed" in row["result"]] == [str(noor)]
    with again.app_context():
        assert sealed_of(seeb) == (PHONE, NUMBER)
        with pytest.raises(KeyDestroyed):
            sealed_of(noor)
        with in_tenant(noor):
            # The rows came back with the dump: nobody works there, and the days of the keys are as certified.
            assert tenant().status == CLOSED
            assert db.session.scalars(select(TenantKey.destroyed_at)).one() is not None
    # What came back is deleted once more, with the approvals of the desk.
    deleted(again, noor)
    with again.app_context(), in_tenant(noor):
        assert db.session.scalars(select(Patient)).all() == []


def test_the_dump_holds_no_key_and_the_role_of_backups_cannot_read_one(app, people, patients, tmp_path):  # fmt: skip
    settings = app.extensions["settings"]
    with app.app_context(), in_tenant(people["salma"].tenant_id):
        wrapped = db.session.scalars(select(TenantKey.wrapped_data_key)).one().hex()
        sealed = db.session.scalars(select(Patient.phone_sealed)).one().hex()
    target = tmp_path / "plain.sql"
    assert dump(settings.database_backup_url, target, *APART, "--format=plain").returncode == 0
    written = target.read_text()
    assert (sealed in written, wrapped in written) == (True, False)
    # Forgetting to leave the keys out makes no backup, not one with keys.
    refused = dump(settings.database_backup_url, tmp_path / "all.dump", APART[0])
    assert refused.returncode != 0
    assert "permission denied for table tenant_keys" in refused.stderr
    with psycopg.connect(settings.database_keys_url) as connection:
        assert connection.execute("SELECT count(*) FROM tenant_keys").fetchone()[0] >= 2
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM patients")


def test_the_keys_come_back_behind_the_same_walls(app, people, backup, export, restored):
    settings, again = app.extensions["settings"], restored(backup)
    assert put_back(again, export()["file"])[0] == 0
    shapes = [
        subprocess.run(
            [program("pg_dump"), "--schema-only", "--table=tenant_keys", one.database_owner_url],
            capture_output=True, text=True, check=True,
        ).stdout.splitlines()
        for one in (settings, again.extensions["settings"])
    ]  # fmt: skip
    said = [sorted(line for line in shape if not line.startswith("\\")) for shape in shapes]
    assert said[0] == said[1]
    assert migrations.drift(again.extensions["settings"].database_owner_url) == []
    code, words = put_back(again, export()["file"])
    assert (code, "keys already" in words) == (1, True)


def test_what_does_not_fit_is_refused_and_nothing_is_written(app, people, backup, export, restored, tmp_path, monkeypatch):  # fmt: skip
    file = Path(export()["file"])
    assert file.stat().st_mode & 0o777 == 0o600
    again = restored(backup)
    older = key_files.write(
        tmp_path, [one for one in key_files.read(file) if one.tenant_id != people["amal"].tenant_id], now()
    )  # fmt: skip
    code, words = put_back(again, older)
    assert (code, "older than the dump" in words) == (1, True)
    changed = tmp_path / "changed.json"
    changed.write_text(file.read_text().replace('"version": 1', '"version": 2', 1))
    half = tmp_path / "half.json"
    half.write_text(file.read_text()[:-20])
    for broken, why in ((changed, "was changed"), (half, "only a part")):
        code, words = put_back(again, broken)
        assert (code, why in words) == (1, True)
    with monkeypatch.context() as other:
        other.setitem(again.config, "MASTER_KEY", b"x" * 32)
        code, words = put_back(again, file)
    assert (code, "another MAQBUL_MASTER_KEY" in words) == (1, True)
    assert put_back(again, file, "--dry-run")[0] == 0
    assert put_back(again, file)[0] == 0
    with psycopg.connect(again.extensions["settings"].database_keys_url) as connection:
        count = connection.execute("SELECT count(*) FROM tenant_keys").fetchone()[0]
    assert count == len(key_files.read(file))


def test_a_tenant_of_after_the_dump_is_told_and_left_out(app, backup, export, restored, tmp_path):
    keys = key_files.read(Path(export()["file"]))
    later = key_files.WrappedKey(
        tenant_id=uuid4(), id=uuid4(), version=1, wrapped_data_key=None, wrapped_index_key=None,
        created_at=now(), destroyed_at=None,
    )  # fmt: skip
    code, rows = put_back(restored(backup), key_files.write(tmp_path, [*keys, later], now()))
    assert (code, rows[0]["keys"]) == (0, len(keys))
    assert [row["tenant"] for row in rows if "not in the dump" in row["result"]] == [
        str(later.tenant_id)
    ]


def test_older_files_stay_for_days_and_no_longer(app, export, run, tmp_path):
    first = export()
    second = export("--keep-days", "2")
    assert second["removed"] == []
    assert "file" not in export("--dry-run")
    with time_machine.travel(now() + timedelta(days=2, minutes=1), tick=False):
        third = export("--keep-days", "2")
    assert third["removed"] == sorted(Path(one["file"]).name for one in (first, second))
    # One that was never finished, or cannot be read, is good for nobody.
    unfinished = tmp_path / "keys" / Path(first["file"]).with_suffix(".unfinished").name
    unfinished.write_text("{")
    assert export()["removed"] == [unfinished.name]
    assert run("export", "--to", tmp_path / "nowhere")[0] == 2
    assert run("export", "--to", tmp_path, "--keep-days", "8")[0] == 2


def test_without_the_addresses_nothing_begins(cluster, database_name, app, tmp_path):
    bare = create_app(settings_for(cluster, database_name, database_keys_url=None))
    done = bare.test_cli_runner().invoke(args=["keys", "export", "--to", str(tmp_path)])
    assert (done.exit_code, "DATABASE_KEYS_URL" in done.output) == (1, True)
