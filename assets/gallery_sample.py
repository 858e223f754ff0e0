# ruff: noqa: INP001 - a folder of sources and one script, not a package
"""Sample values for the gallery, in both languages; every person and number is invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from wtforms import (
    BooleanField,
    Form,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional

from app.kernel import clock

STATUSES = {
    "en": ("Draft", "Being judged", "Sent", "Accepted", "Partly accepted", "Sent back", "Denied"),
    "ar": ("مسودة", "قيد التقييم", "أُرسلت", "مقبولة", "مقبولة جزئيًا", "مُعادة", "مرفوضة"),
}
TEXT = {
    "claims": ("Claims", "المطالبات"), "lead": ("What left this desk, and what came back.", "ما خرج من هذا المكتب وما عاد إليه."),
    "new_visit": ("New visit", "زيارة جديدة"), "help": ("Help", "مساعدة"), "saved_notice": ("The claim was sent.", "أُرسلت المطالبة."),
    "covered": ("Covered", "مشمول"), "plan": ("Muscat Care Gold", "مسقط كير الذهبية"), "copay": ("Co-payment 10 %", "نسبة التحمّل 10 %"),
    "source": ("Asked by Maryam", "بحثت مريم"), "expected": ("Expected", "المتوقع"), "received": ("Received", "المستلم"),
    "at_stake": ("Taken back", "المسترد"), "hint": ("As on the card", "كما في البطاقة"), "add_line": ("Add another line", "إضافة بند آخر"),
    "line": ("Line", "بند"), "send": ("Check and send", "تحقّق وأرسل"), "keep": ("Keep as draft", "حفظ كمسودة"),
    "withdraw": ("Withdraw the claim", "سحب المطالبة"), "visit": ("Visit", "الزيارة"), "timeline": ("What happened", "ما حدث"),
    "tasks": ("Your tasks", "مهامك"), "sending": ("Sending 800 claims", "إرسال 800 مطالبة"),
    "rate": ("620 of 800 sent, 12 a second, 15 seconds left. You may close this page.", "أُرسل 620 من 800، بقي 15 ثانية. يمكنك إغلاق الصفحة."),
    "plots": ("Reports", "التقارير"), "by_day": ("Claims by day", "المطالبات حسب اليوم"), "reasons": ("Why claims were denied", "أسباب الرفض"),
    "empty": ("No claims yet", "لا مطالبات بعد"),
}  # fmt: skip


class DayField(StringField):
    """Stands in for the application's day field: three boxes."""

    @property
    def parts(self) -> dict[str, str]:
        return (
            {"day": "31", "month": "2", "year": "1990"}
            if self.errors
            else {"day": "", "month": "", "year": ""}
        )


class Line(Form):
    service = StringField("Service")
    quantity = IntegerField("Quantity")


def sample_form(lang: str) -> type[Form]:
    """A form with one field of each kind."""

    def say(english: str, arabic: str) -> str:
        return arabic if lang == "ar" else english

    class Sample(Form):
        q = StringField(say("Search", "بحث"))
        payer = SelectField(
            say("Insurer", "شركة التأمين"),
            choices=[
                ("1", say("Muscat Care", "مسقط كير")),
                ("2", say("Dhofar Shield", "درع ظفار")),
            ],
        )
        insurer = SelectField(
            say("Insurer", "شركة التأمين"),
            choices=[
                ("1", say("Muscat Care", "مسقط كير")),
                ("2", say("Dhofar Shield", "درع ظفار")),
            ],
        )
        name = StringField(say("Full name", "الاسم الكامل"))
        civil_id = StringField(say("Civil ID", "الرقم المدني"))
        born_on = DayField(say("Date of birth", "تاريخ الميلاد"))
        diagnosis = StringField(say("Diagnosis", "التشخيص"))
        fee = StringField(say("Fee", "الأجر"))
        kind = RadioField(
            say("Kind of visit", "نوع الزيارة"),
            choices=[("o", say("Outpatient", "عيادة خارجية")), ("e", say("Emergency", "طوارئ"))],
        )
        note = TextAreaField(say("Note", "ملاحظة"), [Optional()])
        agree = BooleanField(
            say("The patient agreed to share the record", "وافق المريض على مشاركة السجل")
        )

    return Sample


def sample(lang: str, state: str) -> dict[str, Any]:
    """Everything gallery.html asks for; state is '', 'error' or 'empty'."""
    words: dict[str, Any] = {name: pair[lang == "ar"] for name, pair in TEXT.items()}
    words["statuses"] = STATUSES[lang]
    form = sample_form(lang)(data={"civil_id": "12345678", "diagnosis": "J45.909", "fee": "12.500"})
    if state == "error":
        form.civil_id.errors = [_("There is a problem") + ": 1234"]
        form.born_on.errors = [_("There is a problem") + ": 31"]
        form.diagnosis.errors = [_("There is a problem") + ": J45"]
    return {"words": words, "form": form, **_rows(lang, state), **_visit(lang, words)}


def _rows(lang: str, state: str) -> dict[str, Any]:
    people = (
        ("سالم بن ناصر الهنائي", "Salim bin Nasser Al Hinai"),
        ("فاطمة بنت علي", "Fatma bint Ali"),
        ("عبد الله الرواحي", "Abdullah Al Rawahi"),
    )
    tones = ("success", "returned", "danger", "waiting")
    rows = [
        {"number": f"INV-2026-{n:06}", "arabic": people[n % 3][0], "latin": people[n % 3][1], "day": date(2026, 11, 22) - timedelta(days=n),
         "tone": tones[n % 4], "tone_index": (3, 5, 6, 2)[n % 4], "net": Decimal("1234.500") / (n + 1)}
        for n in range(0 if state == "empty" else 6)
    ]  # fmt: skip
    heads = (
        ("Tick", "Number", "Patient", "Day", "Status", "Net")
        if lang == "en"
        else ("تحديد", "الرقم", "المريض", "اليوم", "الحالة", "الصافي")
    )
    columns: list[dict[str, Any]] = [{"label": head} for head in heads]
    columns[0]["hidden"] = True
    columns[3] |= {"sort_url": "?by=day", "sorted": "descending"}
    columns[5] |= {"numeric": True, "sort_url": "?by=net"}
    return {
        "rows": rows,
        "columns": columns,
        "lines": [Line(prefix="line-0-"), Line(prefix="line-1-")],
        "blank": Line(prefix="line-__index__-"),
    }


def _visit(lang: str, words: Mapping[str, Any]) -> dict[str, Any]:
    now = clock.now()
    days = (
        ("Sat", "السبت", 12),
        ("Sun", "الأحد", 31),
        ("Mon", "الاثنين", 28),
        ("Tue", "الثلاثاء", 35),
        ("Wed", "الأربعاء", 22),
        ("Thu", "الخميس", 9),
    )
    sentence = (
        "The quantity is above the usual for this service."
        if lang == "en"
        else "الكمية أعلى من المعتاد لهذه الخدمة."
    )
    fix = "Lower it, or attach the report." if lang == "en" else "خفّضها أو أرفق التقرير."
    return {
        "findings": [{"severity": s, "code": f"CHK-{n}", "sentence": sentence, "fix": fix, "at_stake": Decimal("42.500") if n < 20 else None, "field_id": "diagnosis"} for s, n in (("red", 12), ("amber", 18), ("blue", 44))],
        "favourites": [{"value": c, "text": c} for c in ("J45.909", "J06.9", "E11.9", "I10")],
        "facts": [{"label": words["expected"], "value": words["plan"], "change_url": "#"}, {"label": words["visit"], "value": None}, {"label": words["source"], "value": words["copay"]}],
        "events": [{"at": now - timedelta(minutes=5 * n), "title": STATUSES[lang][i], "detail": words["lead"] if n else None, "tone": t, "actor": "Maryam" if n == 2 else None} for n, (i, t) in enumerate(((3, "success"), (2, "waiting"), (0, "neutral")))],
        "tasks": [{"label": words["visit"], "url": "#", "status": STATUSES[lang][3], "tone": "success"}, {"label": words["plots"], "url": None, "status": STATUSES[lang][0], "tone": "neutral"}],
        "tab_items": [{"label": label, "url": f"#t{n}", "count": 4 * n, "current": n == 1} for n, label in enumerate(STATUSES[lang])],
        "points": [{"label": ar if lang == "ar" else en, "value": value} for en, ar, value in days],
        "reasons": [{"label": STATUSES[lang][n], "value": 40 - 9 * n} for n in range(4)],
        "day": date(2027, 3, 1), "checked_at": now - timedelta(minutes=3),
        "money": {"expected": Decimal("18450.250"), "received": Decimal(12300), "negative": Decimal("-310.750")},
    }  # fmt: skip
