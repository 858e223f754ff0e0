"""Prescriptions that lie at the exchange from the start: tokens that mean a story, dated when they are first asked for."""

from dataclasses import dataclass, replace

DRUGS = "http://dhamani.om/terminology/CodeSystem/demo-drugs"


@dataclass(frozen=True)
class Item:
    """One medicine: units prescribed, dose in dose units, times a day, days."""

    code: str
    display: str
    quantity: str
    dose: str
    times: int
    days: int
    instructions: str = ""


@dataclass(frozen=True)
class Script:
    """A prescription: for whom, what, since how many days, and for how many days it holds."""

    civil_id: str
    items: tuple[Item, ...]
    diagnosis: str = "J06.9"
    issued_days_ago: int = 1
    holds_days: int = 30


AMOVARIL = Item("DEMO-D003", "Amovaril 500 mg capsule, 21", "1", "1", 3, 7, "After food")
INSUVERA = Item(
    "DEMO-D012", "Insuvera pen 300 units, 5", "3", "20", 1, 30, "At night, under the skin"
)
ORALVANE = Item("DEMO-D028", "Oralvane sachet, 10", "1", "1", 1, 10)
TIROZINE = Item("DEMO-D006", "Tirozine 10 mg tablet, 30", "1", "1", 1, 30)
METRAVIDOL = Item("DEMO-D008", "Metravidol 500 mg tablet, 60", "2", "1", 2, 60, "With the meal")
ZORAFENIL = Item("DEMO-D002", "Zorafenil 250 mg/5 ml syrup, 100 ml", "2", "5", 4, 10)

OMEVARIL = Item("DEMO-D022", "Omevaril 20 mg capsule, 14", "1", "1", 1, 14, "Before breakfast")
THREE_PENS = replace(INSUVERA, dose="75", days=60)
OF_THREE = (OMEVARIL, THREE_PENS, ORALVANE)

SCRIPTS: dict[str, Script] = {
    "ERX-1001": Script("10000001", (AMOVARIL, INSUVERA, ORALVANE)),
    "ERX-1002": Script("10000002", (TIROZINE, AMOVARIL)),
    "ERX-1003": Script("10000003", (METRAVIDOL, TIROZINE, ZORAFENIL), "E11.9"),
    "ERX-1004": Script("10000004", (TIROZINE,)),
    "ERX-1005": Script("12345678", (AMOVARIL, TIROZINE, ORALVANE)),
    "ERX-1006": Script("20338912", OF_THREE, "E11.9"),
    "ERX-1007": Script("21217890", OF_THREE, "E11.9"),
    "ERX-2001": Script("10000001", (AMOVARIL,), issued_days_ago=45),
    "ERX-2002": Script("10000001", (replace(AMOVARIL, quantity="2", days=14),)),
}
"""ERX-2001 has run out, ERX-2002 is for two boxes; the patients of ERX-1001 to 1004 are those of the magic Civil IDs."""
