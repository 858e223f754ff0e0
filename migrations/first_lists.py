"""The first editions of dated lists, as a migration puts them in; later ones are imported."""

from __future__ import annotations

from datetime import date

SINCE = date(2025, 4, 28)

# entity, branches from, branches to, own systems, outcome: FSA's table of authorised integration types. What fits no row goes to a person.
INTEGRATION_TYPES: tuple[tuple[str, int | None, int | None, str, str], ...] = (
    ("hospital", None, None, "any", "system_to_system"),
    ("medical_center", None, None, "any", "both"),
    ("clinic", None, None, "any", "saas"),
    ("pharmacy", 1, 9, "no", "saas"),
    ("pharmacy", 11, None, "yes", "system_to_system"),
    ("insurer", None, None, "any", "not_here"),
    ("tpa", None, None, "any", "not_here"),
    ("government", None, None, "any", "not_here"),
)

FREE_MAIL_BRANDS = (
    "yahoo", "ymail", "hotmail", "outlook", "live", "msn", "gmail", "googlemail", "aol", "gmx", "yandex", "protonmail",
)  # fmt: skip
FREE_MAIL_DOMAINS = (
    "gmail.com", "googlemail.com", "rocketmail.com", "icloud.com", "me.com", "mac.com", "proton.me", "pm.me",
    "mail.com", "mail.ru", "inbox.ru", "list.ru", "bk.ru", "zoho.com", "zohomail.com", "fastmail.com", "fastmail.fm", "tutanota.com",
    "tuta.io", "hey.com", "web.de", "t-online.de", "rediffmail.com", "qq.com", "163.com", "126.com", "sina.com", "naver.com",
    "maktoob.com", "email.com", "mailinator.com", "guerrillamail.com", "10minutemail.com", "yopmail.com", "temp-mail.org", "trashmail.com",
)  # fmt: skip

# Days fixed in the Gregorian calendar; those of the moon are entered when they are announced.
PUBLIC_HOLIDAYS = (
    (date(2026, 11, 20), "National Day", "العيد الوطني"),
    (date(2026, 11, 21), "National Day", "العيد الوطني"),
    (date(2027, 1, 11), "Accession Day", "ذكرى تولي مقاليد الحكم"),
    (date(2027, 11, 20), "National Day", "العيد الوطني"),
    (date(2027, 11, 21), "National Day", "العيد الوطني"),
)  # fmt: skip
