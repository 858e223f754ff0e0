"""The register of controlled medicines: whom every unit concerns, both balances, pages, files, and that it stays."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from app.kernel import pdf
from app.kernel.clock import today
from app.kernel.db import db
from app.pharmacy.dispensing import service as dispensing
from app.pharmacy.stock import register
from app.pharmacy.stock import service as stock
from app.pharmacy.stock.views import register as paper
from tests.factories import counter, shelf

PAGE = "/pharmacy/stock/register"


@pytest.fixture
def ids(inside, clock):
    """A controlled medicine in two lots, of which one supply took a part, an adjustment another."""
    counter.make_codes()
    with inside("faris"):
        shop = counter.a_shop()
        medicine = counter.medicine_of(counter.AMOXICILLIN)
        medicine.controlled = True
        other = shelf.received(
            medicine.id,
            lot="LATER",
            units="5",
            expires_on=date(2099, 12, 31),
            supplier="Muscat Drug Store",
        )
        paper = counter.a_prescription(shop, (counter.AMOXICILLIN, "21"))
        draft = counter.a_draft(shop, paper, {"quantity": "21", "cash": True})
        supplied = dispensing.supply(paper.id, draft, paper.version)
        stock.adjust(other, shop.facility_id, Decimal(-2), "broken")
        there = shelf.second_branch()
        stock.transfer(other, shop.facility_id, there, Decimal(1))
        db.session.commit()
        return {
            "medicine": medicine.id, "branch": shop.facility_id, "there": there, "paper": paper.id,
            "number": paper.number, "dispense": supplied.id,
        }  # fmt: skip


def asked(ids, **changes):
    days = {"first": date(2026, 1, 1), "last": today()}
    return register.RegisterAsked(medicine_id=ids["medicine"], facility_id=ids["branch"], **days | changes)  # fmt: skip


def test_every_line_names_who_gave_and_who_received(as_, ids):
    rows = [" ".join(row) for row in as_("faris").get(PAGE).rows()]
    assert "Muscat Drug Store" in rows[2]
    assert "DEMO-INV-" in rows[2]
    for told in ("Fatma bint Khalfan", "File number", "Dr Salim", "DEMO-D-1001", ids["number"]):
        assert told in rows[3], told
    assert "Yiti branch" in rows[5]
    there = as_("faris").get(f"{PAGE}?branch={ids['there']}").rows()
    assert "Yiti" not in there[1][3]
    assert there[1][3] != "–"


def test_the_file_holds_the_same_lines_with_both_balances(as_, ids):
    lines = list(csv.DictReader(io.StringIO(as_("faris").client.get(f"{PAGE}.csv").get_data(as_text=True).lstrip("\ufeff"))))  # fmt: skip
    assert [line["Balance"] for line in lines] == ["30.000", "35.000", "14.000", "12.000", "11.000"]
    of_lots = [line["Balance of the lot"] for line in lines]
    assert of_lots == ["30.000", "5.000", "9.000", "3.000", "2.000"]
    assert lines[2]["Prescriber's licence"] == "DEMO-D-1001"


def test_pages_carry_the_balance_forward_and_miss_nothing(inside, ids):
    with inside("faris"):
        found, cursor, forward = [], None, []
        while True:
            shown = register.page(asked(ids), cursor, 2)
            forward.append((shown.opening, shown.closing))
            found += shown.found.rows
            if (cursor := shown.found.next) is None:
                break
        assert forward == [(0, 35), (35, 12), (12, 11)]
        assert [one.movement.id for one in found] == [one.movement.id for one in register.entries(asked(ids))]  # fmt: skip
        assert register.page(asked(ids, first=date(2027, 1, 1), last=date(2027, 2, 1))).opening == 11  # fmt: skip


def test_the_screen_turns_its_pages(as_, ids, monkeypatch):
    monkeypatch.setattr(register, "PAGE", 2)
    faris = as_("faris")
    first = faris.get(PAGE)
    onward = next(one.get("href") for one in first.all("a") if one.get("rel") == "next")
    assert [row[8] for row in faris.get(onward).rows()] == ["35", "14", "12"]


def test_the_paper_holds_all_pages_or_asks_for_fewer_days(as_, ids, monkeypatch):
    faris, texts = as_("faris"), []
    monkeypatch.setattr(pdf, "_typeset", lambda: lambda html, _static: texts.append(html) or b"%PDF-")  # fmt: skip
    monkeypatch.setattr(register, "PAGE", 2)
    assert faris.client.get(f"{PAGE}.pdf").get_data().startswith(b"%PDF-")
    assert texts[0].count("LOT-MED-AMOX") == 2
    assert "DEMO-D-1001" in texts[0]
    monkeypatch.setattr(paper, "MOST_PRINTED", 4)
    page = faris.get(faris.get(f"{PAGE}.pdf", 303).location)
    assert "Choose fewer days to print them" in page.text


def test_what_was_told_cannot_be_told_otherwise(inside, ids):
    with inside("faris"):
        for statement in (
            "UPDATE prescriptions SET prescriber_licence = 'OTHER' WHERE id = :paper",
            "UPDATE prescriptions SET prescriber_name = 'Dr Other' WHERE id = :paper",
            "UPDATE dispenses SET patient_id = gen_random_uuid() WHERE id = :dispense",
            "UPDATE stock_movements SET units = units - 1 WHERE medicine_id = :medicine",
            "DELETE FROM stock_movements WHERE medicine_id = :medicine",
        ):
            with pytest.raises(ProgrammingError), db.session.begin_nested():
                db.session.execute(text(statement), ids)
