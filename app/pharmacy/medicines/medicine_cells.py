"""How cells of a pharmacy's list become what a medicine's record keeps, in the words that other programs write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from app.imports.cells import Cell, CellWrong, Value
from app.kernel.words import N_
from app.pharmacy.barcodes import UnreadableCode, gtin_14
from app.pharmacy.medicines.values import Ingredient
from app.reference.folding import fold_words

LONGEST_INGREDIENT = 120
_ENGLISH = re.compile(r"[!-~][ -~]*")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_CODE = re.compile(r"[!-~]{1,40}")
_PARTED = re.compile(r"[,;+\n،؛]")

NOT_A_CODE = N_("A code has at most 40 Latin letters, digits or signs.")
NOT_GTIN = N_("This is no number below the bars: it has 12, 13 or 14 digits, and the last one fits the others.")  # fmt: skip
NOT_INGREDIENTS = N_("Write the English names, parted by a semicolon, such as amoxicillin; clavulanic acid.")  # fmt: skip

# What a unit of a form is, and what its dose is counted in, where a new medicine's row does not say.
USUAL_UNITS = {
    "tablet": ("tablet", "tablet"), "capsule": ("capsule", "capsule"), "syrup": ("bottle", "ml"),
    "suspension": ("bottle", "ml"), "drops": ("bottle", "drop"), "cream": ("tube", "g"),
    "ointment": ("tube", "g"), "injection": ("vial", "ml"), "pen": ("pen", "iu"), "inhaler": ("inhaler", "puff"),
    "suppository": ("suppository", "suppository"), "patch": ("patch", "patch"),
    "sachet": ("sachet", "sachet"), "spray": ("bottle", "puff"),
}  # fmt: skip
# What other programs write for our forms and units, beside our own word in each language.
_FORM_WORDS = {
    "tablet": ("tablets", "tab", "tabs", "film coated tablet", "قرص", "أقراص", "حبوب"),
    "capsule": ("capsules", "cap", "caps", "كبسولة", "كبسولات"), "syrup": ("solution", "شراب"),
    "suspension": ("susp", "معلّق"), "drops": ("eye drops", "ear drops", "قطرة", "قطرات"),
    "cream": ("كريم",), "ointment": ("oint", "مرهم"),
    "injection": ("inj", "injections", "حقن", "حقنة"), "pen": ("pens", "prefilled pen", "قلم", "أقلام"),
    "inhaler": ("بخاخ استنشاق",), "suppository": ("suppositories", "supp", "تحميلة", "تحاميل"),
    "patch": ("patches", "لصقة", "لصقات"), "sachet": ("sachets", "كيس", "أكياس"), "spray": ("nasal spray", "بخاخ"),
}  # fmt: skip
_UNIT_WORDS = {
    "tablet": ("tab", "قرص"), "capsule": ("cap", "كبسولة"), "pack": ("box", "عبوة"), "bottle": ("قنينة", "زجاجة"),
    "tube": ("أنبوب",), "vial": ("قارورة",), "ampoule": ("amp", "أمبولة"), "pen": ("قلم",), "inhaler": ("بخاخ استنشاق",),
    "suppository": ("تحميلة",), "patch": ("لصقة",), "sachet": ("كيس",), "ml": ("millilitre", "milliliter", "مليلتر", "مل"),
    "g": ("gram", "gm", "غرام"), "iu": ("international unit", "وحدة دولية"), "puff": ("بخّة",), "drop": ("قطرة",), "dose": ("جرعة",),
}  # fmt: skip


def _turned(words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {said: value for value, names in words.items() for said in names}


FORMS_ALSO, UNITS_ALSO = _turned(_FORM_WORDS), _turned(_UNIT_WORDS)


def code() -> Cell:
    """Our code as the pharmacy writes it: signs, too."""

    def read(text: str) -> str:
        plain = "".join(text.split()).upper()
        if not _CODE.fullmatch(plain):
            raise CellWrong(NOT_A_CODE)
        return plain

    return Cell(read)


def gtins() -> Cell:
    """The boxes of a medicine; what is kept of each is its GTIN and, once it is known, the units in it."""

    def read(text: str) -> str:
        try:
            found = (gtin_14(one) for one in re.split(r"[\s,;،؛]+", text) if one)
            return " ".join(dict.fromkeys(found))
        except UnreadableCode as refusal:
            raise CellWrong(NOT_GTIN) from refusal

    return Cell(read, lambda value: ", ".join(boxes_of(value)) or None)


def boxes_of(value: Value) -> dict[str, str]:
    """GTIN -> units in the box, "" where nobody said."""
    parts = (one.partition("=") for one in str(value or "").split())
    return {gtin: units for gtin, _sign, units in parts}


def as_boxes(boxes: Mapping[str, str]) -> str | None:
    """Boxes as a record's state keeps them; None where there are none."""
    return " ".join(f"{gtin}={units}" for gtin, units in sorted(boxes.items())) or None


def ingredients() -> Cell:
    """Active ingredients, each with its Arabic name after a slash where there is one."""

    def read(text: str) -> str:
        found: list[list[str]] = []
        for name in (one.strip() for part in _PARTED.split(text) for one in part.split("/")):
            if found and _ARABIC.search(name):
                found[-1][1] = name
            elif _ENGLISH.fullmatch(name) and len(name) <= LONGEST_INGREDIENT and fold_words(name):
                found.append([fold_words(name), ""])
            else:
                raise CellWrong(NOT_INGREDIENTS)
        return written(Ingredient(*one) for one in found)

    return Cell(read)


def written(found: Iterable[Ingredient]) -> str:
    """Ingredients as a record's state keeps them."""
    return "; ".join(f"{one.name} / {one.name_ar}" if one.name_ar else one.name for one in found)


def ingredients_of(value: Value) -> tuple[Ingredient, ...]:
    """Ingredients as a record's state keeps them, read."""
    parts = (part.partition(" / ") for part in str(value or "").split("; ") if part)
    return tuple(Ingredient(name, name_ar) for name, _slash, name_ar in parts)
