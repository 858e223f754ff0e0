"""Why a line is denied: a demo list of the Gulf family, in our own English and Arabic."""

REASONS: dict[str, tuple[str, str]] = {
    "ELIG-001": ("The patient is not covered by this policy.", "المريض غير مشمول بهذه الوثيقة."),
    "ELIG-005": ("The service was given after the cover ended.", "قُدمت الخدمة بعد انتهاء التغطية."),
    "ELIG-006": ("The service was given before the cover began.", "قُدمت الخدمة قبل بدء التغطية."),
    "ELIG-007": ("The provider is outside the patient's network.", "مقدم الخدمة خارج شبكة المريض."),
    "ELIG-008": ("The patient's cover is suspended.", "تغطية المريض موقوفة."),
    "AUTH-001": (
        "The service needs prior approval and carries none.",
        "تتطلب الخدمة موافقة مسبقة ولم تُرفق.",
    ),
    "AUTH-003": ("The approval number is not known.", "رقم الموافقة غير معروف."),
    "AUTH-004": ("The service is outside the dates of the approval.", "الخدمة خارج مدة الموافقة."),
    "AUTH-005": (
        "The service differs from what was approved.",
        "الخدمة تختلف عمّا تمت الموافقة عليه.",
    ),
    "AUTH-006": (
        "The drug must not be given together with another one the patient takes.",
        "لا يجوز إعطاء الدواء مع دواء آخر يتناوله المريض.",
    ),
    "AUTH-007": (
        "The patient already takes this ingredient.",
        "يتناول المريض هذه المادة الفعالة بالفعل.",
    ),
    "AUTH-008": ("The dose is not the usual one.", "الجرعة غير معتادة."),
    "AUTH-009": ("The prescription is out of date.", "الوصفة منتهية الصلاحية."),
    "AUTH-012": ("Information that was asked for did not come.", "لم تصل المعلومات المطلوبة."),
    "AUTH-013": ("The number of the prescription is missing.", "رقم الوصفة غير مذكور."),
    "BENX-002": ("The maximum for this benefit is used up.", "استُنفد الحد الأقصى لهذه المنفعة."),
    "BENX-005": ("The annual limit is used up.", "استُنفد الحد السنوي."),
    "CLAI-012": ("The claim does not follow the contract.", "المطالبة لا تتفق مع العقد."),
    "CLAI-017": (
        "The patient is not on direct billing with this provider.",
        "المريض غير مشمول بالفوترة المباشرة لدى مقدم الخدمة.",
    ),
    "CODE-010": (
        "The service does not fit the practitioner's specialty.",
        "الخدمة لا تناسب تخصص الممارس.",
    ),
    "CODE-012": ("The service does not fit the kind of visit.", "الخدمة لا تناسب نوع الزيارة."),
    "CODE-013": ("The principal diagnosis cannot be accepted.", "التشخيص الرئيسي غير مقبول."),
    "CODE-014": (
        "The service does not fit the patient's age or sex.",
        "الخدمة لا تناسب عمر المريض أو جنسه.",
    ),
    "COPY-001": ("The patient's share was not collected.", "لم تُحصَّل حصة المريض."),
    "DUPL-001": (
        "The same service was already claimed for this patient and day.",
        "سبقت المطالبة بالخدمة نفسها للمريض في اليوم نفسه.",
    ),
    "DUPL-002": (
        "The patient still has this drug from an earlier supply.",
        "لا يزال لدى المريض من هذا الدواء من صرف سابق.",
    ),
    "MNEC-003": (
        "The diagnosis does not show why the service was needed.",
        "التشخيص لا يوضح الحاجة إلى الخدمة.",
    ),
    "MNEC-004": (
        "The service was given more often than the condition calls for.",
        "تكررت الخدمة أكثر مما تستدعيه الحالة.",
    ),
    "MNEC-005": (
        "The quantity is more than the condition calls for.",
        "الكمية أكبر مما تستدعيه الحالة.",
    ),
    "NCOV-001": ("The diagnosis is not covered.", "التشخيص غير مشمول بالتغطية."),
    "NCOV-002": ("The condition existed before the cover.", "الحالة سابقة للتغطية."),
    "NCOV-003": ("The service is not covered.", "الخدمة غير مشمولة بالتغطية."),
    "NCOV-025": ("The service was not given.", "لم تُقدَّم الخدمة."),
    "NCOV-027": ("The drug is not on this payer's list.", "الدواء ليس في قائمة شركة التأمين."),
    "PRCE-001": ("The amounts do not add up.", "المبالغ غير متطابقة حسابيًا."),
    "PRCE-002": (
        "The service is part of another one that was paid.",
        "الخدمة جزء من خدمة أخرى مدفوعة.",
    ),
    "PRCE-006": ("The visit is a free follow-up.", "الزيارة متابعة مجانية."),
    "PRCE-007": ("The contract has no price for this service.", "لا يتضمن العقد سعرًا لهذه الخدمة."),
    "PRCE-011": ("The price is above the contract.", "السعر أعلى من المتفق عليه."),
    "TIME-001": ("The claim came too late.", "قُدمت المطالبة بعد الموعد المحدد."),
    "TIME-003": ("The complaint came too late.", "قُدم الاعتراض بعد الموعد المحدد."),
}


def english(code: str) -> str:
    """The sentence for a code, or the code itself where the list has none."""
    return REASONS.get(code, (code, code))[0]


def arabic(code: str) -> str:
    """The Arabic sentence for a code, or the code itself where the list has none."""
    return REASONS.get(code, (code, code))[1]
