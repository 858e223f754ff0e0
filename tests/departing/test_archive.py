"""What goes into the file of everything, without a database."""

from __future__ import annotations

import hashlib
import io
import json
import tracemalloc
import zipfile

import pytest

from app.departing import catalogue, resources
from app.departing.archive import Archive, Pieces
from app.kernel.clock import now
from app.models import load_all

load_all()


def peak_of(rows: int) -> int:
    """The most memory, in bytes, that a file of so many rows takes."""
    line = b'{"id": "0199-4c00", "words": "what stands in a row"}\n'
    tracemalloc.start()
    try:
        pieces = Pieces(len, size=1024)
        archive = Archive(pieces, now())
        archive.add("rows.json", (line + str(one).encode() for one in range(rows)))
        archive.close()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_ten_times_the_rows_take_the_same_memory():
    peak_of(100)
    small, large = peak_of(5_000), peak_of(50_000)
    assert large < small * 1.2


def test_the_pieces_make_the_file_and_its_hash():
    kept: list[bytes] = []
    pieces = Pieces(kept.append, size=100)
    archive = Archive(pieces, now())
    archive.add("a.txt", [b"first ", b"second"])
    archive.add("b.txt", [])
    archive.close()
    pieces.finish()
    whole = b"".join(kept)
    assert {len(piece) for piece in kept[:-1]} == {100}
    assert (pieces.written, pieces.hash.hexdigest()) == (len(whole), hashlib.sha256(whole).hexdigest())  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        assert opened.testzip() is None
        assert opened.read("a.txt") == b"first second"
    assert archive.files[0] == {
        "path": "a.txt", "bytes": 12, "sha256": hashlib.sha256(b"first second").hexdigest(),
    }  # fmt: skip


def test_every_table_of_tenants_has_its_name_in_both_languages():
    named = catalogue.names()
    without = [table.name for table in catalogue.tenant_tables() if table.name not in named]
    assert without == []
    assert [name for name, words in named.items() if len(words) != 2 or not all(words)] == []


def test_what_stays_behind_exists_and_no_other_column_does():
    columns = {
        f"{table.name}.{column.name}" for table in catalogue.tenant_tables() for column in table.c
    }
    leaving = {
        f"{part.name}.{column.name}" for part in catalogue.parts() for column in part.columns
    }
    assert set(catalogue.LEFT_OUT) <= columns
    assert columns - leaving == set(catalogue.LEFT_OUT)
    assert set(catalogue.FILES) <= columns


def bundle(*kinds: str) -> bytes:
    entries = [{"resource": {"resourceType": kind, "id": str(at)}} for at, kind in enumerate(kinds)]
    return json.dumps({"resourceType": "Bundle", "entry": entries}).encode()


def test_resources_of_one_kind_stand_in_one_file_and_name_their_message():
    found = dict(resources.ndjson([("messages/sent/1.json", bundle("Claim", "Patient")),
                                   ("messages/received/2.json", bundle("Patient"))]))  # fmt: skip
    assert sorted(found) == ["fhir/Claim-00001.ndjson", "fhir/Patient-00001.ndjson"]
    lines = [json.loads(line) for line in found["fhir/Patient-00001.ndjson"].splitlines()]
    assert [line["meta"]["source"] for line in lines] == ["messages/sent/1.json", "messages/received/2.json"]  # fmt: skip


def test_a_full_file_is_followed_by_another():
    many = [(str(one), bundle("Patient")) for one in range(6000)]
    found = list(resources.ndjson(many))
    assert [path for path, _body in found][:2] == ["fhir/Patient-00001.ndjson", "fhir/Patient-00002.ndjson"]  # fmt: skip
    assert sum(body.count(b"\n") for _path, body in found) == 6000
    assert max(len(body) for _path, body in found) < resources.LONGEST + 1000


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[1]", b"{}", b'{"resourceType": "Bundle", "entry": [1, {"resource": 2}]}',
     bundle("../../etc"), bundle("")],
)  # fmt: skip
def test_what_is_no_fhir_gives_no_resource(body):
    assert resources.resources(body) == []
