from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.audit.models import AuditEvent
from app.contracts import queries, service, services, tolerance
from app.contracts.errors import (
    CodeUnknown,
    ContractOverlaps,
    EndsBeforeItBegins,
    LocalCodeTaken,
    MapBeginsThen,
    OutsideContract,
    PriceListBeginsThen,
)
from app.contracts.service import NewContract, PriceTerms
from app.kernel.db import db
from app.kernel.errors import NotFound
from tests.contracts.conftest import TODAY, facts
from tests.reference.counting import counted_queries


def priced(payer, on=TODAY, words=""):
    return {one.local_code: one for one in queries.priced_services(payer.id, on, words)}


def test_what_can_be_claimed_with_its_price_and_code(desk):
    found = priced(desk.payer)
    assert list(found) == ["CON-GP", "LAB-CBC"]
    visit, blood = found["CON-GP"], found["LAB-CBC"]
    assert (visit.unit_price, visit.mapped, visit.code) == (Decimal("10.000"), True, "DEMO-1001")
    assert visit.code_system_uri == "http://dhamani.om/terminology/CodeSystem/demo-services"
    assert (blood.mapped, blood.code, blood.code_system_uri) == (False, None, None)
    assert (blood.approval_required, blood.max_per_day) == (True, 2)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("con", ["CON-GP"]),
        ("congp", ["CON-GP"]),
        ("visit general", ["CON-GP"]),
        ("زياره", ["CON-GP"]),
        ("صورة الدم", []),
        ("صوره دم", ["LAB-CBC"]),
        ("nothing", []),
        ("%", ["CON-GP", "LAB-CBC"]),
        ("", ["CON-GP", "LAB-CBC"]),
    ],
)
def test_services_are_found_in_both_scripts(desk, words, codes):
    assert list(priced(desk.payer, words=words)) == codes


def test_prices_are_those_of_the_day_of_service(desk):
    later = service.add_price_list(desk.contract.id, "2027", date(2027, 1, 1), copy_prices=True)
    service.set_price(later.id, desk.visit.id, PriceTerms(unit_price=Decimal("12.000")))
    assert priced(desk.payer, date(2026, 12, 31))["CON-GP"].unit_price == Decimal("10.000")
    assert priced(desk.payer, date(2027, 1, 1))["CON-GP"].unit_price == Decimal("12.000")
    assert priced(desk.payer, date(2027, 1, 1))["LAB-CBC"].unit_price == Decimal("3.500")
    assert priced(desk.payer, date(2025, 12, 31)) == {}
    assert desk.prices.valid_to == date(2026, 12, 31)


def test_codes_are_those_of_the_day_of_service(desk):
    services.map_code(desk.visit.id, "demo-services", "demo 2001", date(2026, 12, 1))
    assert priced(desk.payer, date(2026, 11, 30))["CON-GP"].code == "DEMO-1001"
    assert priced(desk.payer, date(2026, 12, 1))["CON-GP"].code == "DEMO-2001"


def test_by_local_codes_in_a_bounded_number_of_queries(desk):
    payer_id = desk.payer.id
    with counted_queries() as counted:
        found = queries.priced_by_local_codes(payer_id, TODAY, ["CON-GP", "LAB-CBC", "PRO-X", "NO"])
    assert set(found) == {"CON-GP", "LAB-CBC"}
    assert counted.number == 1
    assert queries.priced_by_local_codes(desk.payer.id, TODAY, []) == {}


def test_another_payer_has_no_prices(desk):
    from app.reference import queries as reference

    beta = reference.payer_by_licence("DEMO-BETA")
    assert priced(beta) == {}
    assert queries.contract_for(beta.id, TODAY) is None
    assert queries.contract_for(desk.payer.id, TODAY) is desk.contract


def test_a_service_no_longer_used_cannot_be_claimed(desk):
    services.correct_service(desk.visit.id, facts("CON-GP", active=False))
    assert list(priced(desk.payer)) == ["LAB-CBC"]


def test_contracts_with_one_payer_never_overlap(desk):
    def again(first, last=None):
        return service.open_contract(
            NewContract(payer_id=desk.payer.id, number="B", valid_from=first, valid_to=last)
        )

    with pytest.raises(ContractOverlaps):
        again(date(2027, 1, 1))
    service.end_contract(desk.contract.id, date(2026, 12, 31))
    with pytest.raises(ContractOverlaps):
        again(date(2026, 12, 31))
    with pytest.raises(EndsBeforeItBegins):
        again(date(2027, 2, 1), date(2027, 1, 31))
    assert again(date(2027, 1, 1)).number == "B"
    with pytest.raises(ContractOverlaps):
        service.end_contract(desk.contract.id, date(2027, 1, 1))
    with pytest.raises(EndsBeforeItBegins):
        service.end_contract(desk.contract.id, date(2025, 12, 31))


def test_a_list_between_two_lists_ends_before_the_later(desk):
    last = service.add_price_list(desk.contract.id, "late", date(2026, 9, 1))
    middle = service.add_price_list(desk.contract.id, "middle", date(2026, 5, 1))
    assert desk.prices.valid_to == date(2026, 4, 30)
    assert (middle.valid_to, last.valid_to) == (date(2026, 8, 31), None)
    with pytest.raises(PriceListBeginsThen):
        service.add_price_list(desk.contract.id, "twice", date(2026, 5, 1))
    with pytest.raises(OutsideContract):
        service.add_price_list(desk.contract.id, "early", date(2025, 12, 31))


def test_a_favourite_digit_moves(desk):
    services.correct_service(desk.blood.id, facts("LAB-CBC", favourite=1))
    db.session.expire_all()
    assert (desk.visit.favourite, desk.blood.favourite) == (None, 1)
    assert next(iter(priced(desk.payer))) == "LAB-CBC"


def test_local_codes_are_unique(desk):
    with pytest.raises(LocalCodeTaken):
        services.add_service(facts("CON-GP"))
    with pytest.raises(LocalCodeTaken):
        services.correct_service(desk.blood.id, facts("CON-GP"))


def test_a_code_must_stand_in_a_list_that_is_loaded(desk):
    with pytest.raises(CodeUnknown):
        services.map_code(desk.blood.id, "demo-services", "DEMO-9999", TODAY)
    with pytest.raises(CodeUnknown):
        services.map_code(desk.blood.id, "demo-services", "DEMO-2001", date(2019, 12, 31))
    assert services.map_code(desk.blood.id, "cpt", "85025", TODAY).code == "85025"
    with pytest.raises(MapBeginsThen):
        services.map_code(desk.blood.id, "cpt", "85027", date(2026, 11, 21))
    assert services.map_code(desk.blood.id, "cpt", "85027", TODAY).code == "85027"
    assert len(queries.code_maps(desk.blood.id)) == 1


def test_the_neighbours_do_not_exist(noor, inside):
    with inside("amal"):
        with pytest.raises(NotFound):
            queries.contract(noor["stranger"]["contract"])
        with pytest.raises(NotFound):
            services.map_code(noor["stranger"]["visit"], "cpt", "1", TODAY)
        assert len(queries.contracts()) == 1
        assert len(queries.priced_services(noor["own"]["payer"], TODAY)) == 2


def test_every_verb_leaves_a_trace(desk):
    service.set_price(desk.prices.id, desk.visit.id, PriceTerms(unit_price=Decimal("11.000")))
    db.session.commit()
    events = db.session.query(AuditEvent).order_by(AuditEvent.seq).all()
    named = [event.event for event in events]
    assert {"contract.opened", "price_list.added", "service.added", "service.mapped", "price.set"} <= set(named)  # fmt: skip
    assert events[-1].changes["before"] == "10.000"
    assert events[-1].changes["after"] == "11.000"


def test_the_tolerance_is_dated_and_its_change_stands_in_the_trail(desk):
    assert tolerance.of_payer(desk.payer.id, TODAY) == tolerance.USUAL
    tolerance.agree(desk.contract.id, Decimal("0.500"), date(2026, 7, 1))
    tolerance.agree(desk.contract.id, Decimal("0.000"), TODAY)
    days = (date(2026, 6, 30), date(2026, 7, 1), date(2026, 11, 21), TODAY)
    found = [tolerance.of_payer(desk.payer.id, day) for day in days]
    assert found == [tolerance.USUAL, Decimal("0.500"), Decimal("0.500"), 0]
    tolerance.agree(desk.contract.id, Decimal("0.020"), TODAY)
    assert [one.amount for one in tolerance.history(desk.contract.id)] == [
        Decimal("0.020"),
        Decimal("0.500"),
    ]
    db.session.commit()
    query = db.select(AuditEvent).where(AuditEvent.event == "contract.tolerance_agreed")
    told = [one.changes for one in db.session.scalars(query.order_by(AuditEvent.seq))]
    assert [(one["before"], one["after"]) for one in told] == [
        ("0.100", "0.500"), ("0.500", "0.000"), ("0.000", "0.020"),
    ]  # fmt: skip


def test_a_tolerance_begins_within_its_contract(desk):
    with pytest.raises(OutsideContract):
        tolerance.agree(desk.contract.id, Decimal("0.500"), date(2025, 12, 31))
