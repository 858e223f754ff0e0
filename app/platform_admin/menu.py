"""What stands at the side of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import lazy_gettext

from app.kernel.authz import Actor


@dataclass(frozen=True)
class Entry:
    """An entry of the menu; `both` are its names in both languages, for the palette."""

    label: Any
    endpoint: str
    permission: str
    icon: str
    key: str
    both: str


@dataclass(frozen=True)
class Link:
    """An entry as the page draws it, in the shape in which the tenants' menu is drawn too."""

    label: str
    url: str
    icon: str
    key: str
    words: str
    current: bool
    shortcut: str = ""


MENU = (
    Entry(
        lazy_gettext("Applications"), "platform_admin.applications", "desk.review", "clipboard-list", "a",
        "applications review الطلبات المراجعة",
    ),
    Entry(
        lazy_gettext("Tenants"), "platform_admin.index", "desk.view", "building-hospital", "t",
        "tenants clinics pharmacies المشتركون العيادات الصيدليات",
    ),
    Entry(
        lazy_gettext("Support access"), "platform_admin.looks", "desk.support", "eye", "s",
        "support access break-glass help الدعم الاطلاع المساعدة",
    ),
    Entry(
        lazy_gettext("Invoices and payments"), "platform_admin.invoices", "desk.money", "file-invoice", "i",
        "invoices ageing payments transfers الفواتير المدفوعات الحوالات",
    ),
    Entry(
        lazy_gettext("Import from the bank"), "platform_admin.import_bank", "desk.bill", "upload", "b",
        "bank statement import transfers csv كشف البنك استيراد الحوالات",
    ),
    Entry(
        lazy_gettext("Price list of plans"), "platform_admin.prices", "desk.money", "coins", "p",
        "plans prices tiers add-ons الخطط الأسعار",
    ),
    Entry(
        lazy_gettext("Revenue and usage"), "platform_admin.figures", "desk.money", "chart-bar", "r",
        "revenue usage churn plots الإيرادات الاستخدام",
    ),
    Entry(
        lazy_gettext("How insurers answer"), "platform_admin.health", "desk.view", "heartbeat", "n",
        "insurers payers health exchange شركات التأمين الاتصال",
    ),
    Entry(
        lazy_gettext("Incidents"), "platform_admin.incidents", "desk.view", "alert-triangle", "x",
        "incidents banner status outage الأعطال",
    ),
    Entry(
        lazy_gettext("Going live"), "platform_admin.live_requests", "desk.live", "plug-connected", "v",
        "going live practice requests الانتقال إلى العمل الفعلي التدريب",
    ),
    Entry(
        lazy_gettext("Who leaves"), "platform_admin.departures", "desk.departures", "logout", "d",
        "leaving deletion certificate المغادرة الحذف الشهادة",
    ),
    Entry(
        lazy_gettext("Unsent letters"), "platform_admin.mails", "desk.mail", "mail", "l",
        "letters mail outbox الرسائل البريد",
    ),
    Entry(
        lazy_gettext("Wall between tenants"), "platform_admin.walls", "desk.view", "shield-check", "w",
        "walls isolation check database الجدار العزل الفحص",
    ),
    Entry(
        lazy_gettext("Trail of the desk"), "platform_admin.trail", "desk.trail", "history", "h",
        "trail audit السجل",
    ),
)  # fmt: skip


# Pages that are reached through an entry of the menu.
BEHIND = {
    "platform_admin.mails": ("platform_admin.outbox",),
    "platform_admin.live_requests": ("platform_admin.live_request", "platform_admin.return_live_request"),
    "platform_admin.applications": (
        "platform_admin.application", "platform_admin.ask", "platform_admin.refuse", "platform_admin.practitioners",
    ),
    "platform_admin.index": (
        "platform_admin.tenant", "platform_admin.plan", "platform_admin.preview", "platform_admin.choose",
        "platform_admin.branches", "platform_admin.return_branches",
    ),
    "platform_admin.looks": ("platform_admin.assist", "platform_admin.ask_to_look", "platform_admin.begin_look"),
    "platform_admin.invoices": (
        "platform_admin.ageing", "platform_admin.invoice", "platform_admin.behind", "platform_admin.finalise", "platform_admin.credit",
        "platform_admin.transfers", "platform_admin.enter", "platform_admin.match", "platform_admin.take_off",
        "platform_admin.to_pay_out", "platform_admin.pay_out",
    ),
    "platform_admin.import_bank": ("platform_admin.bank_file",),
    "platform_admin.prices": (
        "platform_admin.add_plan", "platform_admin.price", "platform_admin.stop",
    ),
    "platform_admin.incidents": ("platform_admin.tell",),
    "platform_admin.departures": ("platform_admin.approve_deletion",),
    "platform_admin.trail": ("platform_admin.verify",),
}  # fmt: skip


def links(actor: Actor) -> tuple[Link, ...]:
    """The menu for this person of the operator."""
    return tuple(
        Link(
            label=str(entry.label),
            url=url_for(entry.endpoint),
            icon=entry.icon,
            key=entry.key,
            words=entry.both,
            current=request.endpoint in {entry.endpoint, *BEHIND.get(entry.endpoint, ())},
        )
        for entry in MENU
        if actor.can(entry.permission)
    )
