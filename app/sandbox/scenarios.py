"""The script: Civil IDs that mean a story, and the cover everyone else has."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date

from app.sandbox import payers, plans, stories
from app.sandbox.stories import Cover, Story, Teller, covered, planned, told, unknown


@dataclass(frozen=True)
class Scenario:
    """A magic Civil ID, its speaking name, its titles, and how its story is told."""

    civil_id: str
    name: str
    title_en: str
    title_ar: str
    tell: Teller


_ALL_SERVICES = frozenset(plans.SERVICES) | {plans.OTHER}

SCENARIOS: tuple[Scenario, ...] = tuple(
    Scenario(*row)
    for row in (
        (
            "10000001",
            "covered-10-percent-max-3",
            "Covered, 10 % up to OMR 3.000",
            "مشمول، 10٪ بحد أقصى 3.000 ر.ع.",
            planned(lambda p: p.with_copay("10", "3.000")),
        ),
        (
            "10000002",
            "covered-without-copay",
            "Covered, nothing to pay",
            "مشمول دون حصة على المريض",
            planned(lambda p: p.with_copay("0", None)),
        ),
        (
            "10000003",
            "covered-20-percent",
            "Covered, 20 % without ceiling",
            "مشمول، 20٪ دون حد أقصى",
            planned(lambda p: p.with_copay("20", None)),
        ),
        (
            "10000004",
            "not-active",
            "Policy ended last year",
            "انتهت الوثيقة في العام الماضي",
            stories.ended_last_year,
        ),
        (
            "10000005",
            "not-covered",
            "Policy does not cover this care",
            "الوثيقة لا تشمل هذه الرعاية",
            covered(not_in_force="not-covered"),
        ),
        (
            "10000006",
            "limit-exhausted",
            "Outpatient limit used up",
            "استُنفد حد العيادات الخارجية",
            stories.limit_exhausted,
        ),
        (
            "10000007",
            "out-of-network",
            "Provider outside the network",
            "مقدم الخدمة خارج الشبكة",
            covered(not_in_force="out-network", network="out"),
        ),
        (
            "10000008",
            "several-policies",
            "Two active policies",
            "وثيقتان ساريتان",
            stories.two_policies,
        ),
        (
            "10000009",
            "member-not-found",
            "Member not found (1658)",
            "المؤمَّن له غير موجود (1658)",
            unknown("1658"),
        ),
        (
            "10000010",
            "queued",
            "Could not be determined: queued; claims wait",
            "تعذّر التحديد: قيد الانتظار، والمطالبات تنتظر",
            told(undetermined=True, claims_meet="pended"),
        ),
        (
            "10000011",
            "payer-unreachable",
            "Could not be determined: payer unreachable for now",
            "تعذّر التحديد: شركة التأمين غير متاحة حاليًا",
            unknown("GE-00012"),
        ),
        (
            "10000012",
            "slow-answer",
            "Covered, answered slowly",
            "مشمول مع تأخر في الرد",
            told(slow=True),
        ),
        (
            "10000013",
            "coverage-suspended",
            "Cover suspended",
            "التغطية موقوفة",
            covered(not_in_force="coverage-suspended"),
        ),
        (
            "10000014",
            "covered-from-today",
            "Covered from today only",
            "مشمول ابتداءً من اليوم فقط",
            stories.joined_today,
        ),
        (
            "10000015",
            "limit-nearly-used",
            "OMR 20.000 of the outpatient limit left",
            "بقي 20.000 ر.ع. من حد العيادات الخارجية",
            planned(lambda p: p.with_used("outpatient", "480.000")),
        ),
        (
            "10000016",
            "dependent-child",
            "Covered as a child of the member",
            "مشمول كابن للمؤمَّن له",
            covered(relationship="child"),
        ),
        (
            "10000017",
            "approval-for-everything",
            "Every service needs approval",
            "كل خدمة تتطلب موافقة مسبقة",
            planned(lambda p: replace(p, needs_approval=_ALL_SERVICES)),
        ),
        (
            "10000018",
            "not-direct-billing",
            "Not on direct billing here",
            "غير مشمول بالفوترة المباشرة هنا",
            covered(not_in_force="not-direct-billing"),
        ),
        (
            "10000019",
            "claims-pended",
            "Claims wait, whatever the payer",
            "المطالبات تنتظر لدى أي شركة",
            told(claims_meet="pended"),
        ),
        (
            "10000020",
            "claims-partly-denied",
            "Claims are judged as a partly denying payer does",
            "تُعامل المطالبات كما لدى شركة ترفض جزئيًا",
            told(claims_meet="partly-denying"),
        ),
        (
            "10000021",
            "claims-denied",
            "Claims are denied",
            "تُرفض المطالبات",
            told(claims_meet="denying"),
        ),
        (
            "10000022",
            "domestic-worker",
            "Domestic worker's policy",
            "وثيقة عمالة منزلية",
            planned(lambda _p: plans.DOMESTIC_WORKER),
        ),
        (
            "10000023",
            "claims-rejected",
            "Covered, but the payer's system takes no claim (GE-00026)",
            "مشمول، لكن نظام الشركة لا يستقبل مطالبته (GE-00026)",
            told(claims_meet="rejected"),
        ),
        (
            "10000024",
            "approval-at-once",
            "Approvals are given at once, whatever the payer",
            "تُمنح الموافقات فورًا لدى أي شركة",
            told(approvals_meet=payers.INSTANT),
        ),
        (
            "10000025",
            "approval-pended",
            "Approvals wait, then are given by poll",
            "تنتظر الموافقات ثم تُمنح عند السحب",
            told(approvals_meet=payers.PENDED),
        ),
        (
            "10000026",
            "approval-half-of-the-units",
            "Approvals are given for half of the units (MNEC-005)",
            "تُمنح الموافقة لنصف الوحدات (MNEC-005)",
            told(approvals_meet=payers.HALF),
        ),
        (
            "10000027",
            "approval-refused",
            "Approvals are refused with a reason (MNEC-003)",
            "تُرفض الموافقات مع سبب (MNEC-003)",
            told(approvals_meet=payers.DENYING),
        ),
        (
            "10000028",
            "approval-asks-for-a-document",
            "The payer asks for a report first, gives the approval after the answer, refuses without one (AUTH-012)",
            "تطلب الشركة تقريرًا أولًا، ثم توافق بعد الرد وترفض دونه (AUTH-012)",
            told(approvals_meet=payers.ASKING),
        ),
        (
            "10000029",
            "approval-ends-tomorrow",
            "Approvals hold until tomorrow",
            "تسري الموافقات حتى الغد فقط",
            told(approvals_meet=payers.INSTANT, approval_days=1),
        ),
        (
            "10000030",
            "claims-asked-about",
            "The payer asks for a report before it judges a claim",
            "تطلب الشركة تقريرًا قبل البت في المطالبة",
            told(claims_meet=payers.ASKING, approvals_meet=payers.INSTANT),
        ),
    )
)

BY_CIVIL_ID = {scenario.civil_id: scenario for scenario in SCENARIOS}

_CIVIL_ID = re.compile(r"\d{8}")
_OTHER_DOCUMENT = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9-]{5,20}")


def story_of(patient_id: str, payer: str, today: date) -> Story:
    """The story of a person at a payer: the magic one, else the usual cover for a believable number."""
    cover = Cover(
        member=member_number(patient_id, payer),
        plan=plans.plan_of(payer),
        begins=date(today.year - 1, 1, 1),
        ends=date(today.year, 12, 31),
    )
    if scenario := BY_CIVIL_ID.get(patient_id):
        return scenario.tell(cover, today)
    if _CIVIL_ID.fullmatch(patient_id) or _OTHER_DOCUMENT.fullmatch(patient_id):
        return Story((cover,))
    return Story(refusal="1658")


def member_number(patient_id: str, payer: str) -> str:
    """A card number that says nothing of the Civil ID behind it."""
    digest = hashlib.sha256(f"{payer}:{patient_id}".encode()).digest()
    return f"{payer.removeprefix('DEMO-')}-{int.from_bytes(digest[:5], 'big') % 10**8:08d}"
