"""The invoice on paper, from its frozen document alone: English and Arabic side by side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import force_locale, gettext

from app.kernel import pdf
from app.kernel.pagewords import BABEL_LOCALES
from app.kernel.words import N_, Bilingual
from app.plans import wording
from app.plans.documents import CREDIT_NOTE, INVOICE, TYPE_CODES

KIND_OF = {code: kind for kind, code in TYPE_CODES.items()}
LABELS = {
    "number": N_("Number"),
    "issued": N_("Issued on"),
    "due": N_("To be paid by"),
    "month": N_("Month"),
    "seller": N_("Seller"),
    "buyer": N_("Buyer"),
    "vatin": N_("VAT number"),
    "registration": N_("Registration"),
    "corrects": N_("Corrects invoice"),
    "reason": N_("Reason"),
    "description": N_("Description"),
    "days": N_("Days"),
    "quantity": N_("Quantity"),
    "price": N_("Price"),
    "net": N_("Net"),
    "vat": N_("VAT"),
    "total_net": N_("Sum before VAT"),
    "total_vat": N_("Sum of VAT"),
    "payable": N_("To be paid, OMR"),
    "given_back": N_("Amount to give back, OMR"),
    "bank": N_("Pay to"),
    "rounding": N_("Every line is rounded once, half up to the baisa; VAT is 5 per cent of the rounded line."),
}  # fmt: skip


def printed(document: Mapping[str, Any]) -> bytes:
    """The PDF of a frozen document. Raises PdfUnavailable."""
    kind = KIND_OF[document["type_code"]]
    with force_locale(BABEL_LOCALES["en"]):
        return pdf.render(
            "print/plans/invoice.html",
            said=document,
            title=both(wording.INVOICE_KINDS[kind]),
            labels={name: both(words) for name, words in LABELS.items()},
            lines=[_line(one) for one in document["lines"]],
            days={name: _day(document[name]) for name in ("issue_date", "due_date", "month")},
            totals={name: Decimal(amount) for name, amount in document["totals"].items()},
            is_credit=kind == CREDIT_NOTE,
            is_invoice=kind == INVOICE,
        )


def both(msgid: str) -> Bilingual:
    """A sentence in both languages."""
    found = {}
    for language, locale in BABEL_LOCALES.items():
        with force_locale(locale):
            found[language] = gettext(msgid)
    return Bilingual(found["en"], found["ar"])


def _line(one: Mapping[str, Any]) -> dict[str, Any]:
    item, reason = both(wording.ITEMS[one["item"]]), both(wording.REASONS[one["reason"]])
    return {
        "words": Bilingual(
            _joined(one["plan_en"], item.en, reason.en),
            _joined(one["plan_ar"], item.ar, reason.ar),
        ),
        "quantity": one["quantity"],
        "days": one["days"],
        "first": date.fromisoformat(one["first"]),
        "last": date.fromisoformat(one["last"]),
        **{name: Decimal(one[name]) for name in ("unit_price", "net", "vat")},
    }


def _joined(plan: str, item: str, reason: str) -> str:
    return f"{plan} · {item} ({reason})" if plan else f"{item} ({reason})"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
