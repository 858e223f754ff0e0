"""What the first start makes and every later one keeps: ports, secrets, settings, steps."""

import base64
import json
import socket
import stat
import sys

import pytest

from app.launch import environment, secrets
from app.launch.lock import AlreadyRunning, only_one
from app.launch.panel import panel
from app.launch.ports import NoFreePort, next_free
from app.launch.steps import StepFailed, Steps
from app.launch.supervisor import Supervisor


@pytest.fixture
def busy_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_a_busy_port_gives_the_next_free(busy_port):
    assert next_free(busy_port) > busy_port


def test_a_free_port_is_taken_unless_promised_to_another(busy_port):
    free = next_free(busy_port)
    assert next_free(free) == free
    assert next_free(free, taken=[free]) > free


def test_beyond_the_last_port_there_is_none():
    with pytest.raises(NoFreePort):
        next_free(65_535, taken=[65_535])


def test_secrets_are_made_once_and_kept_for_their_owner(tmp_path):
    path = tmp_path / "secrets.env"
    first = secrets.load(path, data_exists=False)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(base64.b64decode(first["MAQBUL_MASTER_KEY"])) == 32
    assert len(set(first.values())) == len(first)
    assert secrets.load(path, data_exists=True) == first


def test_a_lost_master_key_is_not_replaced_in_silence(tmp_path):
    with pytest.raises(secrets.SecretsLost, match=r"secrets\.env is missing"):
        secrets.load(tmp_path / "secrets.env", data_exists=True)
    assert not (tmp_path / "secrets.env").exists()


def test_a_secret_added_by_a_newer_version_leaves_the_old_ones(tmp_path):
    path = tmp_path / "secrets.env"
    path.write_text("MAQBUL_MASTER_KEY=abc=\n")
    assert secrets.load(path, data_exists=True)["MAQBUL_MASTER_KEY"] == "abc="
    assert secrets.load(path, data_exists=True)["SECRET_KEY"]


def test_what_the_user_set_wins_except_in_throw_away_work(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "theirs")
    made = {"DATABASE_URL": "ours", "SECRET_KEY": "made"}
    assert environment.merged(made)["DATABASE_URL"] == "theirs"
    assert environment.merged(made)["SECRET_KEY"] == "made"
    assert environment.merged(made, own_wins=False)["DATABASE_URL"] == "ours"


def test_only_one_launcher_per_directory(tmp_path):
    with (
        only_one(tmp_path / "lock"),
        pytest.raises(AlreadyRunning, match="already runs"),
        only_one(tmp_path / "lock"),
    ):
        pytest.fail("the second one came in")


@pytest.fixture
def steps(tmp_path, monkeypatch):
    """Steps whose `flask` writes down what it was asked, and fails when asked to play."""
    record = tmp_path / "asked"
    source = (
        "import sys, pathlib; asked = ' '.join(sys.argv[1:]);"
        f"pathlib.Path({str(record)!r}).open('a').write(asked + '\\n');"
        "sys.exit(asked == 'demo play')"
    )
    monkeypatch.setattr("app.launch.steps.FLASK", (sys.executable, "-c", source))
    supervisor = Supervisor(tmp_path / "children.json", lambda *_: None)
    made = Steps({}, tmp_path / "steps", supervisor, lambda *_: None)
    return made, lambda: record.read_text().splitlines()


def test_codes_are_loaded_once_and_the_database_is_looked_at_always(steps):
    steps, asked = steps
    for _ in range(2):
        steps.prepare_database()
        steps.load_codes()
    assert asked() == ["database prepare", "reference load-icd", "database prepare"]


def test_a_step_that_failed_is_tried_again_next_time(steps):
    steps, asked = steps
    for _ in range(2):
        with pytest.raises(StepFailed, match="demo play"):
            steps.play_demo()
    assert asked() == ["demo play", "demo play"]


def test_the_panel_says_where_to_go_who_to_be_and_how_to_stop():
    logins = json.loads('[{"name": "Huda", "login": "huda@noor.example", "password": "pass"}]')
    shown = panel("http://127.0.0.1:8000", "http://127.0.0.1:8100/", logins, "var")
    for part in ("http://127.0.0.1:8000", "8100", "huda@noor.example", "Ctrl-C", "var"):
        assert part in shown
