"""What a simulation found, in words."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from app.claims.rulebook.models import RuleProposal, Simulation
from app.claims.rulebook.recent import DAYS
from app.kernel import pagewords


def findings(row: Simulation) -> list[Markup]:
    """Sentence by sentence: how many, how many of those refused, how many stopped for nothing."""
    found = row.result or {}
    said = [_looked(found["looked"]), _touched(row, found["touched"])]
    if found["touched"]:
        said.append(_refused(found["refused"], found["touched"], Decimal(found["amount"])))
        said.append(_paid(found["paid"]))
    if found["undecided"]:
        said.append(_undecided(found["undecided"]))
    if row.kind == "setting":
        said.append(_before(found["before"]))
    return said


def _counted(sentence: str, count: int) -> Markup:
    # The sentence is the house's own; the number is drawn by us.
    return Markup(sentence) % {"count": pagewords.number(count), "days": pagewords.number(DAYS)}  # noqa: S704


def _looked(count: int) -> Markup:
    return _counted(
        ngettext(
            "Of the last %(days)s days, %(count)s claim that left was looked at.",
            "Of the last %(days)s days, %(count)s claims that left were looked at.",
            count, count="%(count)s", days="%(days)s",
        ), count,
    )  # fmt: skip


def _touched(row: Simulation, count: int) -> Markup:
    action = row.subject.get("action")
    if action == "hold":
        words = ngettext(
            "The rule would have held %(count)s claim.", "The rule would have held %(count)s claims.",
            count, count="%(count)s",
        )  # fmt: skip
    elif action == "warn":
        words = ngettext(
            "The rule would have warned of %(count)s claim.", "The rule would have warned of %(count)s claims.",
            count, count="%(count)s",
        )  # fmt: skip
    elif action == "set":
        words = ngettext(
            "The rule would have fitted %(count)s claim.", "The rule would have fitted %(count)s claims.",
            count, count="%(count)s",
        )  # fmt: skip
    else:
        words = ngettext(
            "With this setting the check would have spoken of %(count)s claim.",
            "With this setting the check would have spoken of %(count)s claims.",
            count, count="%(count)s",
        )  # fmt: skip
    return _counted(words, count)


def _refused(count: int, touched: int, amount: Decimal) -> Markup:
    words = ngettext(
        "%(count)s of them was refused, in whole or in part (%(percent)s): %(amount)s not paid.",
        "%(count)s of them were refused, in whole or in part (%(percent)s): %(amount)s not paid.",
        count, count="%(count)s", percent="%(percent)s", amount="%(amount)s",
    )  # fmt: skip
    return Markup(words) % {  # noqa: S704
        "count": pagewords.number(count),
        "percent": pagewords.isolate(f"{100 * count / touched:.0f}%"),
        "amount": pagewords.money(amount),
    }


def _paid(count: int) -> Markup:
    return _counted(
        ngettext(
            "%(count)s of them was paid in full: stopping it would have been work for nothing.",
            "%(count)s of them were paid in full: stopping them would have been work for nothing.",
            count, count="%(count)s",
        ), count,
    )  # fmt: skip


def _undecided(count: int) -> Markup:
    return _counted(
        ngettext(
            "On %(count)s of them nobody has decided yet.", "On %(count)s of them nobody has decided yet.",
            count, count="%(count)s",
        ), count,
    )  # fmt: skip


def _before(count: int) -> Markup:
    return _counted(
        ngettext(
            "As it is set now, it would have spoken of %(count)s claim.",
            "As it is set now, it would have spoken of %(count)s claims.",
            count, count="%(count)s",
        ), count,
    )  # fmt: skip


def backtest(proposal: RuleProposal) -> dict[str, Markup]:
    """What a proposal rests on, in words: its lines, the claims it would have touched, how far above the usual."""
    tested = proposal.backtest
    return {
        "lines": _numbers(
            _("%(support)s of %(matched)s lines that fit were refused for it (%(percent)s)."),
            support=proposal.support, matched=proposal.matched, percent=f"{100 * proposal.precision:.0f}%",
        ),
        "claims": _numbers(
            _("On claims: it would have touched %(touched)s, of which %(refused)s were refused."),
            touched=tested["touched"], refused=tested["refused"],
        ),
        "lift": _numbers(_("That is %(lift)s times as often as usual."), lift=f"{proposal.lift:.1f}"),
    }  # fmt: skip


def _numbers(sentence: str, **values: object) -> Markup:
    shown = {name: pagewords.isolate(str(value)) for name, value in values.items()}
    return Markup(sentence) % shown  # noqa: S704 - our own words; the values are isolated
