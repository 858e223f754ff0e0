"""Whatever is sent: no failure of ours, no trace of the inside, the field is named and the wrong answer kept."""

from __future__ import annotations

import base64
import io
import json
from itertools import count, cycle, islice
from typing import Any, ClassVar, NamedTuple
from urllib.parse import quote_plus
from uuid import uuid4

import psycopg
import pytest
from werkzeug.datastructures import ImmutableMultiDict

from app.kernel.authz import sign_of
from tests import bodies, places
from tests.page import XHTML, Page, look_at
from tests.walk import speak

NASTY = (
    "\x00", "a\x00b", "\x1b[31mred", "\u202egpj.exe", "\u200f\u200e\u061c", "\ufeff", "\u2028\u2029", "1e309", "-1", "-0",
    "NaN", "Infinity", "٣٫٥", "𝟜𝟚", "²", "1_000", "0x10", "9" * 5000, "x" * 20_000, "ﷺ" * 300, b"\xed\xa0\x80",
    b"\xff\xfe", "' OR 1=1 --", "%s%s%n", "{{7*7}}${7*7}", "<script>alert(1)</script>", "javascript:alert(1)",
    "../../../etc/passwd", "=1+1", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "2026-02-30", "0000-00-00", "99999-12-31", "[]", '{"a":1}', "null", "true", "0", "👩‍👩‍👧", "\r\nSet-Cookie: a=b", "İıſß", " ",
)  # fmt: skip
PER_BOX = 2


class Fewest(NamedTuple):
    """What a part has at least: wrong answers tried in its boxes, text boxes named in a summary, forms without a file."""

    boxes: int
    named: int
    forms: int


FEWEST = {
    "answers": Fewest(25, 2, 12), "approvals": Fewest(150, 30, 16), "claims": Fewest(90, 14, 10), "desk": Fewest(140, 50, 15),
    "payments": Fewest(50, 6, 13), "people": Fewest(110, 35, 13), "prices": Fewest(80, 25, 10), "rules": Fewest(95, 25, 20),
    "pharmacy": Fewest(60, 10, 15),
}  # fmt: skip
# What pages of a part look for in their address, among much else.
QUESTIONS = {
    "answers": {"cursor", "payer", "practitioner", "stage"}, "approvals": {"cursor", "payer", "practitioner", "care"},
    "claims": {"cursor", "payer", "practitioner", "patient"}, "desk": {"cursor", "payer", "verdict"},
    "payments": {"cursor", "payer", "day"}, "people": {"cursor", "person", "event"},
    "prices": {"page", "q", "list", "payer", "practitioner"}, "rules": {"cursor", "q", "payer", "severity"},
    "pharmacy": {"cursor"},
}  # fmt: skip
# Whole bodies of one nasty value.
WHOLE = ("\x00", b"\xff\xfe", "9" * 5000, "\u202e", "1e309")
# Names that mean something to the functions that build addresses.
BUILDERS = ("endpoint", "_external", "_scheme", "_anchor", "_method", "values", "self", "filename")
FORBIDDEN = {
    "tenant_id": "5e1f0000-0000-7000-8000-00000000beef", "id": "5e1f0000-0000-7000-8000-00000000beef",
    "created_by": "5e1f0000-0000-7000-8000-00000000beef", "saved_by": "5e1f0000-0000-7000-8000-00000000beef",
    "user_id": "5e1f0000-0000-7000-8000-00000000beef", "password_hash": "mass-assigned", "file_number": "mass-assigned",
    "approved": "987654.321", "net": "987654.321", "payer_share": "987654.321", "patient_share": "987654.321",
    "adjudication": "mass-assigned", "search_text": "mass-assigned", "payer_reference": "mass-assigned",
}  # fmt: skip


def broken(response: Any) -> str:
    """What an answer tells that it must not, or that it is a failure of ours."""
    seen = response.get_data(as_text=True) if response.mimetype.startswith("text/") else ""
    signs = ("Traceback (most recent", "psycopg.", "sqlalchemy.", 'File "/', "werkzeug.")
    told = [sign for sign in signs if sign in seen]
    return f"{response.status_code} {told}" if response.status_code >= 500 or told else ""


def encoded(pairs: list[tuple[str, Any]]) -> bytes:
    """A body as a browser, or something worse, would send it: values may be bytes that are no text."""
    return "&".join(f"{quote_plus(name)}={_quoted(value)}" for name, value in pairs).encode()


def _quoted(value: Any) -> str:
    return quote_plus(value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass"))


def unsafe(app, part):
    return [rule for rule in places.rules(app, part) if set(places.methods(rule)) - {"GET"}]


# These change who is signed in, and are tried on their own.
OF_THE_DOOR = {"access.sign_out", "access.lock", "access.switch_workplace", "access.password"}


def send(browser, path: str, pairs: list[tuple[str, Any]]) -> Any:
    tokens = [("csrf_token", browser.token), ("_once", str(uuid4()))]
    kept = [pair for pair in pairs if pair[0] not in {"csrf_token", "_once"}]
    return browser.client.post(
        path, data=encoded([*tokens, *kept]), content_type="application/x-www-form-urlencoded", buffered=True
    )  # fmt: skip


@pytest.fixture
def amal(world):
    browser = world.as_("amal")
    browser.token = browser.csrf()
    return browser


_filled: dict[str, bodies.Filled] = {}


def forms(world, browser, part):
    """The valid form of every unsafe address of a part; each copy of the world shows the same ones."""
    wanted = [rule for rule in unsafe(world.app, part) if rule.endpoint not in OF_THE_DOOR]
    # All are filled in before one is sent: what is sent may take away what another form stands on.
    for rule in wanted:
        if rule.endpoint not in _filled:
            _filled[rule.endpoint] = bodies.fill_in(world, browser, rule)
    for rule in wanted:
        yield rule, _filled[rule.endpoint]


def test_no_box_of_any_form_breaks_the_house(world, amal, part):
    """Each box in turn is filled with what nobody should type; all others stay right."""
    turn, wrong, tried = cycle(NASTY), {}, count()
    for rule, filled in forms(world, amal, part):
        for name in dict.fromkeys([*filled.boxes, *(name for name, _ in filled.pairs)]):
            rest = [pair for pair in filled.pairs if pair[0] != name]
            for value in islice(turn, PER_BOX):
                if found := broken(send(amal, filled.path, [*rest, (name, value)])):
                    wrong[f"{rule.endpoint} {name}={value[:20]!r}"] = found
                next(tried)
    assert wrong == {}
    assert next(tried) > FEWEST[part].boxes


def test_no_form_breaks_when_all_is_wrong_missing_or_said_twice(world, amal, part):
    wrong = {}
    for rule, filled in forms(world, amal, part):
        names = list(dict.fromkeys([*filled.boxes, *(name for name, _ in filled.pairs)]))
        bad = {f"all {value[:9]!r}": [(name, value) for name in names] for value in WHOLE}
        bad["empty"] = []
        bad["twice"] = [*filled.pairs, *((name, "2") for name, _ in filled.pairs)]
        bad["as lists"] = [(f"{name}[]", "1") for name in names] + [
            (f"{name}[0][a]", "1") for name in names
        ]
        bad["many rows"] = [(f"lines-{n}-service", "X") for n in range(150)] + [
            ("lines-99999999999999999999-service", "X")
        ]
        for what, pairs in bad.items():
            if found := broken(send(amal, filled.path, pairs)):
                wrong[f"{rule.endpoint} {what}"] = found
        if found := broken(amal.client.post(filled.path, json=[1, {"a": None}], headers={"X-CSRF-Token": amal.token, "Idempotency-Key": str(uuid4())})):  # fmt: skip
            wrong[f"{rule.endpoint} json"] = found
    assert wrong == {}


def test_a_wrong_answer_is_kept_and_named_in_the_summary(world, amal, part):
    """One hidden control character in each text box: the box is named, and all else stands as it was."""
    lost, named = {}, 0
    for rule, filled in forms(world, amal, part):
        if not filled.boxes or sign_of(world.app, rule.endpoint).permission is None:
            continue
        shown = (
            Page(amal.client.get(filled.path)) if "GET" in methods_at(world, filled.path) else None
        )
        for name in text_boxes(shown, filled) if shown else ():
            pairs = [(n, f"{v}\x07wrong" if n == name else v) for n, v in filled.pairs]
            answer = send(
                amal,
                filled.path,
                pairs if name in dict(filled.pairs) else [*pairs, (name, "\x07wrong")],
            )
            if answer.status_code != 422:
                lost[f"{rule.endpoint} {name}"] = answer.status_code
                continue
            page = Page(answer)
            try:
                look_at(page)
            except AssertionError as error:
                lost[f"{rule.endpoint} {name}"] = f"not well made: {error!r}"[:300]
            links = [
                link.get("href")
                for part in page.with_class("error-summary")
                for link in part.iter(f"{XHTML}a")
            ]
            if not any(link.startswith(f"#{name.rsplit('-', 1)[0]}") for link in links):
                lost[f"{rule.endpoint} {name}"] = f"not named: {links}"
            if is_text(page, name) and not page.value(name).endswith("wrong"):
                lost[f"{rule.endpoint} {name}"] = f"not kept: {page.value(name)!r}"
            others = {
                n: v
                for n, v in filled.pairs
                if n in filled.boxes and n != name and is_text(page, n)
            }
            gone = {n: v for n, v in others.items() if page.value(n) != v}
            if gone:
                lost[f"{rule.endpoint} {name}"] = f"lost: {gone}"
            named += 1
    assert lost == {}
    assert named >= FEWEST[part].named


def methods_at(world, path: str) -> set[str]:
    with world.app.test_request_context(path):
        return world.app.url_map.bind("localhost").allowed_methods(path)


def is_text(page: Page, name: str) -> bool:
    found = [
        one for tag in ("input", "textarea") for one in page.all(tag) if one.get("name") == name
    ]
    return bool(found) and found[0].get("type", "text") in {"text", "tel", "email"}


def text_boxes(page: Page, filled: bodies.Filled) -> list[str]:
    return [name for name in filled.boxes if is_text(page, name)]


class Asking(ImmutableMultiDict[str, str]):
    """The questions of an address, and which of them the page has looked for."""

    looked_for: ClassVar[set[str]] = set()

    def get(self, key: str, *rest: Any, **more: Any) -> Any:
        self.looked_for.add(key)
        return super().get(key, *rest, **more)

    def getlist(self, key: str, *rest: Any, **more: Any) -> Any:
        self.looked_for.add(key)
        return super().getlist(key, *rest, **more)

    def __getitem__(self, key: str) -> Any:
        self.looked_for.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.looked_for.add(str(key))
        return super().__contains__(key)


@pytest.fixture
def questions_of(world, monkeypatch):
    """The names a page looks for in its address."""

    class Listening(world.app.request_class):
        parameter_storage_class = Asking

    monkeypatch.setattr(world.app, "request_class", Listening)

    def listen(browser: Any, path: str) -> set[str]:
        Asking.looked_for.clear()
        browser.client.get(path, query_string={"unknown": "1"}, buffered=True)
        return {*Asking.looked_for} - {"csrf_token"}

    return listen


def test_no_question_in_an_address_breaks_a_page(world, amal, questions_of, part):
    """Each question a page looks for, with what nobody should ask; and names that builders of addresses know."""
    wrong, heard = {}, set()
    for rule in places.rules(world.app, part):
        if "GET" not in rule.methods:
            continue
        path = places.own_address(world.app, rule, world.named["noor"])
        names = questions_of(amal, path)
        heard |= names
        asked = {
            "builders": [(name, "1") for name in BUILDERS],
            "scheme": [("_scheme", "javascript")],
        }
        asked |= {f"{name}={value[:9]!r}": [(name, value)] for name in names for value in ODD}
        for name in names & {"cursor", "page"}:
            asked |= {f"{name} {n}": [(name, one)] for n, one in enumerate(CURSORS)}
        for what, pairs in asked.items():
            answer = amal.client.get(f"{path}?{encoded(pairs).decode()}", buffered=True)
            if found := broken(answer):
                wrong[f"{rule.endpoint} {what}"] = found
    assert wrong == {}
    assert QUESTIONS[part] <= heard


ODD = ("\x00", b"\xff\xfe", "9" * 5000, "00000000-0000-0000-0000-000000000000", "2026-02-30")


def a_cursor(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


CURSORS = (
    "x", "====", "\u202e", a_cursor([]), a_cursor({}), a_cursor([0]), a_cursor([0, None]), a_cursor([0, "x", "y"]),
    a_cursor([0, "2026-11-22T00:00:00+00:00", "x"]), a_cursor([1, "9" * 400]), a_cursor([0, "\x00"]), a_cursor([0, 99**99]),
    a_cursor([0, "9999-12-31T23:59:59+00:00", "ffffffff-ffff-ffff-ffff-ffffffffffff"]), a_cursor("[" * 2000), a_cursor(7),
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_cannot_be_taken_gets_a_friendly_page(world, amal, language):
    speak(amal, language)
    amal.token = amal.csrf()
    token = {"X-CSRF-Token": amal.token, "Idempotency-Key": str(uuid4())}
    too_much = {f"f{n}": "x" for n in range(2500)}
    tries = {
        "huge": (413, amal.client.post("/practitioners/new", data=b"x" * 13_000_000)),
        "huge form": (413, amal.client.post("/practitioners/new", data={"name_en": "x" * 1_200_000})),
        "huge part": (413, _multipart(amal, {"name_en": "x" * 1_200_000})),
        "many parts": (413, _multipart(amal, too_much)),
        "no boundary": (400, amal.client.post("/practitioners/new", data=b"x", content_type="multipart/form-data")),
        "no token": (400, amal.client.post("/practitioners/new", data={"name_en": "x"})),
        "no form token": (400, amal.client.post("/practitioners/new", data={"csrf_token": amal.token})),
        "half json": (400, amal.client.post("/sign-in/unlock", data=b'{"password": ', content_type="application/json", headers=token)),
        "json no object": (400, amal.client.post("/sign-in/unlock", json=[1], headers=token)),
        "wrong method": (405, amal.client.delete("/patients", headers=token)),
        "trace": (405, amal.client.open("/patients", method="TRACE")),
        "not typed": (404, amal.client.get("/patients/not-an-id")),
        "long address": (404, amal.client.get("/" + "x" * 5000)),
        "bad escape": (404, amal.client.get("/patients/%ff%fe%00")),
    }  # fmt: skip
    for what, (status, answer) in tries.items():
        assert answer.status_code == status, (what, answer.status_code)
        page = Page(answer)
        look_at(page)
        assert page.all("html")[0].get("lang") == language, what
        assert broken(answer) == "", what


def _multipart(browser, fields: dict[str, str]) -> Any:
    """A form in parts, put together here: the test client would leave a large one open on the disk."""
    given = {"csrf_token": browser.token, "_once": str(uuid4()), **fields}
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'
        for n, v in given.items()
    ]
    body = "".join([*parts, "--edge--\r\n"]).encode()
    return browser.client.post(
        "/practitioners/new", data=body, content_type="multipart/form-data; boundary=edge"
    )


def test_every_address_refuses_other_methods_and_says_which_it_takes(world, amal):
    wrong = {}
    for rule in places.rules(world.app):
        path = places.own_address(world.app, rule, world.named["noor"])
        answer = amal.client.put(path, headers={"X-CSRF-Token": amal.token})
        if answer.status_code != 405 or "Allow" not in answer.headers:
            wrong[rule.rule] = answer.status_code
    assert wrong == {}


FILES = {
    "empty.csv": b"", "nul.csv": b"local_code,unit_price\nLAB-CBC,\x00\n", "binary.csv": bytes(range(256)) * 40,
    "not.xlsx": b"PK\x03\x04" + b"\x00" * 200, "pdf.csv": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "wide.csv": b"a," * 20_000 + b"\n",
    "long cell.csv": b"local_code,unit_price\nLAB-CBC," + b"9" * 100_000 + b"\n", "utf16.csv": "local_code,unit_price\nLAB-CBC,5\n".encode("utf-16"),
    "headless.csv": b"1,2,3\n4,5,6\n", "formula.csv": b"local_code,unit_price\n=cmd|'/c calc'!A1,5\n", "quote.csv": b'local_code,unit_price\n"LAB-CBC,5\n',
    "../../evil.csv": b"local_code,unit_price\nLAB-CBC,5\n", "gpj\u202evsc.exe": b"MZ\x90\x00", "nan.csv": b"local_code,unit_price\nLAB-CBC,NaN\n",
    "huge number.csv": b"local_code,unit_price\nLAB-CBC,1e309\n", "name" * 80 + ".csv": b"local_code,unit_price\nNOPE,5\n",
}  # fmt: skip


def test_no_file_breaks_the_import(world, amal):
    target = str(world.named["noor"]["price_list_alpha"])
    wrong = {}
    for name, content in FILES.items():
        data = {
            "csrf_token": amal.token,
            "_once": str(uuid4()),
            "target": target,
            "file": (io.BytesIO(content), name),
        }
        answer = amal.client.post(
            "/imports/new/prices", data=data, content_type="multipart/form-data", buffered=True
        )
        if broken(answer) or answer.status_code not in {303, 422}:
            wrong[name] = answer.status_code
        elif answer.status_code == 303:
            shown = amal.client.get(answer.location)
            if broken(shown) or "\u202e" in shown.get_data(as_text=True):
                wrong[name] = f"{shown.status_code} on the columns"
    assert wrong == {}


def test_no_form_lets_its_sender_set_what_is_not_asked(world, amal, cluster, database_name, part):
    """Mass assignment: every form, sent with columns that no box stands for."""
    sent = count()
    for _rule, filled in forms(world, amal, part):
        more = {
            name: value
            for name, value in FORBIDDEN.items()
            if name not in dict(filled.pairs) and name not in filled.boxes
        }
        if not filled.files:
            send(amal, filled.path, [*filled.pairs, *more.items()])
            next(sent)
    with psycopg.connect(cluster.url(database_name), autocommit=True) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        taken = {}
        for (table,) in tables:
            rows = connection.execute(f"SELECT t::text FROM {table} t").fetchall()
            told = "\n".join(row[0] for row in rows)
            if found := sorted({value for value in FORBIDDEN.values() if value in told}):
                taken[table] = found
    assert taken == {}
    assert next(sent) > FEWEST[part].forms
