"""The pages of an import, walked from the file to the undo."""

from __future__ import annotations

import io
from uuid import UUID

from app.imports import running
from app.kernel.db import db
from app.practitioners.queries import by_licence
from tests.imports.conftest import HEAD, HUDA, SAID, TWO


def into(page):
    return page.location.rpartition("/")[0] if page.location.endswith("/columns") else page.location


def test_a_list_goes_from_the_file_to_the_undo(as_, inside):
    amal = as_("amal")
    sent = amal.post("/imports/new/practitioners", {"file": (io.BytesIO(TWO), "list.csv")})
    columns = amal.get(sent.location)
    chosen = {name: columns.value(name) for name in (f"column_{place}" for place in range(7))}
    assert chosen["column_0"] == "licence_number"
    show = into(sent)
    assert amal.post(sent.location, chosen).location == show
    assert "Import 2 rows" in amal.get(show).text
    assert amal.post(f"{show}/start", {}).location == show
    assert "0 of 2 rows" in amal.get(show).text
    with inside("amal"):
        running.drive(_id(show))
        assert by_licence("DEMO-D-7002") is not None
        db.session.rollback()
    assert "2 created, 0 changed." in amal.get(show).text
    amal.post(f"{show}/undo", {})
    with inside("amal"):
        running.drive(_id(show))
        assert by_licence("DEMO-D-7002") is None
        db.session.rollback()
    assert "2 rows were put back, 0 stayed." in amal.get(show).text


def _id(where):
    return UUID(where.rpartition("/")[2])


def test_pasted_rows_are_mended_on_the_page(as_):
    amal = as_("amal")
    rows = f"{HEAD}\n{HUDA.replace('Doctor', 'Quack')}\n{SAID}".replace(",", "\t")
    sent = amal.post("/imports/new/practitioners", {"pasted": rows})
    columns = amal.get(sent.location)
    amal.post(sent.location, {f"column_{n}": columns.value(f"column_{n}") for n in range(7)})
    show = into(sent)
    page = amal.get(show)
    assert "1 row cannot be used" in page.text
    assert "D2" in page.text
    wrong = {"old-2": "Quack", "new-2": "doctor"}
    assert "mended meanwhile" in amal.post(f"{show}/replace/role", wrong, follow=True).text
    amal.post(f"{show}/replace/role", {**wrong, "repair": page.value("repair")})
    assert "Import 2 rows" in amal.get(show).text
    assert b"DEMO-D" not in amal.client.get(f"{show}/broken.csv").get_data()


def test_refusals_stand_on_the_page_in_words(as_):
    amal = as_("amal")
    nothing = amal.post("/imports/new/practitioners", {}, status=422)
    assert "Choose a file, or paste the rows of a sheet." in nothing.text
    empty = amal.post("/imports/new/practitioners", {"file": (io.BytesIO(HEAD.encode()), "a.csv")}, status=422)  # fmt: skip
    assert "The file holds no rows, so nothing was changed." in empty.text
    sent = amal.post("/imports/new/practitioners", {"file": (io.BytesIO(TWO), "a.csv")})
    lacking = amal.post(sent.location, {"column_1": "name_en"}, status=422)
    assert "Licence number" in lacking.text
    twice = amal.post(sent.location, {"column_0": "licence_number", "column_1": "licence_number"}, status=422)  # fmt: skip
    assert "Two columns of the file cannot be the same" in twice.text
    where = into(sent)
    amal.post(f"{where}/read", {"encoding": "cp1256", "separator": ",", "header": "99999999"}, status=422)  # fmt: skip
    amal.post(f"{where}/read", {"encoding": "utf-16-le", "separator": ",", "header": "1"})
    assert "It is read as before" in amal.get(sent.location).text


def test_whoever_may_not_change_the_records_may_not_import_them(as_):
    faris = as_("faris")
    assert "Practitioners" not in [link for link in faris.get("/imports/").text.splitlines() if "licence number" in link]  # fmt: skip
    faris.get("/imports/new/practitioners", 403)
    faris.get("/imports/new/nothing", 404)
    as_("huda").get("/imports/", 403)


def test_our_own_columns_leave_as_an_empty_sheet(as_):
    sheet = as_("amal").client.get("/imports/new/practitioners/present.csv?empty=1").get_data()
    assert sheet.decode("utf-8-sig").strip().startswith("Licence number,Name in English")


def test_a_file_that_is_gone_leads_to_what_became_of_it(as_):
    amal = as_("amal")
    sent = amal.post("/imports/new/practitioners", {"file": (io.BytesIO(TWO), "a.csv")})
    show = into(sent)
    amal.post(f"{show}/drop", {})
    assert "Not imported" in amal.get(show).text
    for where in (sent.location, f"{show}/read"):
        assert amal.post(where, {"column_0": "licence_number"}).location == show
    assert amal.get(sent.location, 303).location == show
    assert amal.client.get(f"{show}/broken.csv").status_code == 404
