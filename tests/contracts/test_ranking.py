"""Names of codes ranked against names of services, in both languages."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from app.contracts.ranking import LEAST, Named, ranked

LISTS = Path(__file__).parents[2] / "app" / "demo" / "lists"


def listed(name):
    with (LISTS / f"{name}.csv").open(encoding="utf-8-sig") as file:
        return [Named(name, row["code"], row["display_en"], row.get("display_ar")) for row in csv.DictReader(file)]  # fmt: skip


LAB = (
    Named("s", "1", "Complete blood count", "تعداد الدم الكامل"),
    Named("s", "2", "Blood glucose, fasting", "سكر الدم صائمًا"),
    Named("s", "3", "General practitioner consultation", "استشارة طبيب عام"),
    Named("s", "4", "Chest x-ray, two views", "أشعة الصدر"),
)


@pytest.mark.parametrize(
    ("name_en", "name_ar", "code"),
    [
        ("CBC complete blood count", "تعداد الدم", "1"), ("Fasting blood sugar glucose", "سكر صائم", "2"),
        ("GP consultation", "استشارة الطبيب العام", "3"), ("Xray chest", "أشعة صدر", "4"),
        ("Lab test 17", "سكر الدم صائما", "2"), ("complete BLOOD-count", "", "1"),
    ],
)  # fmt: skip
def test_the_best_name_comes_first(name_en, name_ar, code):
    assert ranked(name_en, name_ar, LAB)[0].named.code == code


def test_the_same_name_is_certain_and_a_strange_one_is_not_suggested():
    best, *_rest = ranked("Complete blood count", "", LAB)
    assert best.percent == 100
    assert ranked("Parking fee", "رسوم موقف", LAB) == []
    assert all(one.score >= LEAST for one in ranked("Blood", "دم", LAB))


def test_nearly_all_of_a_list_is_found_again_under_changed_names():
    codes = listed("demo-services")
    changed = [(one, " ".join(reversed(one.display_en.replace(",", "").upper().split()))) for one in codes]  # fmt: skip
    hits = sum(ranked(name, "", codes)[0].named.code == one.code for one, name in changed if ranked(name, "", codes))  # fmt: skip
    assert hits >= 0.95 * len(codes)
