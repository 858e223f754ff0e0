"""The script: Civil IDs that mean a story, and the cover everyone else has."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from app.sandbox import plans
from app.sandbox.plans import Plan


@dataclass(frozen=True)
class Cover:
    """One policy of one person at one payer; both days of the period are covered."""

    member: str
    plan: Plan
    begins: date
    ends: date
    not_in_force: str = ""
    relationship: str = "self"
    network: str = "in"

    @property
    def in_force(self) -> bool:
        return not self.not_in_force


@dataclass(frozen=True)
class Story:
    """What the simulator knows of one person: covers, or why it cannot tell; how claims are met."""

    title_en: str
    title_ar: str
    covers: tuple[Cover, ...] = ()
    refusal: str = ""
    undetermined: bool = False
    slow: bool = False
    claims_meet: str = ""


@dataclass(frozen=True)
class Scenario:
    """A magic Civil ID, its speaking name and title, and the change it makes to the usual cover."""

    civil_id: str
    name: str
    title_en: str
    title_ar: str
    tell: Callable[[Cover, date], Story]

    def story(self, cover: Cover, today: date) -> Story:
        return replace(self.tell(cover, today), title_en=self.title_en, title_ar=self.title_ar)


def _covered(**changes: object) -> Callable[[Cover, date], Story]:
    return lambda cover, today: Story("", "", (replace(cover, **changes),))  # type: ignore[arg-type]


def _planned(change: Callable[[Plan], Plan], **more: object) -> Callable[[Cover, date], Story]:
    return lambda cover, today: Story("", "", (replace(cover, plan=change(cover.plan)),), **more)  # type: ignore[arg-type]


def _ended(cover: Cover, today: date) -> Story:
    last = today.year - 1
    return Story(
        "",
        "",
        (
            replace(
                cover, begins=date(last, 1, 1), ends=date(last, 12, 31), not_in_force="not-active"
            ),
        ),
    )


def _joined_today(cover: Cover, today: date) -> Story:
    return Story("", "", (replace(cover, begins=today),))


def _two_policies(cover: Cover, today: date) -> Story:
    second = replace(cover, member=cover.member + "-2", plan=plans.PLUS, relationship="spouse")
    return Story("", "", (cover, second))


def _claims(meet: str) -> Callable[[Cover, date], Story]:
    return lambda cover, today: Story("", "", (cover,), claims_meet=meet)


def _full(plan: Plan) -> Plan:
    return plan.with_used("outpatient", "500.000")


SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        "10000001",
        "covered-10-percent-max-3",
        "Covered, 10 % up to OMR 3.000",
        "مشمول، 10٪ بحد أقصى 3.000 ر.ع.",
        _planned(lambda p: p.with_copay("10", "3.000")),
    ),
    Scenario(
        "10000002",
        "covered-without-copay",
        "Covered, nothing to pay",
        "مشمول دون حصة على المريض",
        _planned(lambda p: p.with_copay("0", None)),
    ),
    Scenario(
        "10000003",
        "covered-20-percent",
        "Covered, 20 % without ceiling",
        "مشمول، 20٪ دون حد أقصى",
        _planned(lambda p: p.with_copay("20", None)),
    ),
    Scenario(
        "10000004", "not-active", "Policy ended last year", "انتهت الوثيقة في العام الماضي", _ended
    ),
    Scenario(
        "10000005",
        "not-covered",
        "Policy does not cover this care",
        "الوثيقة لا تشمل هذه الرعاية",
        _covered(not_in_force="not-covered"),
    ),
    Scenario(
        "10000006",
        "limit-exhausted",
        "Outpatient limit used up",
        "استُنفد حد العيادات الخارجية",
        lambda cover, today: Story(
            "", "", (replace(cover, plan=_full(cover.plan), not_in_force="limit-exhausted"),)
        ),
    ),
    Scenario(
        "10000007",
        "out-of-network",
        "Provider outside the network",
        "مقدم الخدمة خارج الشبكة",
        _covered(not_in_force="out-network", network="out"),
    ),
    Scenario(
        "10000008", "several-policies", "Two active policies", "وثيقتان ساريتان", _two_policies
    ),
    Scenario(
        "10000009",
        "member-not-found",
        "Member not found (1658)",
        "المؤمَّن له غير موجود (1658)",
        lambda cover, today: Story("", "", refusal="1658"),
    ),
    Scenario(
        "10000010",
        "queued",
        "Could not be determined: queued",
        "تعذّر التحديد: قيد الانتظار",
        lambda cover, today: Story("", "", (cover,), undetermined=True, claims_meet="pended"),
    ),
    Scenario(
        "10000011",
        "payer-unreachable",
        "Could not be determined: payer unreachable for now",
        "تعذّر التحديد: شركة التأمين غير متاحة حاليًا",
        lambda cover, today: Story("", "", refusal="GE-00012"),
    ),
    Scenario(
        "10000012",
        "slow-answer",
        "Covered, answered slowly",
        "مشمول مع تأخر في الرد",
        lambda cover, today: Story("", "", (cover,), slow=True),
    ),
    Scenario(
        "10000013",
        "coverage-suspended",
        "Cover suspended",
        "التغطية موقوفة",
        _covered(not_in_force="coverage-suspended"),
    ),
    Scenario(
        "10000014",
        "covered-from-today",
        "Covered from today only",
        "مشمول ابتداءً من اليوم فقط",
        _joined_today,
    ),
    Scenario(
        "10000015",
        "limit-nearly-used",
        "OMR 20.000 of the outpatient limit left",
        "بقي 20.000 ر.ع. من حد العيادات الخارجية",
        _planned(lambda p: p.with_used("outpatient", "480.000")),
    ),
    Scenario(
        "10000016",
        "dependent-child",
        "Covered as a child of the member",
        "مشمول كابن للمؤمَّن له",
        _covered(relationship="child"),
    ),
    Scenario(
        "10000017",
        "approval-for-everything",
        "Every service needs approval",
        "كل خدمة تتطلب موافقة مسبقة",
        _planned(lambda p: replace(p, needs_approval=frozenset(plans.SERVICES) | {plans.OTHER})),
    ),
    Scenario(
        "10000018",
        "not-direct-billing",
        "Not on direct billing here",
        "غير مشمول بالفوترة المباشرة هنا",
        _covered(not_in_force="not-direct-billing"),
    ),
    Scenario(
        "10000019",
        "claims-pended",
        "Claims wait, whatever the payer",
        "المطالبات تنتظر لدى أي شركة",
        _claims("pended"),
    ),
    Scenario(
        "10000020",
        "claims-partly-denied",
        "Claims are partly denied",
        "تُرفض المطالبات جزئيًا",
        _claims("partly-denying"),
    ),
    Scenario(
        "10000021", "claims-denied", "Claims are denied", "تُرفض المطالبات", _claims("denying")
    ),
    Scenario(
        "10000022",
        "domestic-worker",
        "Domestic worker's policy",
        "وثيقة عمالة منزلية",
        lambda cover, today: Story("", "", (replace(cover, plan=plans.DOMESTIC_WORKER),)),
    ),
    Scenario(
        "10000023",
        "claims-rejected",
        "Covered, but the payer's system takes no claim (GE-00026)",
        "مشمول، لكن نظام الشركة لا يستقبل مطالبته (GE-00026)",
        _claims("rejected"),
    ),
)

BY_CIVIL_ID = {scenario.civil_id: scenario for scenario in SCENARIOS}

_CIVIL_ID = re.compile(r"\d{8}")
_OTHER_DOCUMENT = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9-]{5,20}")


def story_of(patient_id: str, payer: str, today: date) -> Story:
    """The story of a person at a payer: the magic one, else the payer's usual cover for a believable number."""
    year = today.year
    cover = Cover(
        member=member_number(patient_id, payer),
        plan=plans.plan_of(payer),
        begins=date(year - 1, 1, 1),
        ends=date(year, 12, 31),
    )
    if scenario := BY_CIVIL_ID.get(patient_id):
        return scenario.story(cover, today)
    if _CIVIL_ID.fullmatch(patient_id) or _OTHER_DOCUMENT.fullmatch(patient_id):
        return Story("Covered by the payer's usual plan", "مشمول بخطة الشركة المعتادة", (cover,))
    return Story("Member not found (1658)", "المؤمَّن له غير موجود (1658)", refusal="1658")


def member_number(patient_id: str, payer: str) -> str:
    """A card number that says nothing of the Civil ID behind it."""
    digest = hashlib.sha256(f"{payer}:{patient_id}".encode()).digest()
    return f"{payer.removeprefix('DEMO-')}-{int.from_bytes(digest[:5], 'big') % 10**8:08d}"
