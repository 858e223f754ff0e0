"""The code systems of the exchange, and our invented ones. Licensed texts are never shipped."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

from app.kernel.db import db
from app.reference.models import CodeSystem

ICD_10_CM = "icd-10-cm"
DEMO_SERVICES = "demo-services"
DEMO_DRUGS = "demo-drugs"
OURS = "http://dhamani.om/terminology/CodeSystem"

# key, address, English name, Arabic name, use
SYSTEMS = (
    (ICD_10_CM, "http://hl7.org/fhir/sid/icd-10-cm", "ICD-10-CM diagnoses", "تشخيصات ICD-10-CM", "diagnosis"),
    ("cpt", "http://www.ama-assn.org/go/cpt", "CPT procedures", "إجراءات CPT", "procedure"),
    ("hcpcs", "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "HCPCS consumables", "مستهلكات HCPCS", "consumable"),
    ("moh-drug", f"{OURS}/moh-drug", "MOH drug codes", "رموز أدوية وزارة الصحة", "medication"),
    ("osl", f"{OURS}/osl", "OSL consultations and hospital stays", "رموز الاستشارات والتنويم OSL", "consultation"),
    (DEMO_SERVICES, f"{OURS}/demo-services", "Invented services for demonstration", "خدمات تجريبية", "procedure"),
    (DEMO_DRUGS, f"{OURS}/demo-drugs", "Invented drugs for demonstration", "أدوية تجريبية", "medication"),
)  # fmt: skip


def keep_systems() -> None:
    """Make every code system known here known to the database; changes nothing that is there."""
    names = ("key", "uri", "name_en", "name_ar", "use")
    rows = [dict(zip(names, one, strict=True)) for one in SYSTEMS]
    db.session.execute(insert(CodeSystem).values(rows).on_conflict_do_nothing())
