"""Who comes to the demo's pharmacy in a week, with which paper, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.demo.people import PATIENTS, Person

# What becomes of a paper: see app.demo.counter.
SUPPLY, PART, SWAP, QUEUE, SERVE, GUESS, RETURN, LEAVE = "supply", "part", "swap", "queue", "serve", "guess", "return", "leave"  # fmt: skip


@dataclass(frozen=True)
class Ordered:
    """A line of a paper: packs of a medicine, and dose x times a day x days."""

    code: str
    packs: int
    dose: str
    times: str
    days: int
    directions: str = ""


@dataclass(frozen=True)
class Visit:
    """A customer so many working days before today, the paper, and what becomes of it."""

    ago: int
    civil_id: str
    diagnosis: str
    lines: tuple[Ordered, ...]
    then: str = SUPPLY


def _known(civil_id: str) -> Person:
    return next(one for one in PATIENTS if one.civil_id == civil_id)


# The simulated exchange knows the low numbers: their stories are told in its own table.
PEOPLE = (
    *(_known(one) for one in ("20114587", "20338912", "20551234", "20884567", "20995678", "21217890", "21106789", "20449123")),
    Person("10000021", "Khamis bin Saif Al Wahaibi", "خميس بن سيف الوهيبي", date(1971, 2, 19), "male", "DEMO-ALPHA", "92110021"),
    Person("10000030", "Raya bint Sultan Al Hosni", "راية بنت سلطان الحسنية", date(1986, 12, 3), "female", "DEMO-DELTA", "92110030"),
    Person("10000026", "Sulaiman bin Badr Al Kindi", "سليمان بن بدر الكندي", date(1958, 6, 25), "male", "DEMO-BETA", "92110026"),
    Person("10000028", "Thuraya bint Masoud Al Hashmi", "ثريا بنت مسعود الهاشمية", date(1964, 10, 8), "female", "DEMO-GAMMA", "92110028"),
    Person("10000024", "Abdulaziz bin Hilal Al Yahyai", "عبدالعزيز بن هلال اليحيائي", date(1979, 5, 14), "male", "DEMO-ALPHA", "92110024"),
    Person("10000010", "Juma bin Khalfan Al Mujaini", "جمعة بن خلفان المجيني", date(1990, 3, 30), "male", "DEMO-BETA", "92110010"),
    Person("10000005", "Shamsa bint Yaqoob Al Zakwani", "شمسة بنت يعقوب الزكوانية", date(1983, 8, 22), "female", "DEMO-ALPHA", "92110005"),
)  # fmt: skip

_AMOVARIL = Ordered("RX-003", 1, "1", "3", 7, "After food. Finish the course.")
_BRUFAVIL = Ordered("RX-033", 1, "1", "3", 8, "With food.")
_INSULIN = Ordered("RX-012", 2, "25", "1", 120, "Under the skin, in the evening.")

WEEK = (
    Visit(5, "20114587", "J06.9", (_AMOVARIL, _BRUFAVIL)),
    Visit(5, "20551234", "I10", (Ordered("RX-013", 1, "1", "1", 30), Ordered("RX-018", 1, "1", "1", 30, "In the evening."))),
    Visit(5, "10000026", "E11.9", (_INSULIN,), QUEUE),
    Visit(4, "20995678", "M54.50", (Ordered("RX-033", 2, "1", "3", 16, "With food."),), PART),
    Visit(4, "10000021", "K29.70", (Ordered("RX-022", 1, "1", "1", 14, "Before breakfast."),)),
    Visit(4, "20338912", "E11.9", (Ordered("RX-008", 1, "1", "2", 30),)),
    Visit(3, "20995678", "I10", (Ordered("RX-018", 1, "1", "1", 30, "In the evening."),), SWAP),
    Visit(3, "10000030", "J45.909", (Ordered("RX-029", 1, "2", "4", 25),)),
    Visit(3, "20884567", "H66.90", (_AMOVARIL,), RETURN),
    Visit(2, "21217890", "I10", (Ordered("RX-020", 1, "1", "1", 28), Ordered("RX-022", 2, "1", "1", 28, "Before breakfast."))),
    Visit(2, "21106789", "J06.9", (Ordered("RX-002", 1, "5", "4", 5), Ordered("RX-042", 1, "1", "1", 8))),
    Visit(2, "10000010", "N39.0", (Ordered("RX-044", 1, "1", "1", 3),), GUESS),
    Visit(2, "10000005", "L20.9", (Ordered("RX-037", 1, "1", "2", 7, "Thinly on the skin."),), GUESS),
    Visit(1, "10000028", "E11.9", (Ordered("RX-011", 1, "1", "1", 28),), QUEUE),
    Visit(1, "10000024", "E11.9", (Ordered("RX-012", 1, "20", "1", 75, "Under the skin, in the evening."),), QUEUE),
    Visit(1, "20884567", "J45.909", (Ordered("RX-029", 1, "2", "4", 25), Ordered("RX-031", 1, "1", "1", 28, "In the evening."))),
    # An approval holds from the day on which the exchange gave it, and its clock tells of no other day.
    Visit(0, "10000026", "E11.9", (), SERVE),
    Visit(0, "20449123", "J06.9", (Ordered("RX-004", 1, "5", "3", 7, "Shake before use."), Ordered("RX-002", 1, "5", "4", 5)), LEAVE),
    Visit(0, "20551234", "I10", (Ordered("RX-015", 1, "1", "1", 28), _BRUFAVIL), LEAVE),
)  # fmt: skip

PRESCRIBERS = (("Dr Salim Al Harthi", "DEMO-D-1001"), ("Dr Huda Al Lawati", "DEMO-D-1002"))
DEPOSIT = Decimal("2.000")
