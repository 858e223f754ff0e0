"""Comparing a whole file with what is kept, and what is kept of the comparison."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from app.imports import file
from app.imports.history import move
from app.imports.judging import CHANGED, CREATED, Judged, Repair, Text, counts, repairs
from app.imports.models import DataImport
from app.kernel.db import db

EXAMPLES = 20


@dataclass(frozen=True)
class Example:
    """A row as the preview shows it: its line, and what stands before and after, by column."""

    line: int
    before: dict[str, Any] | None
    after: dict[str, Any]


@dataclass(frozen=True)
class Comparison:
    """What a file would do: rows to write as (line, digest) in their order, examples, repairs, and changes told apart.

    `movements`: what changes do, in words (msgids), and how many do it.
    """

    plan: list[tuple[int, str]]
    created: list[Example]
    changed: list[Example]
    repairs: list[Repair]
    movements: dict[str, int]


def judge_now(one: DataImport) -> None:
    """Compare every row and keep the outcome; raises what reading raises."""
    inside = file.contents(one)
    judged = inside.judged(inside.kind.open(one.target_id))
    one.counts = counts(judged)
    one.judged_text = json.dumps(_kept(judged, inside), ensure_ascii=False)
    move(one, "judged", **one.counts)
    db.session.flush()


def _kept(judged: list[Judged], inside: file.Contents) -> dict[str, Any]:
    writing = [row for row in judged if row.outcome in (CREATED, CHANGED)]
    examples = {
        outcome: [
            {"line": row.line, "before": row.before, "after": row.after}
            for row in writing
            if row.outcome == outcome
        ][:EXAMPLES]
        for outcome in (CREATED, CHANGED)
    }
    found = [
        [one.column, one.sentence, one.count, one.more, [[t.text, t.count, t.cells, t.lines] for t in one.texts]]
        for one in repairs(judged, inside.places)
    ]  # fmt: skip
    moved = Counter(
        inside.kind.movement(row.before, row.after) for row in writing if row.before is not None
    )
    moved.pop("", None)
    plan = [[row.line, row.digest] for row in writing]
    return {"plan": plan, **examples, "repairs": found, "movements": moved}


def comparison(one: DataImport) -> Comparison:
    """What was kept of the comparison; nothing once it is destroyed."""
    kept = json.loads(one.judged_text or "{}")
    return Comparison(
        plan=[(line, digest) for line, digest in kept.get("plan", ())],
        created=[Example(**row) for row in kept.get(CREATED, ())],
        changed=[Example(**row) for row in kept.get(CHANGED, ())],
        repairs=[
            Repair(column, sentence, count, tuple(Text(text, many, tuple(cells), tuple(lines)) for text, many, cells, lines in texts), more)
            for column, sentence, count, more, texts in kept.get("repairs", ())
        ],
        movements=kept.get("movements", {}),
    )  # fmt: skip
