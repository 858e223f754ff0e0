from __future__ import annotations

from datetime import date

import pytest

from app.kernel.db import db
from app.reference.imports import Edition, ListedCode, load_list
from app.reference.systems import ICD_10_CM

SAMPLE = (
    ("J06", "Acute upper respiratory infections of multiple and unspecified sites", False, None),
    ("J06.0", "Acute laryngopharyngitis", True, None),
    ("J06.9", "Acute upper respiratory infection, unspecified", True, "عدوى حادة في الجهاز التنفسي العلوي"),
    ("J11.1", "Influenza due to unidentified influenza virus with other respiratory manifestations", True, "إنفلونزا مع أعراض تنفسية"),
    ("J11", "Influenza due to unidentified influenza virus", False, None),
    ("I10", "Essential (primary) hypertension", True, "ارتفاع ضغط الدم الأولي"),
    ("E11.9", "Type 2 diabetes mellitus without complications", True, "السكري من النوع الثاني دون مضاعفات"),
    ("E10.9", "Type 1 diabetes mellitus without complications", True, None),
    ("M25.562", "Pain in left knee", True, None),
    ("M25.561", "Pain in right knee", True, None),
    ("S82.101S", "Fracture of tibia, sequela", True, None),
    ("S82.101A", "Fracture of tibia of the lower leg, initial encounter", True, None),
)  # fmt: skip
EDITION = Edition(system=ICD_10_CM, version="2026", valid_from=date(2015, 10, 1))


def listed(*rows):
    return [
        ListedCode(code=code, display_en=english, billable=billable, display_ar=arabic)
        for code, english, billable, arabic in rows
    ]


@pytest.fixture
def icd(context):
    """A dozen diagnoses, loaded as the whole list is."""
    outcome = load_list(listed(*SAMPLE), EDITION)
    db.session.commit()
    return outcome
