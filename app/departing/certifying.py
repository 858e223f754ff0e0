"""The certificate of a deletion: its facts with their hash, the letter, and the paper in both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from flask_babel import force_locale
from sqlalchemy import func, select

from app.audit.models import AuditHead
from app.departing import addresses
from app.departing.catalogue import names, tenant_tables
from app.departing.kept import KEPT
from app.departing.models import Departure, DepartureApproval
from app.kernel import pdf
from app.kernel.clock import muscat_day
from app.kernel.db import db
from app.kernel.pagewords import BABEL_LOCALES
from app.kernel.words import N_, Bilingual
from app.mail import letters
from app.mail import service as mailing
from app.plans.last_papers import last_papers
from app.plans.printing import both
from app.tenants.models import TenantKey
from app.tenants.queries import tenant
from app.tenants.scope import current_tenant_id

SUBJECT = N_("Certificate of deletion")
LABELS = {
    "title": SUBJECT,
    "of": N_("Clinic or pharmacy"),
    "number": N_("Certificate"),
    "asked": N_("Leaving asked for on"),
    "approved": N_("Approved by"),
    "deleted": N_("Deleted on"),
    "destroyed": N_("Keys destroyed on"),
    "destroyed_words": N_("What was sealed under these keys can be read no more, in backups neither: they hold no keys. Every copy of the keys kept apart from them is gone within seven days."),
    "removed": N_("Removed"),
    "kept": N_("Kept, and why"),
    "table": N_("Table"),
    "rows": N_("Rows"),
    "why": N_("Reason"),
    "sum": N_("Together"),
    "head": N_("End of the audit trail: event and hash"),
    "hash": N_("SHA-256 of the facts of this certificate"),
}  # fmt: skip


def facts(one: Departure, at: datetime) -> dict[str, Any]:
    """What is certified, as JSON; its hash is of everything else in it."""
    own, head = tenant(), db.session.get(AuditHead, current_tenant_id())
    hands = select(DepartureApproval).order_by(DepartureApproval.at)
    told: dict[str, Any] = {
        "certificate": str(one.id),
        "tenant": str(one.tenant_id),
        "name_en": own.name_en,
        "name_ar": own.name_ar,
        "asked_at": one.asked_at.isoformat(),
        "delete_after": one.delete_after.isoformat(),
        "approved_by": [
            {"name_en": hand.name_en, "name_ar": hand.name_ar, "at": hand.at.isoformat()}
            for hand in db.session.scalars(hands)
        ],
        "deleted_at": at.isoformat(),
        "keys_destroyed_at": _keys_destroyed(),
        "removed": dict(sorted(one.removed.items())),
        "kept": _kept(),
        "audit_end": {"seq": head.seq, "hash": head.hash} if head else None,
    }
    return {**told, "sha256": hash_of(told)}


def hash_of(told: Mapping[str, Any]) -> str:
    """SHA-256 over canonical JSON: sorted keys, no spaces."""
    plain = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(plain.encode()).hexdigest()


def mail(one: Departure, told: Mapping[str, Any]) -> None:
    """The certificate and the last invoices in words to everybody who owned the tenant; none where no letter leaves."""
    if one.letter_sealed is None or not mailing.can_send():
        return
    for address, language in addresses.opened(one.id, one.letter_sealed):
        letters.write(
            "departure", SUBJECT, "departing/letters/certificate.txt", to=address, language=language,
            told=told, rows=sum(told["removed"].values()), tables=len(told["removed"]),
            reasons=sorted(set(KEPT.values())), papers=last_papers(one.approved_at or one.asked_at),
        )  # fmt: skip


def printed(told: Mapping[str, Any]) -> bytes:
    """The certificate as PDF in both languages. Raises PdfUnavailable."""
    titles = names()
    with force_locale(BABEL_LOCALES["en"]):
        return pdf.render(
            "print/departing/certificate.html",
            said=told,
            labels={name: both(words) for name, words in LABELS.items()},
            days={
                name: _day(told[name]) for name in ("asked_at", "deleted_at", "keys_destroyed_at")
            },
            removed=[
                (Bilingual(*titles.get(name, (name, name))), rows)
                for name, rows in told["removed"].items()
                if rows
            ],
            kept=[
                (Bilingual(*titles.get(name, (name, name))), rows, both(KEPT[name]))
                for name, rows in told["kept"].items()
            ],
            together=sum(told["removed"].values()),
        )


def _kept() -> dict[str, int]:
    tables = {table.name: table for table in tenant_tables()}
    mine = current_tenant_id()
    counts = {}
    for name in KEPT:
        table = tables[name]
        query = select(func.count()).select_from(table).where(table.c.tenant_id == mine)
        counts[name] = db.session.scalar(query) or 0
    return counts


def _keys_destroyed() -> str | None:
    last = db.session.scalar(select(func.max(TenantKey.destroyed_at)))
    return last.isoformat() if last else None


def _day(text: str | None) -> date | None:
    return muscat_day(datetime.fromisoformat(text)) if text else None
