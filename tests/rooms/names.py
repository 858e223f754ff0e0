"""What the rooms of the world share: its people, its marks, and the rows by name."""

from __future__ import annotations

from uuid import UUID

from app.kernel.db import db
from app.patients.models import Policy
from tests.cast import Person
from tests.factories.clinic import ALPHA, BETA, DELTA, GAMMA, Mark

MARKS = {
    "noor": Mark("NOORMARK", "علامةنور"),
    "seeb": Mark("SEEBMARK", "علامةسيب"),
}
# What else gives a tenant away on a page.
NAMES = {
    "noor": ("Noor Clinic", "عيادة النور", "DEMO-P-NOOR", "amal@noor.example", "badr@noor.example"),
    "seeb": ("Seeb Clinic", "عيادة السيب", "DEMO-P-SEEB", "salma@seeb.example"),
}
OWNERS = {"noor": "amal", "seeb": "salma"}
# name of the row, Civil ID (below 20000000 they are the simulator's own stories), English, Arabic, payer, phone
PEOPLE = (
    ("approved", "20114587", "Fatma bint Khalfan Al Siyabi", "فاطمة بنت خلفان السيابية", ALPHA, "+96892345671"),
    ("pended", "20338912", "Mohammed bin Nasser Al Busaidi", "محمد بن ناصر البوسعيدي", BETA, "+96893456712"),
    ("partial", "20551234", "Said bin Hamed Al Rawahi", "سعيد بن حمد الرواحي", GAMMA, "+96895671234"),
    ("denied", "10000021", "Zainab bint Ali Al Lawati", "زينب بنت علي اللواتية", ALPHA, "+96894567123"),
    ("rejected", "10000023", "Hamad bin Rashid Al Shukaili", "حمد بن راشد الشكيلي", ALPHA, "+96899345612"),
    ("not_covered", "10000005", "Sara bint Adil Al Raisi", "سارة بنت عادل الرئيسية", ALPHA, "+96891867123"),
    ("undetermined", "10000010", "Anwar bin Jamal Al Ajmi", "أنور بن جمال العجمي", BETA, "+96892978123"),
    ("trouble", "20995678", "Thuraya bint Saif Al Kindi", "ثريا بنت سيف الكندية", DELTA, "+96897457123"),
)  # fmt: skip
CIVIL_IDS = tuple(row[1] for row in PEOPLE)
PHONES = tuple(row[5] for row in PEOPLE)


class Ids(dict[str, UUID]):
    """The rows of one clinic by name; a name is given once."""

    def __setitem__(self, name: str, identity: UUID) -> None:
        assert name not in self, f"{name} is there already"
        super().__setitem__(name, identity)


def policy_of(owner: Person, ids: Ids, name: str) -> Policy:
    return db.session.get_one(Policy, (owner.tenant_id, ids[f"policy_{name}"]))
