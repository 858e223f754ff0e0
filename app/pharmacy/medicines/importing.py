"""Medicines as a list that comes in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.contracts.importing import CODE_NAMES
from app.contracts.importing_prices import price_list_choices
from app.contracts.words import VAT_WORDS
from app.imports import cells
from app.imports.kinds import Book, Column, Kind
from app.kernel.words import N_
from app.pharmacy.medicines import medicine_cells, wording
from app.pharmacy.medicines.book import MedicineBook
from app.pharmacy.medicines.forms import SMALLEST

UNIT = cells.choice(wording.UNITS, medicine_cells.UNITS_ALSO)


class MedicineList(Kind):
    """What the pharmacy supplies."""

    name = "medicines"
    title = N_("Medicines")
    lead = N_(
        "What the pharmacy supplies. A row is found by our own code, or by the GTIN of a box."
    )
    permission = "pharmacy.medicines_write"
    target_label = N_("Prices go into")
    target_blank = N_("No price list")
    columns = (
        Column(key="local_code", label=N_("Our code"), cell=medicine_cells.code(), names=(*CODE_NAMES, "drug code", "رمز الدواء", "رمز الصنف")),
        Column(key="gtin", label=N_("Number below the bars (GTIN)"), cell=medicine_cells.gtins(), names=("gtin", "barcode", "bar code", "ean", "الرقم أسفل رمز العبوة", "الباركود", "رقم الباركود")),
        Column(key="name_en", label=N_("Name in English"), cell=cells.words(160), for_new=True, names=("name in english", "name en", "english name", "name", "drug name", "item name", "medicine", "trade name", "الاسم بالإنجليزية")),
        Column(key="name_ar", label=N_("Name in Arabic"), cell=cells.words(160), for_new=True, names=("name in arabic", "name ar", "arabic name", "الاسم بالعربية", "الاسم", "اسم الدواء", "اسم الصنف")),
        Column(key="ingredients", label=N_("Active ingredients"), cell=medicine_cells.ingredients(), for_new=True, names=("active ingredients", "ingredients", "ingredient", "active ingredient", "generic name", "generic", "المواد الفعالة", "المادة الفعالة")),
        Column(key="strength", label=N_("Strength"), cell=cells.words(60), for_new=True, names=("strength", "concentration", "التركيز")),
        Column(key="form", label=N_("Form"), cell=cells.choice(wording.FORMS, medicine_cells.FORMS_ALSO), for_new=True, names=("form", "dosage form", "الشكل", "الشكل الصيدلاني")),
        Column(key="unit", label=N_("Unit that is counted and supplied"), cell=UNIT, for_new=True, names=("unit that is counted and supplied", "unit", "الوحدة", "الوحدة التي تُعد وتُصرف", "الوحدة التي تُعدّ وتُصرف")),
        Column(key="dose_unit", label=N_("Dose unit"), cell=UNIT, for_new=True, names=("dose unit", "وحدة الجرعة")),
        Column(key="content", label=N_("Dose units in one unit"), cell=cells.number(SMALLEST, 100_000), for_new=True, names=("dose units in one unit", "content", "volume", "عدد وحدات الجرعة في الوحدة", "المحتوى")),
        Column(key="pack_size", label=N_("Units in a box"), cell=cells.number(SMALLEST, 100_000), default="1", names=("units in a box", "pack size", "pack", "عدد الوحدات في العبوة", "حجم العبوة", "العبوة")),
        Column(key="splittable", label=N_("A box may be opened and supplied in part"), cell=cells.yes_no(), default=True, names=("a box may be opened and supplied in part", "splittable")),
        Column(key="vat_category", label=N_("VAT"), cell=cells.choice(VAT_WORDS), default="zero", names=("vat", "vat category", "ضريبة القيمة المضافة", "الضريبة")),
        Column(key="unit_price", label=N_("Price of a unit"), cell=cells.amount(), names=("price of a unit", "price", "unit price", "سعر الوحدة", "السعر")),
        Column(key="regulated_price", label=N_("Highest price of a unit allowed"), cell=cells.amount(), names=("highest price of a unit allowed", "highest price", "regulated price", "regulated maximum", "maximum price", "moh price", "أعلى سعر مسموح به للوحدة", "السعر الأعلى", "سعر الوزارة")),
        Column(key="controlled", label=N_("Controlled medicine, kept in the register"), cell=cells.yes_no(), default=False, names=("controlled medicine kept in the register", "controlled", "خاضع للرقابة")),
        Column(key="only_sex", label=N_("Only for"), cell=cells.choice(wording.SEXES), names=("only for", "only sex")),
        Column(key="min_age", label=N_("From age"), cell=cells.whole(0, 120), names=("from age", "min age")),
        Column(key="max_age", label=N_("To age"), cell=cells.whole(0, 120), names=("to age", "max age")),
        Column(key="highest_daily_dose", label=N_("Highest daily dose, in dose units"), cell=cells.number(SMALLEST, 100_000), names=("highest daily dose in dose units", "highest daily dose")),
        Column(key="active", label=N_("In use"), cell=cells.yes_no(), default=True, names=("in use", "active", "مستخدم", "قيد الاستخدام")),
    )  # fmt: skip

    def targets(self) -> list[tuple[UUID, str]]:
        return price_list_choices()

    def back(self, target_id: UUID | None) -> tuple[str, dict[str, Any]]:  # noqa: ARG002
        return "medicines.index", {}

    def open(self, target_id: UUID | None) -> Book:
        return MedicineBook(target_id)


KIND = MedicineList()
