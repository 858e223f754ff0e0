"""The arithmetic of the benchmarks, and that the ceilings write what was recorded. No clock is asserted."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from benchmarks import replaying, report
from benchmarks.recording import Recipe, Statement, writes
from benchmarks.replaying import Target
from benchmarks.report import Figure


@pytest.mark.parametrize(
    ("ours", "least", "most", "met"),
    [(50, 0.5, None, True), (49, 0.5, None, False), (120, None, 1.2, True), (121, None, 1.2, False), (1, None, None, None)],
)  # fmt: skip
def test_an_aim_is_met_or_not(ours, least, most, met):
    assert Figure("x", ours, 100, "/s", least=least, most=most).met is met


def test_the_table_shows_every_figure_with_its_ratio(tmp_path):
    figures = [Figure("list", 80, 100, "/s", least=0.5), Figure("submit", 30, 100, "/s", least=0.5)]
    lines = report.table(figures).splitlines()
    assert lines[1].split() == ["list", "80.0", "/s", "100.0", "/s", "0.80", "at", "least", "0.5", "yes"]  # fmt: skip
    assert lines[2].endswith("NO")
    report.write(figures, tmp_path / "figures.json")
    assert [row["met"] for row in json.loads((tmp_path / "figures.json").read_text())] == [
        True,
        False,
    ]


def test_only_what_writes_is_kept():
    heard = [
        Statement(text, [None], False)
        for text in (
            "SELECT * FROM claims", "INSERT INTO messages VALUES (1)", "UPDATE claims SET x = 1",
            "SELECT seq, hash FROM audit_heads FOR UPDATE",
            "SELECT unnest(procrastinate_defer_jobs_v1(1))", "SELECT * FROM signed_in(1)",
            "WITH moved AS (UPDATE audit_heads SET seq = 1) INSERT INTO audit_events SELECT 1",
        )
    ]  # fmt: skip
    assert [one.text.split()[0] for one in writes(heard)] == ["INSERT", "UPDATE", "SELECT", "SELECT", "WITH"]  # fmt: skip


def test_a_replay_gives_fresh_ids_the_same_in_every_row():
    recipe = Recipe([], *(uuid4() for _ in range(5)), number="C-2026-000001", seq=7)
    target = Target(*(uuid4() for _ in range(4)))
    names = replaying._Names(recipe, target)
    names.shift = 100
    message, header = uuid4(), str(uuid4())
    row = {"tenant_id": recipe.tenant_id, "id": message, "header_id": header, "seq": 8, "identifier": "C-2026-000001-1"}  # fmt: skip
    first, again = names.of_row(row), names.of_row(row)
    assert first == again
    assert first["tenant_id"] == target.tenant_id
    assert first["id"] not in (message, first["header_id"])
    assert first["header_id"] != header
    assert (first["seq"], len(first["identifier"])) == (108, len("C-2026-000001-1"))
    assert replaying._Names(recipe, target).of_row(row)["id"] != first["id"]
    assert names.of_row({"payer_id": recipe.payer_id}) == {"payer_id": recipe.payer_id}


def test_rows_of_the_trail_take_their_place_behind_the_chain_as_it_is():
    recipe = Recipe([], *(uuid4() for _ in range(5)), number="C-2026-000001", seq=7)
    target = Target(*(uuid4() for _ in range(4)))
    names = replaying._Names(recipe, target)
    names.shift = 10
    rows = json.dumps([{"seq": 8, "tenant_id": str(recipe.tenant_id)}, {"seq": 9}])
    found = json.loads(names.of_row({"seq": 9, "rows": rows})["rows"])
    assert found == [{"seq": 18, "tenant_id": str(target.tenant_id)}, {"seq": 19}]
