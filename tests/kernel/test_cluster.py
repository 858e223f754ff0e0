"""The private database server: made, attached to, restarted, and not fooled by left-overs."""

import os
import shutil
import stat
import tempfile
from pathlib import Path

import psycopg
import pytest

from app.kernel import postgres_programs
from app.kernel.cluster import Cluster, ClusterError

# Several servers start and stop here; on one worker they do not crowd the others.
pytestmark = pytest.mark.xdist_group("clusters")


@pytest.fixture(scope="module")
def place():
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(prefix="cluster-test-", dir=memory) as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture(scope="module")
def cluster(place):
    cluster = Cluster(place / "shared", durable=False)
    cluster.start()
    yield cluster
    cluster.stop()


def ask(cluster, question):
    with psycopg.connect(cluster.url()) as connection:
        return connection.execute(question).fetchone()[0]


def test_it_speaks_utf8_and_knows_arabic_letters(cluster):
    assert ask(cluster, "SHOW server_encoding") == "UTF8"
    assert ask(cluster, "SELECT 'س' ~ '[[:alpha:]]'")


def test_it_listens_on_loopback_alone_and_asks_for_a_password(cluster):
    assert ask(cluster, "SHOW listen_addresses") == "127.0.0.1"
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(cluster.url(password="wrong")).close()


def test_a_fleeting_cluster_does_not_wait_for_the_disk(cluster):
    assert ask(cluster, "SHOW fsync") == "off"


def test_its_log_tells_no_statements_and_no_values(cluster):
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE person (name text UNIQUE)")
        connection.execute("INSERT INTO person VALUES ('Zuwaina')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO person VALUES ('Zuwaina')")
    log = (cluster.directory / "server.log").read_text()
    assert "unique constraint" in log
    assert "Zuwaina" not in log


def test_the_superusers_password_is_for_its_owner_only(cluster):
    mode = (cluster.directory / "superuser.password").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert not (cluster.directory / "password.once").exists()


def test_a_second_one_attaches_to_the_running_server(cluster):
    second = Cluster(cluster.directory, durable=False)
    second.start()
    assert second.attached
    assert not cluster.attached
    assert second.port == cluster.port


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to step down")
def test_as_root_the_server_runs_under_a_plain_account(cluster):
    pid = int((cluster.directory / "data" / "postmaster.pid").read_text().splitlines()[0])
    assert Path(f"/proc/{pid}").stat().st_uid != 0


def test_it_starts_again_with_its_data_and_its_port(place):
    cluster = Cluster(place / "again", durable=False)
    cluster.start()
    try:
        with psycopg.connect(cluster.url(), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
        port = cluster.port
        cluster.stop()
        with pytest.raises(ClusterError, match="not running"):
            cluster.url()
        # The note of a killed server, under a number that lives and is somebody else's.
        (cluster.directory / "data" / "postmaster.pid").write_text(
            f"{os.getpid()}\n{cluster.directory}/data\n0\n{port}\n\n127.0.0.1\n0 0\nready\n"
        )
        cluster.start()
        assert not cluster.attached
        assert ask(cluster, "SELECT seven FROM kept") == 7
        assert cluster.port == port
    finally:
        cluster.stop()


def test_stopping_what_does_not_run_is_no_harm(place):
    never = Cluster(place / "never", durable=False)
    never.stop()
    assert not never.directory.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="a plain user can enter what is theirs")
def test_data_goes_where_the_servers_account_can_come(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    cluster = Cluster(closed / "pg", durable=False)
    try:
        cluster.start()
        assert ask(cluster, "SELECT 1") == 1
        home = Path((cluster.directory / "data-is-in").read_text())
        assert (home / "data" / "PG_VERSION").exists()
    finally:
        cluster.stop()
    shutil.rmtree(home)


def test_a_url_hides_nothing_in_a_strange_password(cluster):
    url = cluster.url("clinic", "maqbul_app", "a/b@c:d")
    assert url == f"postgresql://maqbul_app:a%2Fb%40c%3Ad@127.0.0.1:{cluster.port}/clinic"


def test_without_a_server_the_sentence_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("PG_BINDIR", str(tmp_path))
    with pytest.raises(ClusterError, match=r"15 or newer is needed, none found.*PG_BINDIR"):
        postgres_programs.find_programs()


def test_a_server_too_old_is_named(monkeypatch, tmp_path):
    for name in postgres_programs.NEEDED:
        (tmp_path / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 13.4'\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PG_BINDIR", str(tmp_path))
    with pytest.raises(ClusterError, match="found only 13 in"):
        postgres_programs.find_programs()


def test_data_of_another_version_is_not_touched(place):
    cluster = Cluster(place / "other", durable=False)
    data = cluster.directory / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("99\n")
    with pytest.raises(ClusterError, match=r"PostgreSQL 99 .*written by that version"):
        cluster.start()
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]
