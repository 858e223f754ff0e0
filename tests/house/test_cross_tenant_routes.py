"""No address of the house shows or changes what belongs to another clinic.

Salma of Seeb tries every address with Noor's real ids, and gets what she gets for ids that nobody has.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from uuid import uuid4

import pytest

from app.kernel.authz import sign_of
from tests import bodies, places
from tests.page import look_at
from tests.places import FEWEST_PAGES
from tests.world import MARKS, NAMES, World

MASKS = (
    (re.compile(rb'nonce-[\w-]+|nonce="[^"]*"'), b"NONCE"),
    (re.compile(rb'name="csrf-token" content="[^"]*"'), b"CSRF"),
    (re.compile(rb'name="(csrf_token|_once)" value="[^"]*"'), b"TOKEN"),
    (re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), b"ID"),
)
# What keeps a half-typed page, and exactly the tables it writes: the draft, and the token of this try.
AUTOSAVES = {
    "claims.keep_draft": {"claims", "idempotency_results"},
    "approvals.keep_draft": {"approvals", "idempotency_results"},
}
# Ids in the query of a page: (endpoint, name) -> row of the world.
QUERIES = {
    ("claims.new", "patient"): "patient_approved",
    ("claims.index", "practitioner"): "practitioner",
    ("contracts.show", "list"): "price_list_alpha",
    ("audit.index", "subject_id"): "patient_approved",
    ("audit.index", "actor_id"): "second_user",
    ("audit.download", "subject_id"): "patient_approved",
    ("audit.download", "actor_id"): "second_user",
}


def masked(raw: bytes) -> bytes:
    for pattern, sign in MASKS:
        raw = pattern.sub(sign, raw)
    return raw


def everything(response: Any) -> str:
    """All that came back as text: headers, body, and what is packed in a workbook."""
    raw = response.get_data()
    if raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            raw = b"".join(book.read(name) for name in book.namelist())
    return f"{response.headers}\n{raw.decode(errors='replace')}"


def traces_of(key: str, response: Any) -> list[str]:
    """What of this clinic can be seen in an answer."""
    seen = everything(response)
    wanted = (MARKS[key].latin, MARKS[key].latin.lower(), MARKS[key].arabic, *NAMES[key])
    return [word for word in wanted if word in seen]


def changed(before: dict, after: dict) -> list[str]:
    return [name for name in before if before[name] != after[name]]


def test_every_address_with_ids_is_on_the_map(house):
    for rule in places.rules(house):
        places.names_of(rule)
    known = {rule.endpoint for rule in places.rules(house)}
    assert set(places.PLACES) <= known, "PLACES in tests/places.py names what is no more"


def test_a_foreign_id_is_the_same_as_none(world, written):
    salma = world.as_("salma")
    csrf, before, noor = salma.csrf(), written(), world.named["noor"]
    tried = 0
    for rule in places.rules(world.app):
        if not places.ids_of(rule):
            continue
        for method in places.methods(rule):
            data = {} if method == "GET" else {"csrf_token": csrf, **plausible(world, rule)}
            answers = []
            for path in (
                places.own_address(world.app, rule, noor),
                places.unknown_address(world.app, rule),
            ):
                form = {**data, "_once": str(uuid4())} if data else None
                answers.append(salma.client.open(path, method=method, data=form))
            foreign, unknown = answers
            name = f"{method} {rule.rule}"
            assert (foreign.status_code, unknown.status_code) == (404, 404), name
            assert masked(foreign.get_data()) == masked(unknown.get_data()), name
            assert heads(foreign) == heads(unknown), name
            assert traces_of("noor", foreign) == [], name
            tried += 2
    assert changed(before, written()) == []
    assert tried > 120


def heads(response: Any) -> list[tuple[str, str]]:
    kept = [(name, value) for name, value in response.headers if name != "Date"]
    return sorted((name, masked(value.encode()).decode()) for name, value in kept)


def plausible(world: World, rule: Any) -> dict[str, str]:
    """A body as the right person would send it, without ids."""
    fill = bodies.body_for(rule.endpoint).fill
    return {name: world.payers.get(value, value) for name, value in fill.items()}


def test_an_own_id_beside_a_foreign_one_is_no_key(world, written):
    """/own patient/merge/foreign patient, and the other way round."""
    salma = world.as_("salma")
    csrf, before = salma.csrf(), written()
    for rule in places.rules(world.app):
        parts = places.names_of(rule)
        if len(parts) < 2:
            continue
        for foreign in parts:
            rows = {
                part: world.named["noor" if part == foreign else "seeb"][name]
                for part, name in parts.items()
            }
            for method in places.methods(rule):
                form = None
                if method != "GET":
                    form = {"csrf_token": csrf, "_once": str(uuid4()), **plausible(world, rule)}
                answer = salma.client.open(
                    places.address(world.app, rule, rows), method=method, data=form
                )
                assert answer.status_code == 404, (rule.rule, foreign, method)
                assert traces_of("noor", answer) == []
    assert changed(before, written()) == []


def test_a_foreign_id_in_a_form_is_refused(world, written):
    """Every id that a form of Salma's carries is swapped for Noor's row of the same name."""
    salma = world.as_("salma")
    theirs = {mine: world.named["noor"][name] for name, mine in world.named["seeb"].items()}
    theirs[str(world.tenant_id("seeb"))] = str(world.tenant_id("noor"))
    tried = []
    for rule in places.rules(world.app):
        if places.methods(rule) == ["GET"] or sign_of(world.app, rule.endpoint).permission is None:
            continue
        filled = bodies.fill_in(world, salma, rule, "seeb")
        for number, (name, value) in enumerate(filled.pairs):
            if value not in theirs:
                continue
            pairs = [*filled.pairs]
            pairs[number] = (name, theirs[value])
            before = written()
            sent = bodies.Filled(filled.path, pairs, filled.files)
            answer = salma.client.post(
                filled.path, data=sent.data(csrf_token=salma.csrf(), _once=str(uuid4()))
            )
            where = f"{rule.endpoint} {name}"
            assert answer.status_code in {400, 404, 409, 422} or kept_aside(rule, answer), where
            assert traces_of("noor", answer) == [], where
            moved = set(changed(before, written()))
            wanted = AUTOSAVES[rule.endpoint] if kept_aside(rule, answer) else set()
            assert moved == wanted, (where, moved)
            tried.append(where)
    assert len(tried) >= 5, tried


def kept_aside(rule: Any, answer: Any) -> bool:
    """An autosave keeps what was typed as typed, right or wrong; it reads none of it."""
    return rule.endpoint in AUTOSAVES and answer.status_code == 200


def test_a_foreign_id_in_a_query_shows_nothing(world):
    salma = world.as_("salma")
    by_endpoint = {rule.endpoint: rule for rule in places.rules(world.app)}
    for (endpoint, name), row in QUERIES.items():
        path = places.own_address(world.app, by_endpoint[endpoint], world.named["seeb"])
        for whose in ("noor", "seeb"):
            answer = salma.client.get(path, query_string={name: world.named[whose][row]})
            assert answer.status_code in {200, 404, 422}, (endpoint, name, answer.status_code)
            assert traces_of("noor", answer) == [], (endpoint, name)
        assert answer.status_code == 200, f"{endpoint}?{name}= does not even take an own id"


def test_no_page_of_a_clinic_shows_another(walk):
    """Lists, searches, exports and pages by id: all that Salma may open, for any trace of Noor."""
    assert [one.path for one in walk.stranger if one.page.status >= 500] == []
    leaks = {
        one.path: found for one in walk.stranger if (found := traces_of("noor", one.page.response))
    }
    assert leaks == {}
    marked = [one for one in walk.stranger if one.is_page and MARKS["seeb"].latin in one.page.html]
    assert len(marked) > FEWEST_PAGES // 2, "the sweep would prove little"


def test_a_walk_reads_every_address_of_its_part(walk):
    """Each address that can be read, in both languages and in both clinics: else the rest proves little."""
    known = {rule.rule for rule in places.rules(walk.world.app, walk.part) if "GET" in rule.methods}
    for seen in (walk.english, walk.arabic, walk.stranger):
        assert {one.rule.rule for one in seen} == known
        assert len([one for one in seen if one.is_page]) > FEWEST_PAGES


def test_every_package_belongs_to_one_part(house):
    found = sorted(package for part in places.PARTS.values() for package in part)
    every = {places.blueprint_of(rule) for rule in house.url_map.iter_rules() if rule.endpoint != "static"}  # fmt: skip
    assert sorted([*found, *places.DESK]) == sorted(every)
    # The desk's own walk, and who finds what there: tests/platform_admin, tests/house/test_routes_access.py.
    assert every - {places.blueprint_of(rule) for rule in places.rules(house)} == set(places.DESK)


def test_a_search_finds_only_the_own_look_alike(world):
    salma = world.as_("salma")
    for words in ("fatma", "فاطمة", "20114587", "92345671", "000001"):
        found = salma.post("patients.search", {"who": words}, status=200)
        assert MARKS["seeb"].latin in found.html, f"{words} finds nobody"
        assert traces_of("noor", found.response) == []


@pytest.mark.parametrize("language", ["english", "arabic"])
def test_every_page_opens_for_its_owner_and_is_well_made(walk, language):
    wrong = {}
    for one in getattr(walk, language):
        if one.page.status == 303 and one.rule.endpoint in LEAD_ELSEWHERE:
            continue
        if one.rule.endpoint in OF_APPLICANTS and one.page.location == "/apply":
            continue
        if one.rule.endpoint in OF_NO_CLINIC:
            if one.page.status != 404:
                wrong[one.path] = one.page.status
            continue
        if one.page.status not in {200, 286}:
            wrong[one.path] = one.page.status
        elif one.is_page:
            try:
                look_at(one.page)
            except AssertionError as error:
                wrong[one.path] = repr(error)[:300]
    assert wrong == {}


# Pages that send on: signed-in people have no sign-in page, a search is posted, medicines come in by the import of lists.
LEAD_ELSEWHERE = {
    "access.invitation",
    "access.not_me",
    "access.sign_in",
    "access.second_factor",
    "medicines.import_medicines",
    "patients.reload_search",
}
# Who has no application open is led to where one begins; tests/onboarding opens them all.
OF_APPLICANTS = {
    "onboarding.question", "onboarding.outcome", "onboarding.check", "onboarding.sent", "onboarding.save", "onboarding.tasks",
    "onboarding.decided", "onboarding.paper", "onboarding.sheet_page", "onboarding.sheet_file", "onboarding.form_page",
    "onboarding.form_file", "onboarding.submit", "onboarding.withdraw",
}  # fmt: skip


# A file of an application is not there for anybody signed in to a clinic.
OF_NO_CLINIC = {"onboarding.paper_file"}


def test_the_world_holds_look_alikes(world):
    """Both clinics hold the same rows under the same names, or the sweep would prove little."""
    noor, seeb = world.named["noor"], world.named["seeb"]
    assert noor.keys() == seeb.keys()
    assert not set(noor.values()) & set(seeb.values())
    assert len(noor) > 80
