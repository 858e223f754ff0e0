"""What two visits say differently, and a template put into the rows of an entry page. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

from app.kernel.typed_rows import Typed

# How a claim differs from another one.
PRINCIPAL_CHANGED, DIAGNOSIS_ADDED, DIAGNOSIS_LEFT_OUT = "principal", "diagnosis_added", "diagnosis_left_out"  # fmt: skip
LINE_ADDED, LINE_LEFT_OUT, QUANTITY, PRICE = "line_added", "line_left_out", "quantity", "price"
# What is no longer as it was at the last visit.
NOT_IN_CONTRACT, SERVICE_GONE, CODE_RETIRED = "not_in_contract", "service_gone", "code_retired"
POLICY_CHANGED, PRACTITIONER_GONE = "policy_changed", "practitioner_gone"


@dataclass(frozen=True, kw_only=True)
class LineSaid:
    """A line: local code, quantity, unit price in rials."""

    code: str
    quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, kw_only=True)
class VisitSaid:
    """What a claim says of a visit; the principal diagnosis comes first."""

    diagnoses: tuple[str, ...] = ()
    lines: tuple[LineSaid, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that differs: `theirs` and `ours` are what stood and what stands, None for nothing."""

    kind: str
    code: str
    theirs: Decimal | str | None = None
    ours: Decimal | str | None = None


@dataclass(frozen=True, kw_only=True)
class Present:
    """What holds today for the codes of an earlier visit; `prices` are those of today's list."""

    prices: Mapping[str, Decimal]
    on_file: frozenset[str]
    valid_codes: frozenset[str]
    same_policy: bool = True
    practitioner_works: bool = True


def differences(ours: VisitSaid, theirs: VisitSaid) -> tuple[Difference, ...]:
    """What our claim says differently from theirs: diagnoses first, then lines by code."""
    return (*_of_diagnoses(ours.diagnoses, theirs.diagnoses), *_of_lines(ours.lines, theirs.lines))


def _of_diagnoses(ours: Sequence[str], theirs: Sequence[str]) -> list[Difference]:
    found = []
    if ours and theirs and ours[0] != theirs[0]:
        found.append(Difference(kind=PRINCIPAL_CHANGED, code=ours[0], theirs=theirs[0], ours=ours[0]))  # fmt: skip
    told = {ours[0], theirs[0]} if found else set()
    rest = dict.fromkeys(code for code in (*ours, *theirs) if code not in told)
    for code in rest:
        if code not in theirs:
            found.append(Difference(kind=DIAGNOSIS_ADDED, code=code, ours=code))
        elif code not in ours:
            found.append(Difference(kind=DIAGNOSIS_LEFT_OUT, code=code, theirs=code))
    return found


def _of_lines(ours: Sequence[LineSaid], theirs: Sequence[LineSaid]) -> list[Difference]:
    found: list[Difference] = []
    for code in dict.fromkeys(line.code for line in (*ours, *theirs)):
        pairs = zip_longest(
            [line for line in ours if line.code == code],
            [line for line in theirs if line.code == code],
        )
        for mine, other in pairs:
            found += _of_pair(code, mine, other)
    return found


def _of_pair(code: str, mine: LineSaid | None, other: LineSaid | None) -> list[Difference]:
    if mine is None or other is None:
        return [
            Difference(kind=LINE_ADDED, code=code, ours=mine.quantity)
            if mine
            else Difference(kind=LINE_LEFT_OUT, code=code, theirs=other.quantity if other else None)
        ]
    values = (
        (QUANTITY, other.quantity, mine.quantity),
        (PRICE, other.unit_price, mine.unit_price),
    )
    return [
        Difference(kind=kind, code=code, theirs=before, ours=after)
        for kind, before, after in values
        if before != after
    ]


def since(last: VisitSaid, present: Present) -> tuple[Difference, ...]:
    """What of the last visit no longer holds today."""
    found = [
        Difference(kind=CODE_RETIRED, code=code, theirs=code)
        for code in last.diagnoses
        if code not in present.valid_codes
    ]
    for line in {line.code: line for line in last.lines}.values():
        found += _since_line(line, present)
    if not present.same_policy:
        found.append(Difference(kind=POLICY_CHANGED, code=""))
    if not present.practitioner_works:
        found.append(Difference(kind=PRACTITIONER_GONE, code=""))
    return tuple(found)


def _since_line(line: LineSaid, present: Present) -> list[Difference]:
    if line.code not in present.on_file:
        return [Difference(kind=SERVICE_GONE, code=line.code)]
    price = present.prices.get(line.code)
    if price is None:
        return [Difference(kind=NOT_IN_CONTRACT, code=line.code, theirs=line.unit_price)]
    if price != line.unit_price:
        return [Difference(kind=PRICE, code=line.code, theirs=line.unit_price, ours=price)]
    return []


@dataclass(frozen=True)
class Filled:
    """An entry page with a template in it: what is typed now, and the codes that were put in."""

    typed: Typed
    diagnoses: tuple[str, ...]
    services: tuple[str, ...]


_ROW = re.compile(r"(diagnoses|lines)-(\d+)-(\w+)")
Row = dict[str, str]


def fill(
    typed: Typed, diagnoses: Sequence[str], lines: Sequence[tuple[str, Decimal]]
) -> Filled:  # fmt: skip
    """The template's rows in the place of empty ones, then below; nothing typed is touched.

    A code that stands there already is not put in again.
    """
    others = [pair for pair in typed if not _ROW.fullmatch(pair[0])]
    codes = _rows(typed, "diagnoses")
    services = _rows(typed, "lines")
    new_codes = _put(codes, "code", [{"code": code} for code in diagnoses])
    new_services = _put(
        services, "service",
        [{"service": code, "quantity": f"{quantity.normalize():f}", "pointers": "1"} for code, quantity in lines],
    )  # fmt: skip
    pairs = [*others, *_pairs("diagnoses", codes), *_pairs("lines", services)]
    return Filled(pairs, new_codes, new_services)


def _rows(typed: Typed, name: str) -> list[Row]:
    found: dict[int, Row] = {}
    for box, value in typed:
        if (match := _ROW.fullmatch(box)) and match[1] == name:
            found.setdefault(int(match[2]), {})[match[3]] = value
    return [found[index] for index in sorted(found)]


def _put(rows: list[Row], box: str, new: Iterable[Row]) -> tuple[str, ...]:
    there = {row.get(box, "").strip().upper() for row in rows}
    wanted = [row for row in new if row[box].upper() not in there]
    blank = [row for row in rows if not _is_used(row, box)]
    for row, values in zip_longest(blank[: len(wanted)], wanted):
        if row is None:
            rows.append(dict(values))
        else:
            row.update(values)
    return tuple(row[box] for row in wanted)


def _is_used(row: Row, box: str) -> bool:
    return any(row.get(name, "").strip() for name in (box, "pick", "unit_price"))


def _pairs(name: str, rows: list[Row]) -> Typed:
    return [
        (f"{name}-{index}-{box}", value)
        for index, row in enumerate(rows)
        for box, value in row.items()
    ]
