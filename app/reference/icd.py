"""ICD-10-CM from its package. Imported by the command only: it takes seconds and 200 MB."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from typing import Any

from app.reference.imports import Edition, ListedCode, Outcome, load_list
from app.reference.queries import releases
from app.reference.systems import ICD_10_CM
from app.reference.wanted import arabic_names

# The package does not say since when each code is in use: this is the day the system itself began.
ICD_BEGAN = date(2015, 10, 1)


def load_icd10cm(today: date) -> Outcome:
    """Load the package's edition; a second time changes nothing. The caller commits."""
    return load_list(list(_codes()), _edition(today))


def _edition(today: date) -> Edition:
    """The first one holds since the system began, a later one from the day it is loaded."""
    name = f"package {version('simple-icd-10-cm')}"
    known = {one.version: one.valid_from for one in releases() if one.system == ICD_10_CM}
    begins = known.get(name, today if known else ICD_BEGAN)
    return Edition(system=ICD_10_CM, version=name, valid_from=begins)


def _codes() -> Iterator[ListedCode]:
    import simple_icd_10_cm as icd

    chapters: dict[str, str] = {}
    for code in icd.get_all_codes(with_dots=True):
        if icd.is_chapter_or_block(code):
            continue
        category = code[:3]
        if category not in chapters:
            chapters[category] = icd.get_ancestors(code)[-1]
        yield _listed(icd, code, chapters[category])


def _listed(icd: Any, code: str, chapter: str) -> ListedCode:
    return ListedCode(
        code=code,
        display_en=icd.get_description(code),
        display_ar=arabic_names().get(code),
        billable=icd.is_leaf(code),
        chapter=chapter,
        also=tuple(icd.get_inclusion_term(code)),
    )
