"""A command run inside the house finds its database, and leaves no server behind."""

import sys

import pytest

from app.launch import inside
from app.launch.__main__ import main

CONNECTS = "import os, psycopg; psycopg.connect(os.environ['DATABASE_ADMIN_URL']).close()"


@pytest.fixture
def var(place, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("DATABASE_ADMIN_URL", raising=False)
    return place / "var"


def test_the_command_reaches_the_database_and_it_is_stopped_after(var):
    assert inside.run([sys.executable, "-c", CONNECTS], var=var) == 0
    assert not (var / "pg" / "data" / "postmaster.pid").exists()


def test_the_commands_exit_code_is_ours(var):
    assert inside.run([sys.executable, "-c", "raise SystemExit(7)"], var=var) == 7


def test_a_users_own_database_is_used_and_none_started(var, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/maqbul")
    asks = "import os, sys; sys.exit(os.environ['DATABASE_URL'] != 'postgresql://elsewhere/maqbul')"
    assert inside.run([sys.executable, "-c", asks], var=var) == 0
    assert not (var / "pg").exists()


def test_exec_without_a_command_is_refused(var, capsys):
    with pytest.raises(SystemExit):
        main(["exec", "--var", str(var), "--"])
    assert "wants a command" in capsys.readouterr().err
