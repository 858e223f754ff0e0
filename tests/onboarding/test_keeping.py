"""What one application may keep: verbs alone, within bounds, and no file twice."""

from __future__ import annotations

from datetime import date

import pytest

from app.kernel.db import db
from app.kernel.uploads import errors, pdfs
from app.onboarding import answers, papers
from app.onboarding.errors import PapersFull
from app.onboarding.papers import MOST_MEGAPIXELS, MOST_VERSIONS, PaperDraft
from tests.factories import paper

DAY = date(2028, 12, 31)


@pytest.fixture
def application(context):
    return answers.begin("en")[0]


def test_a_new_number_brings_no_new_file_and_the_file_is_still_there(application):
    body = paper.a_pdf()
    kept = pdfs.stripped(body)
    papers.keep(application, "moh_licence", PaperDraft("MOH-1", DAY, body))
    for number in ("MOH-2", "MOH-3"):
        changed = papers.keep(application, "moh_licence", PaperDraft(number, DAY))
    db.session.flush()
    assert papers.number_of(application, changed) == "MOH-3"
    assert (changed.body_sealed, papers.file_of(application, changed.id)[1]) == (None, kept)


def test_versions_are_counted(application):
    papers.keep(application, "civil_id", PaperDraft("1", DAY, paper.a_pdf()))
    for _ in range(MOST_VERSIONS - 1):
        papers.keep(application, "civil_id", PaperDraft("1", DAY))
    with pytest.raises(PapersFull):
        papers.keep(application, "civil_id", PaperDraft("2", DAY))
    assert len(papers.current(application)) == 1


def test_bytes_are_counted_once_for_each_file(application, monkeypatch):
    body = paper.a_pdf()
    kept = pdfs.stripped(body)
    monkeypatch.setattr(papers, "MEGABYTE", len(kept) + len(body))
    monkeypatch.setattr(papers, "MOST_MEGABYTES", 1)
    for kind in ("civil_id", "moh_licence"):
        papers.keep(application, kind, PaperDraft("1", DAY, body))
    assert papers.keep(application, "civil_id", PaperDraft("2", DAY)).size == len(kept)
    with pytest.raises(PapersFull):
        papers.keep(application, "civil_id", PaperDraft("2", DAY, body))


def test_a_picture_at_this_door_is_smaller_than_a_clinics_may_be(application, app):
    wide = paper.a_png((MOST_MEGAPIXELS * 1000 + 1, 1000), mode="1")
    assert app.extensions["settings"].document_megapixels > MOST_MEGAPIXELS
    with pytest.raises(errors.TooManyPixels) as refused:
        papers.keep(application, "civil_id", PaperDraft("1", DAY, wide))
    assert refused.value.details == {"most": MOST_MEGAPIXELS}
