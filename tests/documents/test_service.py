"""Keeping, linking, using again and letting go of papers, behind all three walls."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, func, select, text

from app.documents import errors, queries, service
from app.documents.models import Document, DocumentLink
from app.kernel.db import db, psycopg_url
from app.kernel.errors import NotFound
from app.kernel.uploads.errors import WrongFileType
from app.tenants.scope import in_tenant
from tests.factories import paper


def add(patient_id, body=None, **more):
    values = {"title": "Blood count", "kind": "lab_result", **more}
    return service.add("patient", patient_id, body or paper.a_pdf(), **values)


def test_a_paper_comes_back_as_it_went_in(inside, patients):
    with inside("huda"):
        body = paper.a_pdf()
        kept = add(patients["fatma"], body)
        db.session.commit()
        (row,) = queries.documents_of("patient", patients["fatma"])
        assert (row.title, row.kind, row.size) == ("Blood count", "lab_result", len(body))
        assert queries.body(kept.id) == body
        (travels,) = queries.attachments_of("patient", patients["fatma"])
        assert (travels.title, travels.body, travels.sha256) == ("Blood count", body, kept.sha256)


def test_nothing_of_it_lies_open_in_the_database(inside, patients, cluster, database_name):
    body = paper.a_pdf(words="Zainab-words")
    with inside("huda"):
        add(patients["fatma"], body, title="Zainab-title")
        db.session.commit()
    engine = create_engine(psycopg_url(cluster.url(database_name)))
    with engine.connect() as connection:
        row = connection.execute(text("SELECT title_sealed, body_sealed FROM documents")).one()
    engine.dispose()
    assert b"Zainab" not in bytes(row[0]) + bytes(row[1])
    assert b"%PDF" not in bytes(row[1])


def test_the_same_bytes_for_the_same_subject_are_one_paper(inside, patients):
    with inside("huda"):
        first, again = add(patients["fatma"]), add(patients["fatma"], title="Again")
        other = add(patients["said"])
        assert first.id == again.id != other.id
        assert len(queries.documents_of("patient", patients["fatma"])) == 1


def test_two_who_add_the_same_at_once_keep_one(app, inside, patients, people):
    body, gate = paper.a_pdf(), threading.Barrier(2)

    def work(_number):
        huda = people["huda"]
        with app.app_context(), in_tenant(huda.tenant_id, huda.user_id):
            gate.wait(10)
            kept = add(patients["fatma"], body).id
            db.session.commit()
            return kept

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(work, range(2))
    assert first == second
    with inside("huda"):
        assert db.session.scalar(select(func.count(Document.id))) == 1
        assert db.session.scalar(select(func.count(DocumentLink.id))) == 1


def test_a_paper_goes_when_nothing_has_it_any_more(inside, patients):
    with inside("huda"):
        kept = add(patients["fatma"])
        service.link(kept.id, "patient", patients["said"])
        service.remove(kept.id, "patient", patients["fatma"])
        assert queries.body(kept.id)
        service.remove(kept.id, "patient", patients["said"])
        with pytest.raises(NotFound):
            queries.document(kept.id)


def test_what_was_sent_stays(inside, patients):
    with inside("huda"):
        kept = add(patients["fatma"])
        service.mark_sent("patient", patients["fatma"])
        with pytest.raises(errors.PaperWasSent):
            service.remove(kept.id, "patient", patients["fatma"])
        assert queries.documents_of("patient", patients["fatma"])[0].is_sent


def test_a_paper_is_used_again_for_the_same_patient_only(inside, patients):
    with inside("huda"):
        kept = add(patients["fatma"])
        with pytest.raises(errors.PaperOfAnotherPatient):
            service.reuse(kept.id, "patient", patients["said"])
        assert service.reuse(kept.id, "patient", patients["fatma"]) is False


def test_a_refused_file_leaves_nothing(inside, patients):
    with inside("huda"):
        with pytest.raises(WrongFileType):
            add(patients["fatma"], b"no paper")
        assert queries.documents_of("patient", patients["fatma"]) == []


def test_another_clinic_finds_nothing(inside, patients):
    with inside("huda"):
        kept = add(patients["fatma"]).id
        db.session.commit()
    with inside("salma"):
        for read in (queries.document, queries.body):
            with pytest.raises(NotFound):
                read(kept)
        with pytest.raises(NotFound):
            service.link(kept, "patient", patients["seeb"])
        with pytest.raises(NotFound):
            add(patients["fatma"])
        assert queries.documents_of("patient", patients["fatma"]) == []
