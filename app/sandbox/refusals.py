"""What the gateway refuses, one stable code each, in English and Arabic.

BV, GE, RE and IC codes are those of the Gulf messaging family; SBX codes are this simulator's own.
"""

from dataclasses import dataclass

SENTENCES: dict[str, tuple[str, str]] = {
    "SBX-001": (
        "The body is not one readable JSON object.",
        "تعذّرت قراءة محتوى الرسالة بصيغة JSON.",
    ),
    "SBX-002": ("The body is not a Bundle of type message.", "المحتوى ليس حزمة من نوع رسالة."),
    "SBX-003": (
        "Every entry needs a fullUrl and a resource.",
        "يجب أن يحمل كل عنصر عنوانًا كاملًا وموردًا.",
    ),
    "SBX-004": ("Two entries share one fullUrl.", "تكرّر العنوان الكامل نفسه في عنصرين."),
    "SBX-005": (
        "A required part of the message header is missing.",
        "ينقص ترويسة الرسالة جزء إلزامي.",
    ),
    "SBX-006": (
        "The timestamp must be a full date and time with offset.",
        "يجب أن يكون وقت الرسالة تاريخًا ووقتًا كاملين مع فرق التوقيت.",
    ),
    "SBX-007": (
        "The exchange does not know this message event.",
        "نوع الرسالة غير معروف لدى المنصة.",
    ),
    "SBX-008": (
        "The focus does not lead to the resource this event is about.",
        "لا يشير محور الرسالة إلى المورد المطلوب لهذا النوع.",
    ),
    "SBX-009": ("This id must be a GUID.", "يجب أن يكون هذا المعرّف من نوع GUID."),
    "SBX-010": (
        "The message is larger than the exchange accepts.",
        "حجم الرسالة أكبر من الحد المسموح به.",
    ),
    "SBX-011": (
        "The access token is missing, wrong or expired.",
        "رمز الدخول مفقود أو غير صحيح أو منتهي الصلاحية.",
    ),
    "SBX-012": (
        "This client may not send for the sender's licence.",
        "لا يحق لهذا العميل الإرسال باسم ترخيص المرسل.",
    ),
    "SBX-013": (
        "The content type must be application/fhir+json.",
        "يجب أن يكون نوع المحتوى application/fhir+json.",
    ),
    "SBX-014": (
        "The timestamp is more than the tolerated minutes from the exchange's clock.",
        "يختلف وقت الرسالة عن ساعة المنصة بأكثر من المدة المسموح بها.",
    ),
    "SBX-015": (
        "Too many messages at once; send again after the stated seconds.",
        "عدد الرسائل كبير؛ أعد الإرسال بعد المدة المذكورة.",
    ),
    "SBX-016": (
        "The exchange has failed inside; send the same message again.",
        "حدث خلل داخلي في المنصة؛ أعد إرسال الرسالة نفسها.",
    ),
    "SBX-017": ("The exchange cannot be reached at the moment.", "المنصة غير متاحة حاليًا."),
    "SBX-020": ("A required element is missing.", "عنصر إلزامي مفقود."),
    "SBX-021": (
        "The value is not one of those allowed here.",
        "القيمة ليست من القيم المسموح بها هنا.",
    ),
    "SBX-022": (
        "The code has the wrong format or no code system.",
        "صيغة الرمز غير صحيحة أو بلا نظام ترميز.",
    ),
    "SBX-023": (
        "There must be exactly one principal diagnosis.",
        "يجب أن يكون هناك تشخيص رئيسي واحد فقط.",
    ),
    "SBX-024": ("Amounts must be in Omani rials.", "يجب أن تكون المبالغ بالريال العماني."),
    "SBX-025": (
        "Quantity must be above zero and amounts not negative.",
        "يجب أن تكون الكمية أكبر من صفر وألا تكون المبالغ سالبة.",
    ),
    "SBX-026": (
        "The patient share is more than the line, or the shares do not add up to it.",
        "حصة المريض أكبر من مبلغ البند أو لا تساوي الحصتان مبلغ البند.",
    ),
    "SBX-027": ("The identifier is longer than 50 characters.", "المعرّف أطول من 50 حرفًا."),
    "SBX-028": (
        "The poll may ask for 1 to 100 messages.",
        "يمكن طلب رسالة واحدة إلى 100 رسالة في كل سحب.",
    ),
    "SBX-029": (
        "Included and excluded message types may not be given together.",
        "لا يجوز الجمع بين الأنواع المطلوبة والأنواع المستثناة.",
    ),
    "SBX-030": (
        "The exchange holds nothing under this identifier.",
        "لا يوجد لدى المنصة شيء بهذا المعرّف.",
    ),
    "SBX-031": (
        "An attachment must be PDF or JPEG with title and creation date.",
        "يجب أن يكون المرفق PDF أو JPEG مع عنوان وتاريخ إنشاء.",
    ),
    "SBX-032": (
        "The claim this one follows was cancelled.",
        "المطالبة المرتبطة ملغاة.",
    ),
    "SBX-033": (
        "The claim this one follows was corrected already; follow the last correction.",
        "سبق تصحيح المطالبة المرتبطة؛ يجب الارتباط بآخر تصحيح.",
    ),
    "SBX-034": (
        "A complaint about the claim is open; one at a time.",
        "يوجد اعتراض مفتوح على المطالبة؛ لا يُقبل أكثر من اعتراض في الوقت نفسه.",
    ),
    "SBX-035": (
        "The claim this one follows is not judged yet.",
        "لم يُبت بعد في المطالبة المرتبطة.",
    ),
    "SBX-036": (
        "A complaint carries only lines of the judged claim, unchanged and under their sequences.",
        "يحمل الاعتراض بنود المطالبة المبتوت فيها فقط، دون تغيير وبأرقام تسلسلها.",
    ),
    "SBX-037": (
        "A complaint needs a comment as supporting information.",
        "يجب أن يتضمن الاعتراض تعليقًا ضمن المعلومات الداعمة.",
    ),
    "SBX-038": (
        "Only what was entered wrongly or twice can be nullified.",
        "لا يُبطل إلا ما أُدخل خطأً أو تكرر إدخاله.",
    ),
    "SBX-039": (
        "The approval is used by a claim.",
        "الموافقة مستخدمة في مطالبة.",
    ),
    "SBX-040": (
        "The question this answers is not known.",
        "السؤال الذي يجيب عنه هذا الرد غير معروف.",
    ),
    "SBX-041": (
        "An attachment is larger than the exchange accepts.",
        "حجم المرفق أكبر من الحد المسموح به.",
    ),
    "SBX-042": (
        "An attachment cannot be opened, or is not as long as it says.",
        "تعذّر فتح المرفق أو لا يطابق حجمه المعلن.",
    ),
    "SBX-043": (
        "The message has more attachments than the exchange accepts.",
        "عدد المرفقات أكبر من الحد المسموح به.",
    ),
    "1658": (
        "No member is found with these patient details.",
        "لم يُعثر على مؤمَّن له بهذه البيانات.",
    ),
    "GE-00010": (
        "The receiver is not a payer on this exchange.",
        "الجهة المستقبلة ليست شركة تأمين مسجلة في المنصة.",
    ),
    "GE-00012": (
        "The payer could not be reached; the answer is not known.",
        "تعذّر الوصول إلى شركة التأمين؛ النتيجة غير معروفة.",
    ),
    "GE-00013": ("The element has the wrong form.", "صيغة العنصر غير صحيحة."),
    "GE-00020": (
        "The provider in the message is not its sender.",
        "مقدم الخدمة في الرسالة ليس هو مرسلها.",
    ),
    "GE-00026": (
        "The payer's system cannot take this claim.",
        "لا يمكن لنظام شركة التأمين استقبال هذه المطالبة.",
    ),
    "GE-00028": (
        "An amount has more than three decimals.",
        "يحمل المبلغ أكثر من ثلاث خانات عشرية.",
    ),
    "RE-00169": (
        "A reference leads to nothing in the bundle.",
        "إحدى الإحالات لا تشير إلى أي مورد في الحزمة.",
    ),
    "RE-00170": ("The date or time is not valid.", "التاريخ أو الوقت غير صالح."),
    "prescription-unknown": (
        "No prescription lies here under this token.",
        "لا توجد وصفة محفوظة بهذا الرمز.",
    ),
    "prescription-taken": (
        "Another pharmacy holds this prescription.",
        "هذه الوصفة محجوزة لدى صيدلية أخرى.",
    ),
    "prescription-expired": ("The prescription has run out.", "انتهت صلاحية الوصفة."),
    "prescription-dispensed": (
        "Everything on this prescription was supplied.",
        "صُرف كل ما في هذه الوصفة.",
    ),
    "BV-00044": (
        "Sequence numbers must be unique and run from 1.",
        "يجب أن تكون أرقام التسلسل فريدة وتبدأ من 1.",
    ),
    "BV-00057": ("The same diagnosis is given twice.", "تكرّر التشخيص نفسه."),
    "BV-00059": ("The total is not the sum of the lines.", "الإجمالي لا يساوي مجموع البنود."),
    "BV-00061": (
        "A service is dated after the message was created.",
        "تاريخ إحدى الخدمات بعد تاريخ إنشاء الرسالة.",
    ),
    "BV-00127": (
        "The message ids were already used for another message.",
        "سبق استخدام معرّفات الرسالة لرسالة أخرى.",
    ),
    "BV-00143": ("The claim is already cancelled.", "سبق إلغاء المطالبة."),
    "BV-00163": (
        "The identifier was already used with other content; a changed message needs a new one.",
        "سبق استخدام المعرّف بمحتوى مختلف؛ الرسالة المعدّلة تحتاج معرّفًا جديدًا.",
    ),
    "BV-00199": ("The practitioner carries no licence.", "لا يحمل الممارس رقم ترخيص."),
    "BV-00233": (
        "The communication is not about a claim this exchange holds.",
        "المراسلة لا تخص مطالبة محفوظة في المنصة.",
    ),
    "BV-00251": (
        "Net is not quantity times unit price times factor plus tax.",
        "الصافي لا يساوي الكمية × سعر الوحدة × المعامل + الضريبة.",
    ),
    "BV-00354": (
        "The notice does not match a payment of this exchange.",
        "الإشعار لا يطابق أي دفعة في المنصة.",
    ),
    "BV-00365": (
        "The claim subtype does not fit the claim type.",
        "النوع الفرعي لا يناسب نوع المطالبة.",
    ),
    "BV-00373": (
        "The message carries more claims than a batch may.",
        "عدد المطالبات في الرسالة أكبر من حد الدفعة.",
    ),
    "BV-00376": (
        "A medicine does not say for how many days it lasts.",
        "لا يذكر أحد الأدوية عدد الأيام التي يكفيها.",
    ),
    "BV-00442": (
        "A line points to a care team member that is not there.",
        "يشير أحد البنود إلى عضو غير موجود في فريق الرعاية.",
    ),
    "BV-00444": (
        "A line points to a diagnosis that is not there.",
        "يشير أحد البنود إلى تشخيص غير موجود.",
    ),
    "BV-00446": (
        "Only a claim that is posted and unpaid can be cancelled.",
        "لا يمكن إلغاء إلا مطالبة مسجلة وغير مدفوعة.",
    ),
    "BV-00725": (
        "The related claim is not known for this payer and provider.",
        "المطالبة المرتبطة غير معروفة لهذه الشركة ومقدم الخدمة.",
    ),
    "BV-00743": (
        "The encounter class does not fit the claim type.",
        "فئة الزيارة لا تناسب نوع المطالبة.",
    ),
    "BV-00848": ("The birth date is in the future.", "تاريخ الميلاد في المستقبل."),
}


@dataclass(frozen=True)
class Finding:
    """One thing wrong with a message: a code of SENTENCES and the element it concerns."""

    code: str
    element: str

    @property
    def english(self) -> str:
        return SENTENCES[self.code][0]

    @property
    def arabic(self) -> str:
        return SENTENCES[self.code][1]
