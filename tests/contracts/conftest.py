from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.contracts import service, services
from app.contracts.models import Contract, PriceList, Service
from app.contracts.service import NewContract, PriceTerms
from app.contracts.services import ServiceFacts
from app.kernel.db import db
from app.reference import queries as reference
from app.reference.imports import Edition, ListedCode, load_list
from app.reference.models import Payer

TODAY = date(2026, 11, 22)


def facts(local_code: str, **changes: Any) -> ServiceFacts:
    known = {"name_en": f"Service {local_code}", "name_ar": "خدمة", "category": "procedure"}
    return ServiceFacts(**{"local_code": local_code, **known, **changes})


@dataclass
class Desk:
    """A clinic with one contract, one price list and three services: mapped, unmapped, without price."""

    payer: Payer
    contract: Contract
    prices: PriceList
    visit: Service
    blood: Service
    unpriced: Service


@pytest.fixture
def code_lists(context):
    """Two invented codes, known to all."""
    load_list(
        [
            ListedCode(code="DEMO-1001", display_en="General practitioner consultation"),
            ListedCode(code="DEMO-2001", display_en="Complete blood count"),
        ],
        Edition(system="demo-services", version="1", valid_from=date(2020, 1, 1)),
    )
    db.session.commit()


def set_up_desk() -> Desk:
    """Built through the verbs, in the tenant in scope; commits."""
    payer = reference.payer_by_licence("DEMO-ALPHA")
    contract = service.open_contract(
        NewContract(payer_id=payer.id, number="A-2026", valid_from=date(2026, 1, 1))
    )
    prices = service.add_price_list(contract.id, "Prices 2026", date(2026, 1, 1))
    visit = services.add_service(
        facts(
            "CON-GP",
            name_en="General visit",
            name_ar="زيارة عامة",
            category="consultation",
            favourite=1,
        )
    )
    blood = services.add_service(facts("LAB-CBC", name_en="Blood count", name_ar="صورة دم"))
    unpriced = services.add_service(facts("PRO-X"))
    services.map_code(visit.id, "demo-services", "DEMO-1001", date(2026, 1, 1))
    service.set_price(prices.id, visit.id, PriceTerms(unit_price=Decimal("10.000")))
    service.set_price(
        prices.id,
        blood.id,
        PriceTerms(unit_price=Decimal("3.500"), approval_required=True, max_per_day=2),
    )
    db.session.commit()
    return Desk(payer, contract, prices, visit, blood, unpriced)


@pytest.fixture
def desk(code_lists, in_noor, clock):
    return set_up_desk()


@pytest.fixture
def noor(code_lists, inside, clock):
    """Noor's contract and its look-alike at Seeb, for pages: ids only, since sessions end."""
    with inside("salma"):
        stranger = _ids(set_up_desk())
    with inside("amal"):
        own = _ids(set_up_desk())
    return {"own": own, "stranger": stranger}


def _ids(desk: Desk) -> dict[str, Any]:
    return {name: getattr(desk, name).id for name in desk.__dataclass_fields__}
