"""A tiny program in the place of the house and of the exchange, so that the launcher alone is tried."""

import json
import os
import sys
import time
from pathlib import Path

import psycopg
from flask import Flask
from flask.cli import AppGroup

app = Flask(__name__)
diary = Path(os.environ.get("STAND_IN_DIARY", os.devnull))


def note(line):
    with diary.open("a") as file:
        file.write(line + "\n")


@app.get("/")
def index():
    return "open"


database, reference, demo = (AppGroup(name) for name in ("database", "reference", "demo"))
for group in (database, reference, demo):
    app.cli.add_command(group)


@database.command()
def prepare():
    with psycopg.connect(os.environ["DATABASE_ADMIN_URL"], autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS starts (at timestamptz DEFAULT now())")
        connection.execute("INSERT INTO starts DEFAULT VALUES")
        starts = connection.execute("SELECT count(*) FROM starts").fetchone()[0]
    note(f"prepare, start {starts}")


@reference.command("load-icd")
def load_icd():
    note("load-icd")


@demo.command()
def play():
    note("play")


@demo.command()
def logins():
    print(json.dumps([{"name": "Huda", "sign in": "huda@noor.example"}]))


@app.cli.command()
def worker():
    note(f"worker {os.getpid()}")
    time.sleep(120)


if __name__ == "__main__":
    from app.launch import __main__ as launch
    from app.launch import house

    def gunicorn(port):
        options = ["--workers", "1", "tests.launch.stand_in:app"]
        return [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *options]

    house._web = house._exchange = gunicorn
    sys.exit(launch.main())
