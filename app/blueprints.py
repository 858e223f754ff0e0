"""The one list of doors: which package answers under which address, and what stands in the menu."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

from flask import Flask, request, url_for
from flask_babel import lazy_gettext, lazy_pgettext

from app.kernel.authz import Actor
from app.kernel.pagewords import language

DOORS = {
    "home": "/",
    "practice": "/practice",
    "access": "/",
    "onboarding": "/apply",
    "mail": "/mail",
    "eligibility": "/eligibility",
    "patients": "/patients",
    "claims": "/claims",
    "documents": "/documents",
    "claims.rulebook": "/claims/rules",
    "claims.habits": "/claims/habits",
    "pharmacy.counter": "/pharmacy",
    "prescribing": "/prescriptions",
    "batches": "/batches",
    "conversations": "/conversations",
    "remittances": "/payments",
    "approvals": "/approvals",
    "worklist": "/worklist",
    "disputes": "/disputes",
    "exchange": "/exchange",
    "reports": "/reports",
    "pharmacy.medicines": "/pharmacy/medicines",
    "pharmacy.stock": "/pharmacy/stock",
    "contracts": "/contracts",
    "practitioners": "/practitioners",
    "imports": "/imports",
    "reference": "/reference",
    "plans": "/plan",
    "tenants": "/settings",
    "departing": "/leaving",
    "support": "/support",
    "audit": "/audit",
    "incidents": "/status",
    "platform_admin": "/desk",
}


EVERY_KIND = frozenset({"clinic", "medical_center", "polyclinic", "pharmacy"})
# A clinic has no counter of its own; larger houses may have one inside.
WITH_COUNTER = EVERY_KIND - {"clinic"}


@dataclass(frozen=True)
class MenuItem:
    """An entry of the side navigation; `both` are its names in both languages, for the palette.

    `kinds`: the houses that have it. `leads_in`: the kind of house where it stands before all others.
    `unless`: who may do this needs no such entry.
    """

    label: Any
    endpoint: str
    permission: str
    icon: str
    key: str
    both: str
    shortcut: str = ""
    kinds: frozenset[str] = EVERY_KIND
    leads_in: str = ""
    unless: str = ""

    def is_for(self, permissions: frozenset[str], kind: str) -> bool:
        """Whether somebody of these permissions finds it in a house of this kind."""
        return (
            kind in self.kinds and self.permission in permissions and self.unless not in permissions
        )


MENU = (
    MenuItem(
        lazy_gettext("Needs you"),
        "home.index",
        "home.view",
        "inbox",
        "q",
        "needs you home يحتاج إليك الرئيسية",
    ),
    MenuItem(
        lazy_gettext("Eligibility"),
        "eligibility.desk",
        "eligibility.ask",
        "shield-check",
        "e",
        "eligibility cover التغطية الأهلية",
        "e",
    ),
    MenuItem(
        lazy_gettext("Patients"),
        "patients.index",
        "patients.view",
        "users",
        "p",
        "patients المرضى مريض",
    ),
    MenuItem(
        lazy_gettext("Claims"),
        "claims.index",
        "claims.view",
        "file-invoice",
        "c",
        "claims مطالبة المطالبات",
    ),
    MenuItem(
        lazy_gettext("Approvals"),
        "approvals.index",
        "approvals.view",
        "clipboard-check",
        "a",
        "approvals prior authorization موافقة الموافقات",
    ),
    MenuItem(
        lazy_gettext("Prescriptions"),
        "prescribing.index",
        "prescribing.view",
        "prescription",
        "w",
        "prescriptions written for patients الوصفات وصفة",
        kinds=EVERY_KIND - {"pharmacy"},
    ),
    MenuItem(
        lazy_pgettext("menu", "Pharmacy"),
        "pharmacy.index",
        "pharmacy.dispense",
        "pill",
        "f",
        "pharmacy counter prescriptions الصيدلية الوصفات صرف",
        kinds=WITH_COUNTER,
        leads_in="pharmacy",
    ),
    MenuItem(
        lazy_pgettext("menu", "Pharmacy"),
        "pharmacy.prescriptions",
        "pharmacy.view",
        "pill",
        "f",
        "pharmacy prescriptions stock الصيدلية الوصفات المخزون",
        kinds=WITH_COUNTER,
        leads_in="pharmacy",
        unless="pharmacy.dispense",
    ),
    MenuItem(
        lazy_gettext("Batches"),
        "batches.index",
        "claims.batch",
        "files",
        "b",
        "batches month end الدفعات دفعة نهاية الشهر",
    ),
    MenuItem(
        lazy_gettext("Corrections and complaints"),
        "disputes.index",
        "disputes.view",
        "scale",
        "d",
        "corrections complaints disputes التصحيحات التظلّمات",
    ),
    MenuItem(
        lazy_gettext("Payments"),
        "remittances.index",
        "payments.view",
        "cash",
        "m",
        "payments remittances receipts bank المدفوعات الدفعات الإيصالات",
    ),
    MenuItem(
        lazy_gettext("Reports"),
        "reports.index",
        "reports.view",
        "chart-bar",
        "r",
        "reports figures التقارير تقرير",
    ),
    MenuItem(
        lazy_gettext("Exchange"),
        "exchange.index",
        "exchange.view",
        "plug-connected",
        "x",
        "exchange messages المنصة الرسائل",
    ),
    MenuItem(
        lazy_gettext("Settings"),
        "tenants.index",
        "tenants.view",
        "settings",
        "s",
        "settings الإعدادات",
    ),
)


def register(app: Flask) -> None:
    """Hang every door."""
    for package, prefix in DOORS.items():
        views = import_module(f"app.{package}.views")
        import_module(f"app.{package}.permissions")
        app.register_blueprint(views.blueprint, url_prefix=None if prefix == "/" else prefix)


# Doors behind the counter, and the entry that they belong to.
_SHELVES = {"medicines": "pharmacy", "stock": "pharmacy"}


@dataclass(frozen=True)
class MenuLink:
    """An entry of the menu as the page draws it; nothing of a person may stand here: it is drawn once for many."""

    label: str
    url: str
    icon: str
    key: str
    words: str
    shortcut: str
    current: bool


def navigation(actor: Actor) -> tuple[MenuLink, ...]:
    """The menu for this person, in the order of a day."""
    door = (request.endpoint or "").partition(".")[0]
    here = _SHELVES.get(door, door)
    return _menu(actor.permissions, actor.tenant_kind, here, language(), request.script_root)


@lru_cache(maxsize=512)
def _menu(
    permissions: frozenset[str], kind: str, here: str, _language: str, _root: str
) -> tuple[MenuLink, ...]:
    """The same for everybody who may do the same in a house of the same kind."""
    known = [item for item in MENU if item.is_for(permissions, kind)]
    return tuple(
        MenuLink(
            label=str(item.label),
            url=url_for(item.endpoint),
            icon=item.icon,
            key=item.key,
            words=item.both,
            shortcut=item.shortcut,
            current=item.endpoint.partition(".")[0] == here,
        )
        for item in sorted(known, key=lambda item: item.leads_in != kind)
    )
