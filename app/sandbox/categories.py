"""Which benefit a service draws on, told from its code system, code and name."""

import re

from app.sandbox.plans import CONSULTATION, DENTAL, IMAGING, LABORATORY, MEDICATION, OTHER

_WORDS = (
    (IMAGING, re.compile(r"\b(img|rad|xr|xray|x ray|ct|mri|us|ultrasound|imaging|radiograph)\b")),
    (LABORATORY, re.compile(r"\b(lab|cbc|hba1c|blood|urine|culture|glucose|lipid|laboratory)\b")),
    (DENTAL, re.compile(r"\b(den|dental|tooth|oral)\b")),
    (CONSULTATION, re.compile(r"\b(con|cons|gp|sp|osl|consultation|visit)\b")),
    (MEDICATION, re.compile(r"\b(drug|med|tablet|tablets|capsule|capsules|syrup)\b")),
)
_DEMO_CODE = re.compile(r"DEMO-([1-6])\d{3}")
_DEMO_THOUSANDS = {
    "1": CONSULTATION,
    "2": LABORATORY,
    "3": IMAGING,
    "4": OTHER,
    "5": OTHER,
    "6": DENTAL,
}
_CPT_RANGES = ((70000, 79999, IMAGING), (80000, 89999, LABORATORY), (99000, 99999, CONSULTATION))


def category_of(system: str, code: str, display: str, claim_kind: str) -> str:
    """The benefit category of a service; everything on a pharmacy claim is medication."""
    if claim_kind == "pharmacy":
        return MEDICATION
    if claim_kind == "oral":
        return DENTAL
    name = system.rsplit("/", 1)[-1].lower()
    if "medication" in name or "drug" in name or "moh" in name:
        return MEDICATION
    if demo := _DEMO_CODE.fullmatch(code):
        return _DEMO_THOUSANDS[demo[1]]
    if re.fullmatch(r"\d{5}", code):
        return next((c for low, high, c in _CPT_RANGES if low <= int(code) <= high), OTHER)
    words = f"{code} {display}".lower().replace("-", " ").replace("_", " ")
    return next((category for category, word in _WORDS if word.search(words)), _by_system(name))


def _by_system(name: str) -> str:
    return CONSULTATION if "osl" in name else OTHER
