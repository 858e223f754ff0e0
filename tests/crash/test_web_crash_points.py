"""The web process dies while a person sends a question. The person presses the button again.

K1 before the message is written, K2 written and not committed, K3 committed and not answered,
K4 with half of the answer on its way.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import httpx2 as httpx
import pytest
from flask import Flask

from app.access import sessions
from app.exchange.models import Message
from app.kernel.cluster import Cluster
from app.kernel.db import db
from app.launch.ports import next_free
from tests.cast import Person
from tests.crash.conftest import HOUSE, Server, Worker, environment, wait_until
from tests.crash.patients import register_a_patient
from tests.exchange.conftest import Desk, desk

__all__ = ["desk"]

pytestmark = pytest.mark.timeout(200)

TIMES = 2
POINTS = ("K1", "K2", "K3", "K4")


@pytest.fixture
def web(
    app: Flask, cluster: Cluster, database_name: str, live_sandbox: Server, tmp_path: Path
) -> Iterator[str]:
    """gunicorn with all four places armed; its master brings a dead worker back."""
    directory = tmp_path / "web"
    directory.mkdir()
    port = next_free(18_200)
    settings = environment(cluster, database_name, live_sandbox.url) | {
        "FAILPOINT": ",".join(f"{point}:kill*{TIMES}" for point in POINTS),
        "FAILPOINT_DIRECTORY": str(directory),
        "MAQBUL_BIND": f"127.0.0.1:{port}",
        "MAQBUL_WORKERS": "1",
        "MAQBUL_LOG_LEVEL": "warning",
    }
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "wsgi:app",
        "--access-logfile",
        "/dev/null",
        "--preload",
    ]
    process = subprocess.Popen(command, env=settings, cwd=HOUSE)
    url = f"http://127.0.0.1:{port}"
    assert wait_until(lambda: answers(f"{url}/sign-in"))
    yield url
    deaths = len(list(directory.iterdir()))
    process.terminate()
    process.wait(30)
    assert deaths == TIMES * len(POINTS)


def answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture
def browser(web: str, app: Flask, people: dict[str, Person]) -> Iterator[httpx.Client]:
    """Huda's browser, signed in."""
    huda = people["huda"]
    with app.app_context():
        token = sessions.start(huda.user_id, huda.tenant_id, device="Crash test")
        db.session.commit()
    with httpx.Client(base_url=web, trust_env=False, timeout=10) as client:
        client.cookies.set(sessions.cookie_name(app), token)
        yield client


def test_pressing_the_button_again_asks_once(
    browser: httpx.Client, worker: Worker, sandbox: Server, desk: Desk
) -> None:
    patient_id = register_a_patient("10000001")
    # A repeated answer has no second half: the second K4 needs a second question.
    for payer in ("DEMO-ALPHA", "DEMO-BETA"):
        location = press_until_answered(
            browser, f"/eligibility/patients/{patient_id}", desk.payer_ids[payer]
        )
        assert location.startswith("/eligibility/checks/")
    worker.records = False
    assert wait_until(lambda: questions() == ["answered", "answered"], worker=worker)
    asked = sandbox.ledger("messages", event="eligibility-request")
    assert sorted(row["receiver"] for row in asked) == ["DEMO-ALPHA", "DEMO-BETA"]


def press_until_answered(browser: httpx.Client, path: str, payer_id: UUID) -> str:
    """Send the same form until an answer arrives whole, as a stubborn person does."""
    assert wait_until(lambda: answers(str(browser.base_url.join("/sign-in"))))
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(path).text)
    assert csrf is not None
    form = {"csrf_token": csrf.group(1), "_once": str(uuid4()), "payer_id": str(payer_id)}
    for _ in range(TIMES * len(POINTS) + 20):
        try:
            answer = browser.post(path, data=form)
        except httpx.HTTPError:
            continue
        assert answer.status_code == 303, answer.text[:500]
        return answer.headers["location"]
    raise AssertionError("no answer came")


def questions() -> list[str]:
    db.session.rollback()
    found = list(db.session.scalars(db.select(Message.status).where(Message.kind == "eligibility")))
    db.session.rollback()
    return found
