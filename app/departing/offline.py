"""Check an export without us: python verify.py in the folder where it was unpacked.

Recomputes the hash of every file in the manifest, and the audit trail from its rows. Exit code 1 names what is wrong.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

CHUNK = 1 << 20
Row = dict[str, Any]


def rows(path: Path) -> Iterator[Row]:
    """The rows of a table; each stands on a line of its own."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("{"):
                yield json.loads(line.rstrip().rstrip(","))


def file_hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def event_hash(row: Row) -> str:
    """SHA-256 over the previous hash and the event in canonical JSON: sorted keys, no spaces."""
    told = {name: str(row[name] or "") for name in ("tenant_id", "actor_id", "subject_id")}
    told |= {
        name: row[name] for name in ("seq", "event", "subject_kind", "changes", "previous_hash")
    }
    told["at"] = datetime.fromisoformat(row["at"]).timestamp().hex()
    plain = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def wrong_files(folder: Path) -> Iterator[str]:
    """Files that are missing, or are not what the manifest says."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for file in manifest["files"]:
        path = folder / file["path"]
        if not path.is_file():
            yield f"missing: {file['path']}"
        elif file_hash(path) != file["sha256"]:
            yield f"changed: {file['path']}"


def wrong_events(folder: Path) -> Iterator[str]:
    """The first event of the trail that is wrong, or that its end is not the one noted."""
    previous, seq = "", 0
    for row in rows(folder / "tables" / "audit_events.json"):
        seq += 1
        if row["seq"] != seq or row["previous_hash"] != previous or event_hash(row) != row["hash"]:
            yield f"audit trail: event {seq} is wrong"
            return
        previous = row["hash"]
    for head in rows(folder / "tables" / "audit_heads.json"):
        if (head["seq"], head["hash"]) != (seq, previous):
            yield f"audit trail: its end is not event {head['seq']}"


def main(folder: Path) -> int:
    problems = [*wrong_files(folder), *wrong_events(folder)]
    for problem in problems:
        print(problem)
    print("wrong" if problems else "whole: every file and every event of the audit trail")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
