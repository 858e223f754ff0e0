from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from app.kernel.db import db
from app.kernel.sheets import HeadingMissing
from app.reference import queries
from app.reference.errors import EmptyList, MostWouldBeRetired, UnknownSystem
from app.reference.imports import Edition, ListedCode, load_list, read_list
from app.reference.payer_lists import load_payers
from tests.reference.conftest import EDITION, SAMPLE, listed

LISTS = Path(__file__).parents[2] / "app" / "demo" / "lists"
NEXT = Edition(system="icd-10-cm", version="2027", valid_from=date(2027, 1, 1))


def counts(outcome):
    return outcome.created, outcome.changed, outcome.retired, outcome.unchanged


def test_loading_twice_changes_nothing(icd):
    assert counts(icd) == (len(SAMPLE), 0, 0, 0)
    assert counts(load_list(listed(*SAMPLE), EDITION)) == (0, 0, 0, len(SAMPLE))


def test_a_new_edition_corrects_retires_and_adds(icd):
    rows = [
        ("I10", "Essential hypertension", True, None),
        *(r for r in SAMPLE if r[0] not in {"I10", "J11"}),
    ]
    outcome = load_list(listed(*rows, ("A00.0", "Cholera", True, None)), NEXT)
    assert counts(outcome) == (1, 1, 1, len(SAMPLE) - 2)
    db.session.expire_all()
    assert queries.code("icd-10-cm", "I10").display_en == "Essential hypertension"
    assert queries.code("icd-10-cm", "A00.0").valid_from == date(2027, 1, 1)
    assert queries.code("icd-10-cm", "J11").valid_to == date(2026, 12, 31)
    ends = {release.version: release.valid_to for release in queries.releases()}
    assert ends == {"2027": None, "2026": date(2026, 12, 31)}


def test_a_retired_code_comes_back(icd):
    load_list(listed(*(row for row in SAMPLE if row[0] != "I10")), NEXT)
    load_list(
        listed(*SAMPLE), Edition(system="icd-10-cm", version="2028", valid_from=date(2028, 1, 1))
    )
    db.session.expire_all()
    assert queries.code("icd-10-cm", "I10").valid_to is None


def test_an_empty_list_wipes_nothing(icd):
    with pytest.raises(EmptyList):
        load_list([], NEXT)
    assert queries.code_count("icd-10-cm") == len(SAMPLE)


def test_a_list_that_lacks_most_codes_is_doubted(icd):
    many = [ListedCode(code=f"Z{n:02d}", display_en=f"Made up {n}") for n in range(30)]
    edition = Edition(system="osl", version="1", valid_from=date(2026, 1, 1))
    load_list(many, edition)
    later = Edition(system="osl", version="2", valid_from=date(2027, 1, 1))
    with pytest.raises(MostWouldBeRetired):
        load_list(many[:14], later)
    assert counts(load_list(many[:15], later)) == (0, 0, 15, 15)


def test_a_dry_run_only_counts(context):
    assert counts(load_list(listed(*SAMPLE), EDITION, dry_run=True)) == (len(SAMPLE), 0, 0, 0)
    assert queries.code_count("icd-10-cm") == 0
    assert queries.releases() == []


def test_an_unknown_system_is_refused_with_the_known_ones(context):
    with pytest.raises(UnknownSystem, match="demo-drugs"):
        load_list(listed(*SAMPLE), Edition(system="nope", version="1", valid_from=date(2026, 1, 1)))


def test_messy_files_are_read():
    text = "الرمز;الوصف;الاسم بالعربية;قابل للمطالبة\nA-١;Visit; زيارة ;نعم\n;Nameless;;\nA-1;Twice;;\nB;Heading;;لا\n"
    codes, skipped = read_list(text.encode("utf-16"))
    assert [(one.code, one.display_ar, one.billable) for one in codes] == [("A-1", "زيارة", True), ("B", None, False)]  # fmt: skip
    assert skipped == ["row 3: code or description is missing", "row 4: A-1 stands twice"]


def test_a_file_without_codes_is_refused():
    with pytest.raises(HeadingMissing):
        read_list(b"description\nVisit\n")


def test_the_command_loads_a_list_and_says_what_it_did(app, tmp_path):
    file = tmp_path / "osl.csv"
    file.write_text("code,display_en\nO1,Visit\nO2,Stay\n", encoding="utf-8")
    where = ["reference", "load-list", str(file), "--system", "osl", "--version", "1", "--from", "2026-01-01"]  # fmt: skip
    dry = app.test_cli_runner().invoke(args=[*where, "--dry-run", "--json"])
    assert json.loads(dry.output)["created"] == 2
    done = app.test_cli_runner().invoke(args=where)
    assert done.output.startswith("2 created, 0 changed, 0 retired, 0 unchanged, 0 skipped.")
    again = app.test_cli_runner().invoke(args=where)
    assert again.output.startswith("0 created, 0 changed, 0 retired, 2 unchanged")


def test_the_command_refuses_an_empty_file_in_words(app, tmp_path):
    file = tmp_path / "empty.csv"
    file.write_text("code,display_en\n", encoding="utf-8")
    done = app.test_cli_runner().invoke(
        args=[
            "reference",
            "load-list",
            str(file),
            "--system",
            "osl",
            "--version",
            "1",
            "--from",
            "2026-01-01",
        ]
    )
    assert done.exit_code == 1
    assert "nothing was changed" in done.output


def test_payers_are_added_and_corrected_never_taken_away(context):
    outcome = load_payers(
        "licence,name_en,name_ar,kind,valid_from\nDEMO-ALPHA,AlphaCare Ltd,ألفا,insurer,2020-01-01\n"
        "DEMO-NEW,NewCo,جديد,tpa,2026-01-01\nDEMO-BAD,Bad,سيئ,bank,2026-01-01\nDEMO-DAY,Day,يوم,tpa,soon\n".encode()
    )
    assert (outcome.created, outcome.changed, len(outcome.skipped)) == (1, 1, 2)
    assert queries.payer_by_licence("DEMO-ALPHA").name_en == "AlphaCare Ltd"
    assert queries.payer_by_licence("DEMO-BETA") is not None
    with pytest.raises(EmptyList):
        load_payers(b"licence,name_en,name_ar,valid_from\n")


@pytest.mark.parametrize(("name", "least"), [("demo-services", 60), ("demo-drugs", 40)])
def test_the_invented_lists_are_whole_and_invented(name, least):
    codes, skipped = read_list((LISTS / f"{name}.csv").read_bytes())
    assert not skipped
    assert len(codes) >= least
    assert all(one.code.startswith("DEMO-") and one.display_ar for one in codes)
