"""What climbs up to the features: answers, and news of our own messages on their way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.exchange.messages.approvals import ApprovalAnswer, ApprovalRequest
from app.exchange.messages.claims import CancelAnswer, CancelRequest, ClaimAnswer, ClaimSubmission
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
from app.exchange.messages.eligibility import EligibilityAnswer, EligibilityQuestion
from app.exchange.messages.parties import Refusal
from app.exchange.messages.payments import PaymentAdvice
from app.exchange.messages.prescriptions import PrescriptionAnswer, PrescriptionQuestion

Question = (
    EligibilityQuestion
    | ApprovalRequest
    | ClaimSubmission
    | CancelRequest
    | StatusQuestion
    | PollRequest
    | Communication
    | PrescriptionQuestion
)
Answer = (
    EligibilityAnswer
    | ApprovalAnswer
    | ClaimAnswer
    | CancelAnswer
    | StatusAnswer
    | PollAnswer
    | CommunicationReceived
    | PaymentAdvice
    | PrescriptionAnswer
    | ErrorNotice
    | Acknowledgement
)

DISPATCHED, UNCLEAR, HELD_BACK, RELEASED = "dispatched", "unclear", "held", "released"
REFUSED, WITHDRAWN = "refused", "withdrawn"
# The event that news of a sending is in the life of what was sent.
SENDING_EVENTS = {
    DISPATCHED: "dispatched",
    UNCLEAR: "fate_unknown",
    HELD_BACK: "held",
    RELEASED: "released",
    REFUSED: "refused_by_exchange",
    WITHDRAWN: "withdrawn",
}
# A request to cancel that does not get through leaves what was to be cancelled where it was.
CANCEL_EVENTS = {
    HELD_BACK: "cancel_held",
    REFUSED: "cancel_refused",
    WITHDRAWN: "cancel_withdrawn",
}


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer on its way up. `message_id` and `subject_id` are of our message it belongs to.

    Both are None for what a payer says unasked (payments, requests about several claims).
    """

    kind: str
    message_id: UUID | None
    subject_kind: str
    subject_id: UUID | None
    answer: Answer
    received_at: datetime
    inbound_id: UUID


@dataclass(frozen=True, kw_only=True)
class DeliveryNote:
    """What became of a message of ours on its way.

    `news`: dispatched (its first byte may have left), unclear (sent, its fate is unknown and a person
    is asked), held (certainly not inside the exchange; a person must act), released (will be sent
    again), refused (the exchange will not have it: see `refusal`), withdrawn.
    """

    message_id: UUID
    kind: str
    subject_id: UUID
    news: str
    at: datetime
    refusal: Refusal | None = None

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """The refusal, where there is one, as an answer holds them."""
        return (self.refusal,) if self.refusal else ()
