"""Services and their codes as lists that come in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.contracts import services
from app.contracts.models import Service
from app.contracts.services import ServiceFacts
from app.contracts.words import CATEGORY_WORDS, VAT_WORDS
from app.imports import cells
from app.imports.kinds import Book, Column, Kind, Standing, State
from app.kernel.db import db
from app.kernel.words import N_
from app.tenants.scope import find

CODE_NAMES = ("our code", "local code", "code", "service code", "item code", "رمزنا", "الرمز", "رمز الخدمة")  # fmt: skip


class ServiceBook(Book):
    """The tenant's services by local code."""

    def key(self, said: State) -> str:
        return str(said["local_code"])

    def known(self, keys: Collection[str]) -> dict[str, Standing]:
        query = select(Service).where(Service.local_code.in_(keys))
        return {one.local_code: Standing(one.id, _state(one)) for one in db.session.scalars(query)}

    def create(self, states: Sequence[State]) -> list[UUID]:
        return [one.id for one in services.add_services([_facts(one) for one in states])]

    def change(self, changes: Sequence[tuple[UUID, State, State]]) -> None:
        for identity, _before, after in changes:
            favourite = find(Service, identity).favourite
            services.correct_service(identity, _facts(after, favourite))

    def remove(self, identity: UUID) -> None:
        services.remove_service(identity)

    def everything(self) -> Iterator[State]:
        return map(_state, db.session.scalars(select(Service).order_by(Service.local_code)))


def _state(one: Service) -> dict[str, Any]:
    return {column.key: getattr(one, column.key) for column in ServiceList.columns}


def _facts(state: State, favourite: int | None = None) -> ServiceFacts:
    said: dict[str, Any] = {column.key: state[column.key] for column in ServiceList.columns}
    return ServiceFacts(**said, favourite=favourite)


class ServiceList(Kind):
    """What the clinic does and sells."""

    name = "services"
    title = N_("Services")
    lead = N_("What the clinic does and sells. A row is found by our own code.")
    permission = "contracts.write"
    columns = (
        Column(key="local_code", label=N_("Our code"), cell=cells.code(40), needed=True, names=CODE_NAMES),
        Column(key="name_en", label=N_("Name in English"), cell=cells.words(160), for_new=True, names=("name in english", "name en", "name", "service", "description", "english name", "الاسم بالإنجليزية")),
        Column(key="name_ar", label=N_("Name in Arabic"), cell=cells.words(160), for_new=True, names=("name in arabic", "name ar", "arabic name", "الاسم بالعربية", "الاسم", "الخدمة")),
        Column(key="category", label=N_("Category"), cell=cells.choice(CATEGORY_WORDS), for_new=True, names=("category", "الفئة", "التصنيف")),
        Column(key="vat_category", label=N_("VAT"), cell=cells.choice(VAT_WORDS), default="exempt", names=("vat", "vat category", "ضريبة القيمة المضافة", "الضريبة")),
        Column(key="active", label=N_("In use"), cell=cells.yes_no(), default=True, names=("in use", "active", "مستخدم", "مستخدمة", "قيد الاستخدام")),
    )  # fmt: skip

    def back(self, target_id: UUID | None) -> tuple[str, dict[str, Any]]:  # noqa: ARG002
        return "contracts.services", {}

    def open(self, target_id: UUID | None) -> Book:  # noqa: ARG002
        return ServiceBook()


SERVICES = ServiceList()
