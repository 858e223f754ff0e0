"""What is said to the insurers and what they say back, in our own words.

Amounts are OMR Decimals with three decimals. Days are Muscat days, moments aware. Codes are strings;
where a code belongs to a published list, `system` is that list's uri.
"""

from __future__ import annotations

from app.exchange.messages.claims import (
    CancelAnswer,
    CancelRequest,
    ClaimAnswer,
    ClaimAnswerLine,
    ClaimDiagnosisSaid,
    ClaimSubmission,
    ClaimSubmissionLine,
    RelatedClaim,
)
from app.exchange.messages.conversation import (
    Acknowledgement,
    Communication,
    CommunicationReceived,
    ErrorNotice,
    PollAnswer,
    PollRequest,
    StatusAnswer,
    StatusQuestion,
)
from app.exchange.messages.eligibility import (
    Benefit,
    EligibilityAnswer,
    EligibilityQuestion,
    PolicyAnswer,
)
from app.exchange.messages.kinds import (
    CANCEL,
    CLAIM,
    CLAIMS,
    COMMUNICATION,
    DESK,
    ELIGIBILITY,
    NOTICE,
    PAYMENT,
    POLL,
    POLLED,
    STATUS,
)
from app.exchange.messages.parties import (
    Coding,
    Cover,
    Identification,
    Party,
    PatientIdentity,
    PractitionerIdentity,
    Refusal,
)
from app.exchange.messages.payments import PaymentAdvice, PaymentLine
from app.exchange.messages.replies import (
    DISPATCHED,
    HELD_BACK,
    REFUSED,
    RELEASED,
    UNCLEAR,
    WITHDRAWN,
    Answer,
    DeliveryNote,
    Question,
    Reply,
)

__all__ = [
    "CANCEL",
    "CLAIM",
    "CLAIMS",
    "COMMUNICATION",
    "DESK",
    "DISPATCHED",
    "ELIGIBILITY",
    "HELD_BACK",
    "NOTICE",
    "PAYMENT",
    "POLL",
    "POLLED",
    "REFUSED",
    "RELEASED",
    "STATUS",
    "UNCLEAR",
    "WITHDRAWN",
    "Acknowledgement",
    "Answer",
    "Benefit",
    "CancelAnswer",
    "CancelRequest",
    "ClaimAnswer",
    "ClaimAnswerLine",
    "ClaimDiagnosisSaid",
    "ClaimSubmission",
    "ClaimSubmissionLine",
    "Coding",
    "Communication",
    "CommunicationReceived",
    "Cover",
    "DeliveryNote",
    "EligibilityAnswer",
    "EligibilityQuestion",
    "ErrorNotice",
    "Identification",
    "Party",
    "PatientIdentity",
    "PaymentAdvice",
    "PaymentLine",
    "PolicyAnswer",
    "PollAnswer",
    "PollRequest",
    "PractitionerIdentity",
    "Question",
    "Refusal",
    "RelatedClaim",
    "Reply",
    "StatusAnswer",
    "StatusQuestion",
]
