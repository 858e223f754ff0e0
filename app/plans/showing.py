"""What the pages show: plans by name, lines in words, the running month."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from app.audit.people import everybody
from app.kernel.clock import today
from app.kernel.pagewords import language
from app.kernel.words import Bilingual
from app.plans import books, meter, quoting, wording
from app.plans.accounts import Account, Change, Terms, planned
from app.plans.forms import ChangeForm
from app.plans.invoicing import Line, Sums, lines_of, sums
from app.plans.meter import Meter
from app.plans.preview import Applied
from app.plans.pricing import ADD_ON, Catalogue
from app.plans.proration import Month
from app.plans.quoting import Quote

NO_TERMS = Terms()
To = Callable[[int, UUID | None], str]


@dataclass(frozen=True)
class Overview:
    """The plan in force, what waits, and what the month has come to."""

    name: str
    kind: str
    terms: Terms
    waiting: Change | None
    waiting_name: str
    price: Quote | None
    meter: Meter
    seats: int
    trial_left: int | None
    lines: list[dict[str, Any]]
    sums: Sums


def plan_name(code: str | None) -> str:
    """A plan in the page's language; without one, that there is none."""
    known = books.names().get(code or "")
    return known.name.in_language(language()) if known else _("No plan")


def overview(account: Account, to: To | None = None) -> Overview:
    """Everything of the first page; `to` says where the list behind a line of the running month is."""
    catalogue, day = books.catalogue(), today()
    terms, waiting = account.terms_on(day), planned(account, day)
    plan = catalogue.plan(terms.plan) if terms.plan else None
    running = _running(catalogue, account)
    return Overview(
        name=plan_name(terms.plan),
        kind=_(wording.KINDS[plan.kind]) if plan else "",
        terms=terms,
        waiting=waiting,
        waiting_name=plan_name(waiting.terms.plan) if waiting else "",
        price=quoting.quote(plan, day) if plan and quoting.has_price(plan, day) else None,
        meter=meter.read(account, plan.claims_limit if plan else None, day),
        seats=account.seats_on(day),
        trial_left=_trial_left(account),
        lines=in_words(running, to=to),
        sums=sums(running),
    )


def _running(catalogue: Catalogue, account: Account) -> tuple[Line, ...]:
    """The draft of the present month as it stands now."""
    return lines_of(catalogue, account, Month.of(today()))


def _trial_left(account: Account) -> int | None:
    left = account.trial_claims - sum(account.usage.values())
    return left if account.trial_claims and left > 0 else None


def in_words(
    lines: Iterable[Line], ids: Iterable[UUID] = (), *, to: To | None = None
) -> list[dict[str, Any]]:
    """Lines as a table shows them; `to` says where the list behind each is, by its position and its id."""
    known, names = list(ids), books.names()
    found = []
    for at, line in enumerate(lines):
        identity = known[at] if at < len(known) else None
        url = to(at, identity) if to else None
        found.append({"line": line, "words": _words(line, names), "id": identity, "url": url})
    return found


def _words(line: Line, names: dict[str, books.OnSale]) -> str:
    plan = names.get(line.plan)
    item = _(wording.ITEMS[line.item])
    named = f"{plan.name.in_language(language())} · {item}" if plan else item
    return f"{named} ({_(wording.REASONS[line.reason])})"


def previewed(shown: Applied | None) -> dict[str, list[dict[str, Any]]]:
    """The lines of a change and the prices of what was chosen, as its page shows them; none where it was refused."""
    return {
        "chosen": _chosen(shown) if shown else [],
        "lines": in_words(shown.lines) if shown else [],
        "next_fees": in_words(shown.next_fees) if shown else [],
        "falls_away": in_words(shown.falls_away) if shown else [],
    }


def offer(form: ChangeForm, held: Terms = NO_TERMS) -> None:
    """Put what can be chosen into a form with its prices, in the page's language; what is held stays offered."""
    rows = priced({held.plan or "", *held.add_ons})
    named = [(row["one"], f"{row['name']}: {quoting.line(row['quote'])}") for row in rows]
    form.offer(
        [(one.code, words) for one, words in named if one.kind != ADD_ON],
        [(one.code, words) for one, words in named if one.kind == ADD_ON],
    )


def priced(held: Collection[str] = ()) -> list[dict[str, Any]]:
    """What is on sale today, and what is held though it is sold no more: names, kinds and prices."""
    sold = books.on_sale()
    return _priced([code for code in books.names() if code in sold or code in held], today())


def _chosen(shown: Applied) -> list[dict[str, Any]]:
    terms = shown.change.terms
    wanted = {terms.plan, *terms.add_ons}
    return _priced([code for code in books.names() if code in wanted], shown.change.on)


def _priced(codes: list[str], day: date) -> list[dict[str, Any]]:
    names, found = books.names(), quoting.quotes(books.catalogue(), codes, day)
    return [
        {
            "one": names[code],
            "name": names[code].name.in_language(language()),
            "kind": _(wording.KINDS[names[code].kind]),
            "quote": found[code],
        }
        for code in codes
        if code in found
    ]


@dataclass(frozen=True)
class Sitting:
    """A person who counts for the bill."""

    name: Bilingual
    joined_on: Any
    left_on: Any


def sitting(rows: Iterable[Any]) -> list[Sitting]:
    """Seats with names; somebody unknown stays without one."""
    known = {one.user_id: Bilingual(one.english, one.arabic) for one in everybody()}
    nobody = Bilingual("", "")
    return [Sitting(known.get(row.user_id, nobody), row.joined_on, row.left_on) for row in rows]


def month_cost(account: Account, month: Month) -> Decimal:
    """What a past month came to, before VAT: its changes and claims, and its fees paid ahead."""
    catalogue = books.catalogue()
    own = [line for line in lines_of(catalogue, account, month) if line.reason != "ahead"]
    fees = [line for line in lines_of(catalogue, account, month.before) if line.reason == "ahead"]
    return sums([*own, *fees]).net
