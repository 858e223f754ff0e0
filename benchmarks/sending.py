"""Figure 1: claims from the form to the queue, beside the same writes with nothing around them."""

from __future__ import annotations

import json
import pickle
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from statistics import median
from urllib.parse import urlencode
from uuid import UUID, uuid4

import psycopg

from app.access import sessions
from benchmarks import load, recording
from benchmarks.bulk import Draft
from benchmarks.clinics import SignedIn
from benchmarks.estate import Estate, Size, lane_of
from benchmarks.load import Request
from benchmarks.recording import Recipe
from benchmarks.replaying import Target, replay
from benchmarks.report import Figure

HALF = 0.5
SEE_OTHER = 303
LONGEST = 30.0
MANY = 8


@dataclass
class Ceiling:
    """What the bare programs need to write into the same database."""

    port: int
    recipe: Recipe
    lanes: list[UUID]
    address: str


def form(draft: Draft, who: SignedIn) -> Request:
    """The send form of a checked draft, as a browser posts it."""
    fields = {
        "csrf_token": who.csrf_token,
        "_once": str(uuid4()),
        "version": str(draft.version),
        "over_warnings": "y",
    }
    return Request(
        "POST", f"/claims/{draft.claim_id}/send", urlencode(fields), f"maqbul={who.cookie}"
    )


def record(estate: Estate) -> Recipe:
    """Send one claim in this process and write down what reached PostgreSQL."""
    app, clinic, draft = estate.app(), estate.clinics[0], estate.take(0)
    client = app.test_client()
    client.set_cookie(sessions.cookie_name(app), estate.signed_in[0].cookie)
    request = form(draft, estate.signed_in[0])
    with recording.recording() as heard:
        answer = client.post(
            request.path, data=request.body, content_type="application/x-www-form-urlencoded"
        )
    if answer.status_code != SEE_OTHER:
        raise load.WrongAnswer(f"the recorded submit was answered with {answer.status_code}")
    with psycopg.connect(estate.address) as connection:
        message = connection.execute(
            "SELECT m.lane_id, m.payer_id, c.number, h.seq FROM messages m "
            "JOIN claims c ON c.tenant_id = m.tenant_id AND c.id = m.subject_id "
            "JOIN audit_heads h ON h.tenant_id = m.tenant_id WHERE m.subject_id = %s",
            [draft.claim_id],
        ).fetchone()
    assert message is not None
    lane_id, payer_id, number, seq = message
    kept = recording.writes(heard)
    (chain,) = (one for one in kept if recording.CHAIN in one.text)
    events = len(json.loads(chain.parameters[0]["rows"]))
    return Recipe(
        kept, clinic.tenant_id, clinic.user_id, draft.claim_id, lane_id, payer_id, number,
        seq - events,
    )  # fmt: skip


def prepare(estate: Estate, recipe: Recipe, directory: Path) -> Ceiling:
    """Start the bare program with the record at hand."""
    file = directory / "recipe.pickle"
    file.write_bytes(pickle.dumps(recipe))
    with psycopg.connect(estate.address) as connection:
        lanes = [lane_of(connection, clinic, recipe.payer_id) for clinic in estate.clinics]
    address = estate.settings.database_url
    extra = {
        "CEILING_RECIPE": str(file),
        "CEILING_DATABASE_URL": address,
        "CEILING_BARE_URL": estate.address,
    }
    port = estate.installation.web(
        estate.name, application="benchmarks.ceiling:create_app()", extra=extra
    )
    return Ceiling(port, recipe, lanes, address)


def measure(
    estate: Estate, ceiling: Ceiling, port: int, size: Size, *, clinics: int
) -> list[Figure]:
    """Ours, the bare view and bare psycopg by turns; claims a second, the median of the rounds."""
    ours, view, bare = [], [], []
    _warm_up(estate, ceiling, port, clinics)
    for _ in range(size.rounds):
        ours.append(send(estate, port, size.submits, clinics))
        view.append(_send_bare(estate, ceiling, size.ceiling_submits, clinics))
        bare.append(_write(estate, ceiling, size.ceiling_submits, clinics))
    mine, words = median(ours), f"{clinics} clinics" if clinics > 1 else "1 clinic"
    return [
        Figure(f"claims sent, {words}, beside a bare view", mine, median(view), "/s", least=HALF),
        Figure(f"claims sent, {words}, beside bare psycopg", mine, median(bare), "/s"),
    ]


def _warm_up(estate: Estate, ceiling: Ceiling, port: int, clinics: int) -> None:
    send(estate, port, 3 * MANY, clinics)
    _send_bare(estate, ceiling, 3 * MANY, clinics)


def send(estate: Estate, port: int, many: int, clinics: int) -> float:
    requests = [form(estate.take(n % clinics), estate.signed_in[n % clinics]) for n in range(many)]
    return load.press(port, requests, seconds=LONGEST, status=SEE_OTHER).rate


def _targets(estate: Estate, ceiling: Ceiling, many: int, clinics: int) -> list[Target]:
    found = []
    for place in (n % clinics for n in range(many)):
        clinic, claim = estate.clinics[place], estate.take(place, last=True)
        found.append(Target(clinic.tenant_id, clinic.user_id, ceiling.lanes[place], claim.claim_id))
    return found


def _send_bare(estate: Estate, ceiling: Ceiling, many: int, clinics: int) -> float:
    requests = [
        Request("POST", "/send", urlencode({name: str(value) for name, value in vars(one).items()}))
        for one in _targets(estate, ceiling, many, clinics)
    ]
    return load.press(ceiling.port, requests, seconds=LONGEST, status=SEE_OTHER).rate


def _write(estate: Estate, ceiling: Ceiling, many: int, clinics: int) -> float:
    """The writes alone, from as many threads as there are browsers."""
    waiting: SimpleQueue[Target] = SimpleQueue()
    for target in _targets(estate, ceiling, many, clinics):
        waiting.put(target)
    problems: list[Exception] = []

    def work() -> None:
        try:
            with psycopg.connect(ceiling.address) as connection:
                while True:
                    replay(connection, ceiling.recipe, waiting.get_nowait())
        except Empty:
            return
        except psycopg.Error as error:
            problems.append(error)

    threads = [threading.Thread(target=work) for _ in range(load.BROWSERS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]
    return many / (time.perf_counter() - started)
