"""The tenant's services by local code, with the payer's price where there is one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, literal, null, select

from app.contracts.models import CodeMap, Service
from app.contracts.queries import PricedService, mapped_on, priced_by_local_codes
from app.kernel.db import db
from app.kernel.money import ZERO
from app.reference.models import CodeSystem


def services_on_file(
    payer_id: UUID, on: date, local_codes: Collection[str]
) -> dict[str, PricedService]:
    """The services that exist among these codes; one that the contract does not hold costs 0.000."""
    priced = priced_by_local_codes(payer_id, on, local_codes)
    rest = set(local_codes) - set(priced)
    return {**_without_price(rest, on), **priced} if rest else priced


def _without_price(local_codes: set[str], on: date) -> dict[str, PricedService]:
    query: Select[*tuple[Any, ...]] = (
        select(
            Service.id, Service.local_code, Service.name_en, Service.name_ar, Service.category,
            Service.vat_category, literal(ZERO), CodeMap.system, CodeSystem.uri, CodeMap.code,
            literal(False), null(), Service.favourite,
        )
        .outerjoin(CodeMap, mapped_on(on))
        .outerjoin(CodeSystem, CodeSystem.key == CodeMap.system)
        .where(Service.local_code.in_(local_codes))
    )  # fmt: skip
    return {row[1]: PricedService(*row) for row in db.session.execute(query)}
