"""An import from the file to the undo, at the verbs."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text

from app.audit.models import AuditEvent
from app.imports import forgetting, queries, running, service, writing
from app.imports.errors import (
    ColumnLacking,
    DayOrderUnknown,
    NothingInFile,
    NothingToDo,
    RepairOver,
    TooLateToUndo,
)
from app.imports.exporting import broken, present
from app.imports.judging_now import comparison
from app.imports.kinds import kind_named
from app.imports.models import DataImport, ImportedRow
from app.kernel.db import db
from app.kernel.sheets import write_table
from app.kernel.states import NotPossible
from app.practitioners import service as practitioners
from app.practitioners.models import Practitioner
from app.practitioners.queries import by_licence
from app.tenants.scope import find
from tests.imports.conftest import HEAD, HUDA, SAID, TWO, imported, undone, work


def counted(one):
    return tuple(one.counts[name] for name in ("created", "changed", "same", "broken"))


def facts(one, **changes):
    names = ("licence_number", "name_en", "name_ar", "role", "specialty", "licence_from", "licence_to", "active")  # fmt: skip
    return practitioners.PractitionerFacts(**{name: getattr(one, name) for name in names} | changes)


def test_looking_writes_nothing_and_importing_does_what_was_shown(look):
    one = look(TWO)
    assert (one.status, counted(one)) == ("judged", (2, 0, 0, 0))
    assert by_licence("DEMO-D-7001") is None
    done = imported(one)
    assert (done.status, done.position, done.total) == ("done", 2, 2)
    huda = by_licence("DEMO-D-7001")
    assert (huda.name_ar, huda.role, huda.licence_to) == (
        "د. هدى العامرية",
        "doctor",
        date(2028, 12, 31),
    )
    added = select(func.count()).where(
        AuditEvent.event == "practitioner.added", AuditEvent.subject_id == huda.id
    )
    assert db.session.scalar(added) == 1  # fmt: skip


def test_the_same_file_again_changes_nothing_and_a_cell_changes_one(look):
    imported(look(TWO))
    again = look(TWO)
    assert counted(again) == (0, 0, 2, 0)
    with pytest.raises(NothingToDo):
        service.start(again.id)
    one = look(TWO.replace(b"Dentistry", b"Orthodontics"))
    assert counted(one) == (0, 1, 1, 0)
    (shown,) = comparison(one).changed
    assert (shown.before["specialty"], shown.after["specialty"]) == ("Dentistry", "Orthodontics")
    imported(one)
    assert by_licence("DEMO-D-7002").specialty == "Orthodontics"
    assert undone(one).counts["undone"] == 1
    assert by_licence("DEMO-D-7002").specialty == "Dentistry"


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("kind", ["practitioners", "services"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_our_own_download_changes_nothing(app, look, kind, ending, language):
    practitioners.add_practitioners([practitioners.PractitionerFacts(licence_number="DEMO-D-1", name_en="-Dr A", name_ar="د. أ", role="nurse", specialty="+home", licence_from=date(2020, 1, 1), licence_to=date(2021, 1, 1), active=False)])  # fmt: skip
    if kind == "services":
        look_services(look)
    with app.test_request_context(headers={"Accept-Language": language}):
        content = write_table(ending, present(kind_named(kind), None), right_to_left=language == "ar")  # fmt: skip
    one = look(content, kind)
    created, changed, same, wrong = counted(one)
    assert (created, changed, wrong) == (0, 0, 0)
    assert same > 0


def look_services(look):
    imported(look("Code,Name in English,Name in Arabic,Category\nX-1,One,واحد,Laboratory\n".encode(), "services"))  # fmt: skip


def test_an_undo_names_what_was_changed_since_and_takes_back_the_rest(look):
    one = imported(look(TWO))
    huda = by_licence("DEMO-D-7001")
    practitioners.correct_practitioner(huda.id, facts(huda, specialty="Paediatrics"))
    gone = undone(one)
    assert (gone.status, gone.counts["undone"], gone.counts["kept"]) == ("undone", 1, 1)
    assert by_licence("DEMO-D-7001").specialty == "Paediatrics"
    assert by_licence("DEMO-D-7002") is None
    ((row, name),) = queries.rows_left(one.id)
    assert (row.line, row.reason) == (2, "It was changed after the import, so it stays.")
    assert "DEMO-D-7001" in name


@pytest.mark.parametrize(("hours", "possible"), [(24, True), (25, False)])
def test_undoing_ends_after_a_day_and_the_file_with_it(look, clock, hours, possible):
    one = imported(look(TWO))
    clock.shift(timedelta(hours=hours))
    assert service.can_undo(one) is possible
    forgetting.forget()
    assert (one.file_sealed is not None) is possible
    if not possible:
        with pytest.raises(TooLateToUndo):
            service.undo(one.id)
        left = db.session.scalars(select(ImportedRow.states_sealed)).all()
        assert set(left) == {None}


def test_a_file_nobody_went_on_with_is_destroyed(look, clock):
    one = look(TWO)
    clock.shift(timedelta(hours=25))
    forgetting.forget()
    assert (one.status, one.file_sealed, one.judged_sealed) == ("dropped", None, None)


def test_broken_rows_are_grouped_by_repair_and_mended_in_one_stroke(app, look):
    lines = [HEAD, HUDA.replace("Doctor", "Quack"), SAID.replace("Dentist,", "Quack,"),
             "DEMO-D-7003,,د. منى,Nurse,Nursing,2024-01-01,2028-01-01",
             "DEMO-D-7004,Dr Old,د. قديم,Doctor,GP,2010-01-01,2012-01-01"]  # fmt: skip
    one = look("\n".join(lines).encode())
    assert counted(one) == (0, 0, 0, 4)
    found = {(repair.column, repair.count): repair for repair in comparison(one).repairs}
    assert set(found) == {("role", 2), ("name_en", 1), ("licence_to", 1)}
    (text,) = found["role", 2].texts
    assert (text.text, text.count, text.cells) == ("Quack", 2, ("D2", "D3"))
    (repair,) = {one.sentence for one in found.values() if one.column == "role"}
    one = service.replace(one.id, "role", repair, {("Quack", 2): "doctor"})
    assert counted(one) == (2, 0, 0, 2)
    with app.test_request_context():
        reasons = [row[-2:] for row in broken(one).rows]
    assert [cells for cells, _why in reasons] == ["B4", "G5"]
    assert imported(one).counts["written_created"] == 2
    assert by_licence("DEMO-D-7003") is None


def test_a_repair_touches_its_own_cells_and_no_good_one(look):
    """The same words are wrong where a record is named twice, and right in another row."""
    twice = SAID.replace("Dentistry", "Family medicine")
    assert twice != SAID
    one = look(f"{HEAD}\n{HUDA}\n{SAID}\n{twice}".encode())
    assert counted(one) == (2, 0, 0, 1)
    (repair,) = comparison(one).repairs
    (text,) = repair.texts
    assert (repair.column, text.text, text.lines) == ("specialty", "Family medicine", (4,))
    one = service.replace(
        one.id, "specialty", repair.sentence, {("Family medicine", 4): "Dentistry"}
    )
    assert counted(one) == (2, 0, 1, 0)
    imported(one)
    specialties = {
        row.licence_number: row.specialty for row in db.session.scalars(select(Practitioner))
    }
    assert specialties["DEMO-D-7001"] == "Family medicine"
    assert specialties["DEMO-D-7002"] == "Dentistry"


def test_what_was_mended_wrongly_is_shown_as_it_stands_now_and_mended_again(look):
    long = "Quack " * 30
    one = look("\n".join([HEAD, HUDA.replace("Doctor", long.strip())]).encode())
    for shown, instead, good in ((long.strip()[:120], "Healer", 0), ("Healer", "doctor", 1)):
        (repair,) = comparison(one).repairs
        assert [text.text for text in repair.texts] == [shown]
        one = service.replace(one.id, "role", repair.sentence, {(shown, 2): instead})
        assert counted(one)[0] == good
    with pytest.raises(RepairOver):
        service.replace(one.id, "role", repair.sentence, {("Healer", 2): "nurse"})
    service.replace(one.id, "role", repair.sentence, {("Healer", 2): ""})


def test_long_texts_that_begin_alike_are_mended_each_by_itself(look):
    alike = "Quack " * 30
    one = look(
        "\n".join(
            [
                HEAD,
                HUDA.replace("Doctor", f"{alike}one"),
                SAID.replace("Dentist,", f"{alike}two,"),
            ]
        ).encode()
    )
    (repair,) = comparison(one).repairs
    first, second = repair.texts
    assert first.text == second.text
    instead = {(first.text, first.lines[0]): "doctor", (second.text, second.lines[0]): "dentist"}
    imported(service.replace(one.id, "role", repair.sentence, instead))
    roles = {row.licence_number: row.role for row in db.session.scalars(select(Practitioner))}
    assert (roles["DEMO-D-7001"], roles["DEMO-D-7002"]) == ("doctor", "dentist")


def test_what_was_mended_falls_away_when_columns_are_read_otherwise(look):
    one = look("\n".join([HEAD, HUDA.replace("Doctor", "Quack")]).encode())
    (repair,) = comparison(one).repairs
    one = service.replace(one.id, "role", repair.sentence, {("Quack", 2): "doctor"})
    columns = {int(at): key for at, key in one.settings["columns"].items()}
    same = service.understand(one.id, columns, "dmy")
    assert counted(same) == (1, 0, 0, 0)
    other = {at: key for at, key in columns.items() if key != "specialty"}
    assert counted(service.understand(one.id, other, "dmy")) == (0, 0, 0, 1)


def test_what_was_said_of_a_column_is_remembered(look):
    named = TWO.replace(b"Specialty", b"What they do").replace(b"Profession", b"Rank")
    one = service.choose("practitioners", None, "a.csv", named)
    assert set(one.settings["columns"]) == {"0", "1", "2", "5", "6"}
    chosen = {int(at): key for at, key in one.settings["columns"].items()} | {4: "specialty"}
    service.understand(one.id, chosen, None)
    again = service.choose("practitioners", None, "b.csv", named)
    assert again.settings["columns"]["4"] == "specialty"
    assert "3" not in again.settings["columns"]


def test_refusals_before_anything_is_written(look):
    for nothing in (b"", HEAD.encode(), b"\n\n"):
        with pytest.raises(NothingInFile):
            service.choose("practitioners", None, "a.csv", nothing)
    one = service.choose("practitioners", None, "a.csv", TWO)
    with pytest.raises(ColumnLacking):
        service.understand(one.id, {1: "name_en"}, None)
    doubtful = TWO.replace(b"2024-01-01", b"3/4/2024").replace(b"2025-03-01", b"5/6/2025")
    with pytest.raises(DayOrderUnknown):
        look(doubtful)
    one = look(doubtful, order="mdy")
    assert comparison(one).created[0].after["licence_from"] == "2024-03-04"
    with pytest.raises(NotPossible):
        service.undo(one.id)


def test_a_row_whose_record_moved_since_the_look_is_left_alone_and_named(look):
    imported(look(TWO))
    one = look(
        TWO.replace(b"Dentistry", b"Orthodontics").replace(b"Family medicine", b"Paediatrics")
    )
    said = by_licence("DEMO-D-7002")
    practitioners.correct_practitioner(said.id, facts(said, specialty="Surgery"))
    done = imported(one)
    assert (done.counts["written_changed"], done.counts["written_moved"]) == (1, 1)
    assert by_licence("DEMO-D-7002").specialty == "Surgery"
    ((row, _name),) = queries.rows_left(one.id)
    assert (row.line, row.reason) == (3, writing.MOVED)


def test_a_worker_that_dies_loses_no_lot_and_repeats_none(look, monkeypatch):
    monkeypatch.setattr(writing, "LOT", 1)
    one = service.start(look(TWO).id)
    db.session.commit()
    plan = writing.plan_of(one)
    assert writing.write_lot(one, plan) is True
    db.session.commit()
    assert writing.write_lot(one, plan) is False
    db.session.rollback()  # It died before its second commit.
    done = work(one)
    assert (done.status, done.counts["written_created"]) == ("done", 2)
    wanted = Practitioner.licence_number.in_(("DEMO-D-7001", "DEMO-D-7002"))
    assert db.session.scalar(select(func.count()).select_from(Practitioner).where(wanted)) == 2


@pytest.mark.parametrize("way_on", ["again", "undo"])
def test_an_error_nobody_foresaw_ends_in_sight_with_a_way_on(app, look, monkeypatch, caplog, way_on):  # fmt: skip
    one = look(TWO)
    service.start(one.id)
    db.session.commit()
    write, lots = writing.write_lot, iter([True])
    monkeypatch.setattr(writing, "LOT", 1)

    def breaks(found, plan):
        return write(found, plan) if next(lots, False) else 1 / 0

    monkeypatch.setattr(writing, "write_lot", breaks)
    for status in ("running", "running", "failed"):
        with pytest.raises(ZeroDivisionError):
            running.attempt(one.id)
        one = find(DataImport, one.id)
        assert one.status == status
    assert "failed 3 times and stands still" in caplog.text
    assert (one.failed_at, one.counts["written_created"], service.can_undo(one)) == ("running", 1, True)  # fmt: skip
    running.look_after()
    assert one.tries == 3
    monkeypatch.setattr(writing, "write_lot", write)
    (service.try_again if way_on == "again" else service.undo)(one.id)
    done = work(one)
    assert (done.status, done.tries, done.failed_at) == ("done" if way_on == "again" else "undone", 0, None)  # fmt: skip


def test_one_bad_row_of_a_lot_costs_only_itself_and_no_other_rows_audit(look, monkeypatch):
    real = practitioners.add_practitioners

    def picky(several):
        if any(one.licence_number == "DEMO-D-7001" for one in several):
            raise practitioners.LicenceTaken
        return real(several)

    monkeypatch.setattr("app.practitioners.importing.service.add_practitioners", picky)
    done = imported(look(f"{HEAD}\n{SAID}\n{HUDA}".encode()))
    assert (done.counts["written_created"], done.counts["written_refused"]) == (1, 1)
    said = by_licence("DEMO-D-7002")
    added = select(func.count()).where(
        AuditEvent.event == "practitioner.added", AuditEvent.subject_id == said.id
    )
    assert db.session.scalar(added) == 1  # fmt: skip


def test_a_long_file_is_the_workers_and_a_forgotten_one_is_woken(look, monkeypatch, clock):
    monkeypatch.setattr(service, "AT_ONCE", 1)
    one = look(TWO)
    assert one.status == "judging"
    db.session.commit()
    clock.shift(timedelta(minutes=1))
    running.look_after()
    db.session.commit()
    waiting = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'imports.run'")
    assert db.session.scalar(waiting) == 2
    assert work(one).status == "judged"


def test_nothing_of_a_file_lies_open_in_the_database(look):
    imported(look(TWO))
    for table in ("imports", "import_rows", "import_columns", "procrastinate_jobs"):
        rows = db.session.execute(text(f"SELECT CAST(t AS text) FROM {table} t")).scalars()
        assert not any("Huda" in row or "هدى" in row for row in rows)


def test_giving_up_destroys_the_file(look):
    one = service.drop(look(TWO).id)
    assert (one.status, one.file_sealed) == ("dropped", None)
    assert db.session.scalar(select(func.count()).select_from(DataImport)) == 1
    assert asdict(comparison(one))["plan"] == []
