"""The cast of the demo: invented people with Omani names. Numbers below 20000000 are the simulator's magic ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

PASSWORD = "maqbul-demo-2026"  # printed at the start of a trial installation, on purpose


@dataclass(frozen=True)
class Staff:
    """Somebody who can sign in."""

    tenant: str
    email: str
    name_en: str
    name_ar: str
    role: str
    language: str = "en"


@dataclass(frozen=True)
class Doctor:
    """A practitioner; the licence ends so many days after the demo's first day."""

    licence: str
    name_en: str
    name_ar: str
    specialty: str
    days_left: int


@dataclass(frozen=True)
class Person:
    """A patient; `payer` is a licence on the simulated exchange, `phone` an Omani mobile."""

    civil_id: str
    name_en: str
    name_ar: str
    born: date
    sex: str
    payer: str
    phone: str


STAFF = (
    Staff("noor", "maryam@noor.example", "Maryam Al Balushi", "مريم البلوشية", "receptionist"),
    Staff("noor", "huda@noor.example", "Dr Huda Al Lawati", "د. هدى اللواتية", "owner"),
    Staff("noor", "aisha@noor.example", "Aisha Al Kindi", "عائشة الكندية", "claims_officer", "ar"),
    Staff("noor", "salim@noor.example", "Dr Salim Al Harthi", "د. سالم الحارثي", "doctor"),
    Staff("noor", "nadia@noor.example", "Nadia Al Zadjali", "نادية الزدجالية", "auditor"),
    Staff("seeb", "salma@seeb.example", "Dr Salma Al Habsi", "د. سلمى الحبسية", "owner"),
    Staff("wadi", "khalid@wadi.example", "Khalid Al Rawahi", "خالد الرواحي", "pharmacist"),
)

DOCTORS = (
    Doctor("DEMO-D-1001", "Dr Salim Al Harthi", "د. سالم الحارثي", "general", 700),
    Doctor("DEMO-D-1002", "Dr Huda Al Lawati", "د. هدى اللواتية", "pediatrics", 420),
    Doctor("DEMO-D-1003", "Dr Yusuf Al Maamari", "د. يوسف المعمري", "internal", 24),
)

PHARMACISTS = (
    Doctor("DEMO-D-2001", "Khalid Al Rawahi", "خالد الرواحي", "pharmacy", 610),
)  # fmt: skip

PATIENTS = (
    Person("12345678", "Ahmed bin Said Al Balushi", "أحمد بن سعيد البلوشي", date(1984, 3, 12), "male", "DEMO-GAMMA", "91234567"),
    Person("20114587", "Fatma bint Khalfan Al Siyabi", "فاطمة بنت خلفان السيابية", date(1991, 7, 2), "female", "DEMO-ALPHA", "92345671"),
    Person("20338912", "Mohammed bin Nasser Al Busaidi", "محمد بن ناصر البوسعيدي", date(1976, 11, 23), "male", "DEMO-BETA", "93456712"),
    Person("20449123", "Zainab bint Ali Al Lawati", "زينب بنت علي اللواتية", date(2019, 5, 30), "female", "DEMO-ALPHA", "94567123"),
    Person("20551234", "Said bin Hamed Al Rawahi", "سعيد بن حمد الرواحي", date(1968, 1, 9), "male", "DEMO-GAMMA", "95671234"),
    Person("20662345", "Maryam bint Abdullah Al Hinai", "مريم بنت عبدالله الهنائية", date(1988, 9, 17), "female", "DEMO-GAMMA", "96712345"),
    Person("20773456", "Yusuf bin Ibrahim Al Maskari", "يوسف بن إبراهيم المسكري", date(2001, 12, 5), "male", "DEMO-BETA", "97123456"),
    Person("20884567", "Aisha bint Juma Al Mukhaini", "عائشة بنت جمعة المخينية", date(1995, 4, 21), "female", "DEMO-ALPHA", "98234561"),
    Person("20995678", "Hamad bin Rashid Al Shukaili", "حمد بن راشد الشكيلي", date(1959, 8, 14), "male", "DEMO-DELTA", "99345612"),
    Person("21106789", "Noora bint Salim Al Farsi", "نورة بنت سالم الفارسية", date(2015, 2, 27), "female", "DEMO-ALPHA", "91456123"),
    Person("21217890", "Rajesh Kumar Nair", "راجيش كومار ناير", date(1980, 6, 6), "male", "DEMO-BETA", "92561234"),
    Person("21328901", "Priya Menon", "بريا مينون", date(1993, 10, 11), "female", "DEMO-DELTA", "93612345"),
    Person("21439012", "Sultan bin Majid Al Jabri", "سلطان بن ماجد الجابري", date(1972, 5, 19), "male", "DEMO-ALPHA", "94123457"),
    Person("21540123", "Layla bint Hilal Al Amri", "ليلى بنت هلال العامرية", date(1998, 3, 3), "female", "DEMO-GAMMA", "95234571"),
    Person("21651234", "Abdulrahman bin Omar Al Zadjali", "عبدالرحمن بن عمر الزدجالي", date(2011, 9, 8), "male", "DEMO-ALPHA", "96345712"),
    Person("21762345", "Thuraya bint Saif Al Kindi", "ثريا بنت سيف الكندية", date(1964, 12, 29), "female", "DEMO-BETA", "97457123"),
    Person("10000001", "Badr bin Talib Al Habsi", "بدر بن طالب الحبسي", date(1986, 2, 15), "male", "DEMO-GAMMA", "98571234"),
    Person("10000004", "Khalfan bin Mubarak Al Wahaibi", "خلفان بن مبارك الوهيبي", date(1979, 7, 7), "male", "DEMO-ALPHA", "99712345"),
    Person("10000007", "Sara bint Adil Al Raisi", "سارة بنت عادل الرئيسية", date(1990, 1, 25), "female", "DEMO-GAMMA", "91867123"),
    Person("10000009", "Anwar bin Jamal Al Ajmi", "أنور بن جمال العجمي", date(2003, 11, 1), "male", "DEMO-BETA", "92978123"),
    Person("10000023", "Hilal bin Zahir Al Ghafri", "هلال بن زاهر الغافري", date(1982, 4, 18), "male", "DEMO-ALPHA", "93089123"),
)  # fmt: skip

# Why people come: diagnoses (the first is principal) and the kinds of services that follow.
VISITS = (
    (("J06.9",), ("consultation",)),
    (("J06.9", "R50.9"), ("consultation", "laboratory")),
    (("I10",), ("consultation", "laboratory")),
    (("E11.9",), ("consultation", "laboratory", "laboratory")),
    (("M54.50",), ("consultation", "imaging")),
    (("K29.70",), ("consultation", "laboratory")),
    (("J45.909",), ("consultation", "procedure")),
    (("L20.9",), ("consultation", "laboratory")),
    (("N39.0",), ("consultation", "laboratory")),
    (("H66.90",), ("consultation",)),
)
