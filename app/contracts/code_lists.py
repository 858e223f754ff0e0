"""Our codes and what they stand for, as a list that comes in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.contracts import coding
from app.contracts.coding import USE_OF, Spelling, Wish
from app.contracts.errors import CodeUnknown
from app.contracts.importing import CODE_NAMES
from app.contracts.models import CodeMap, Service
from app.contracts.queries import mapped_on
from app.imports import cells
from app.imports.cells import Value
from app.imports.kinds import Book, Column, InUse, Kind, Standing, State, Wrong
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.words import N_
from app.reference import queries as reference

NO_SUCH_SERVICE = N_("No service of ours has this code. Import the services first.")
NO_SUCH_SYSTEM = N_("There is no code list of this name.")
NO_SUCH_CODE = N_("This code is not in its code list.")
# What stands for reading only: the service itself says it.
NAMES = ("name_en", "name_ar")


class CodesInFiles:
    """Codes as rows of files say them, each list read once."""

    def __init__(self) -> None:
        systems = [one for one in reference.systems() if one.use != "diagnosis"]
        loaded = {release.system for release in reference.releases()}
        self._systems = {one.key for one in systems}
        self._usual = {one.use: one.key for one in reversed(systems)} | {
            one.use: one.key for one in systems if one.key in loaded
        }
        self._spelling = Spelling()

    def whole(self, system: Value, code: Value, category: str) -> tuple[str | None, str | None]:
        """List and code as they would be kept: a code without a list is of the one fit for the category."""
        if not code:
            return _text(system), None
        named = _text(system) or self._usual.get(USE_OF.get(category, "procedure"))
        try:
            listed = self._spelling.listed(str(named), str(code))
        except CodeUnknown:
            return named, str(code)
        return named, listed.code if listed else str(code)

    def wrong(self, system: Value, code: Value) -> Iterator[Wrong]:
        """What is wrong with a list and a code."""
        if system not in self._systems:
            yield Wrong("system", NO_SUCH_SYSTEM)
        elif not code:
            yield Wrong("code", cells.MISSING)
        else:
            try:
                self._spelling.listed(str(system), str(code))
            except CodeUnknown:
                yield Wrong("code", NO_SUCH_CODE)


class CodeBook(Book):
    """Services by local code, with the code each stands for today."""

    def __init__(self) -> None:
        self._codes = CodesInFiles()
        self._category: dict[str, str] = {}

    def key(self, said: State) -> str:
        return str(said["local_code"])

    def known(self, keys: Collection[str]) -> dict[str, Standing]:
        found = {}
        for service, system, code in self._rows(Service.local_code.in_(keys)):
            self._category[service.local_code] = service.category
            found[service.local_code] = Standing(service.id, _state(service, system, code))
        return found

    def merged(self, before: State | None, said: State) -> Mapping[str, Any]:
        """The names stand for reading."""
        if before is None:
            return {**said, "system": said.get("system"), "code": said.get("code")}
        after = {**before, **{key: value for key, value in said.items() if key not in NAMES}}
        category = self._category.get(str(before["local_code"]), "")
        after["system"], after["code"] = self._codes.whole(after["system"], after["code"], category)
        return after

    def judge(self, before: State | None, after: State) -> Iterable[Wrong]:
        if before is None:
            yield Wrong("local_code", NO_SUCH_SERVICE)
        else:
            yield from self._codes.wrong(after["system"], after["code"])

    def create(self, states: Sequence[State]) -> list[UUID]:  # noqa: ARG002
        raise InUse  # A list of codes makes no services: `judge` says so of every such row.

    def change(self, changes: Sequence[tuple[UUID, State, State]]) -> None:
        coding.map_all([
            Wish(identity, _text(after["system"]), _text(after["code"]))
            for identity, _before, after in changes
        ])  # fmt: skip

    def remove(self, identity: UUID) -> None:  # noqa: ARG002
        raise InUse

    def everything(self) -> Iterator[State]:
        for service, system, code in self._rows(Service.active):
            yield _state(service, system, code)

    def _rows(self, *where: Any) -> Iterable[Any]:
        query = (
            select(Service, CodeMap.system, CodeMap.code)
            .outerjoin(CodeMap, mapped_on(today()))
            .where(*where)
            .order_by(Service.local_code)
        )
        return db.session.execute(query)


def _state(service: Service, system: str | None, code: str | None) -> dict[str, Any]:
    return {
        "local_code": service.local_code, "name_en": service.name_en, "name_ar": service.name_ar,
        "system": system, "code": code,
    }  # fmt: skip


def _text(value: object) -> str | None:
    return str(value) if value else None


class CodeList(Kind):
    """Which code of the exchange each of our services stands for."""

    name = "codes"
    title = N_("Codes on the exchange")
    lead = N_("Which code each of our services stands for, from today on. A row is found by our own code.")  # fmt: skip
    permission = "contracts.write"
    columns = (
        Column(key="local_code", label=N_("Our code"), cell=cells.code(40), needed=True, names=(*CODE_NAMES, "internal code", "local", "الرمز الداخلي")),
        Column(key="name_en", label=N_("Name in English"), cell=cells.words(160), names=("name in english", "name en", "english name", "name", "service", "description", "الاسم بالإنجليزية")),
        Column(key="name_ar", label=N_("Name in Arabic"), cell=cells.words(160), names=("name in arabic", "name ar", "arabic name", "الاسم بالعربية", "الاسم", "الخدمة")),
        Column(key="system", label=N_("Code list"), cell=cells.code(40, upper=False), names=("code list", "code system", "system", "قائمة الرموز", "نظام الترميز")),
        Column(key="code", label=N_("Code on the exchange"), cell=cells.code(40, upper=False), names=("code on the exchange", "exchange code", "standard code", "payer code", "الرمز على المنصة", "الرمز المعتمد")),
    )  # fmt: skip

    def back(self, target_id: UUID | None) -> tuple[str, dict[str, Any]]:  # noqa: ARG002
        return "contracts.codes", {}

    def open(self, target_id: UUID | None) -> Book:  # noqa: ARG002
        return CodeBook()


CODES = CodeList()
