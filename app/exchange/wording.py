"""The words of the exchange's pages: kinds, steps, problems, the banner. English msgids."""

from __future__ import annotations

from app.kernel.words import N_

KINDS: dict[str, str] = {
    "eligibility": N_("Eligibility question"),
    "approval": N_("Approval request"),
    "claim": N_("Claim"),
    "cancel": N_("Cancellation"),
    "status": N_("Question of status"),
    "communication": N_("Communication"),
    "poll": N_("Fetching answers"),
    "prescription": N_("Question about a prescription"),
}

INBOUND_KINDS: dict[str, str] = {
    "eligibility": N_("Answer about cover"),
    "approval": N_("Answer to an approval request"),
    "claim": N_("Answer to a claim"),
    "cancel": N_("Answer to a cancellation"),
    "status": N_("Answer about status"),
    "poll": N_("Fetched answers"),
    "communication": N_("Request from an insurer"),
    "payment": N_("Payment advice"),
    "notice": N_("Error notice"),
    "prescription": N_("Answer about a prescription"),
    "acknowledgement": N_("Acknowledgement"),
    "refusal": N_("Refusal"),
}

STREAMS: dict[str, str] = {
    "desk": N_("Questions at the desk"),
    "claims": N_("Claims"),
    "poll": N_("Fetching answers"),
}

# condition -> (word, tone)
CONDITIONS: dict[str, tuple[str, str]] = {
    "working": (N_("Working"), "success"),
    "failing": (N_("Not answering"), "warning"),
    "paused": (N_("Paused after failures"), "danger"),
    "trying": (N_("Trying again"), "waiting"),
}

STEPS: dict[str, str] = {
    "queued": N_("Written into the journal"),
    "taken": N_("Taken up for sending"),
    "turned_back": N_("Not taken in; back in the queue"),
    "lost_sight_of": N_("No answer came; nobody knows if it arrived"),
    "acknowledged": N_("Taken by the exchange"),
    "answered": N_("Answered"),
    "refused": N_("Refused"),
    "held": N_("Held until a person decides"),
    "released": N_("Released by a person"),
    "withdrawn": N_("Withdrawn before it left"),
    "given_up": N_("Given up"),
    "stamped_anew": N_("Its time stamp was renewed before it left"),
    "asked_for_status": N_("Its status was asked for"),
    "status_told": N_("Its status was told"),
    "not_asked_again": N_("Its status is being asked for already"),
    "brought": N_("Answers fetched"),
    "overtaken": N_("A late receipt; the answer was here already"),
}

PROBLEMS: dict[str, str] = {
    "unreachable": N_("The exchange cannot be reached."),
    "address": N_("The address of the exchange is not usable."),
    "timeout": N_("The exchange did not answer in time."),
    "too_slow": N_("The exchange did not answer in time."),
    "cut_off": N_("The connection broke off before the answer was complete."),
    "sign_in": N_("The exchange refuses our sign-in; the operator must look at the account."),
    "throttled": N_("The exchange asked us to slow down."),
    "already_exists": N_("The exchange has this message already."),
    "too_large": N_("The message is larger than allowed."),
    "invalid": N_("The message does not follow the exchange's form and did not leave."),
    "no_answer": N_("It was sent many times and never answered."),
    "other_line": N_(
        "It was composed for the other line: what is practised never reaches the live exchange, and what is real never the simulated one."
    ),
    "rehearsed_outage": N_("The simulated exchange is away: an outage is being rehearsed."),
    "answer_unreadable": N_("Its answer could not be read, more than once."),
    "unknown_there": N_("The exchange says that it does not know this message."),
    "cannot_be_opened": N_("The stored message cannot be opened."),
    "as it stands": N_("The insurer is not ready for it yet."),
    "with a new stamp": N_("Its time stamp was too old."),
    "unreadable": N_("It could not be read."),
    "AnswerOfAnother": N_("It tells of another prescription than the one asked for."),
    "AnswersNothing": N_("It answers no message of this clinic."),
    "NumberUsedTwice": N_("The insurer used the number of an earlier question for another one."),
    "NobodyReadsThis": N_("No part of the application takes this kind of message yet."),
    "token": N_("The exchange's sign-in gave no usable answer."),
}

REASONS: dict[str, str] = {
    "insurer_has_it_not": N_("The insurer says it does not have it"),
    "cause_removed": N_("The cause has been removed"),
    "send_again_anyway": N_("Try once more; a repeated message counts once"),
}

# What a step of a message's life tells beside its name.
DETAILS: dict[str, str] = {
    "attempt": N_("Attempt"),
    "because": N_("Reason"),
    "reason": N_("Reason"),
    "code": N_("Code"),
    "count": N_("Number of messages"),
    "http": N_("Answer of the line"),
    "milliseconds": N_("Milliseconds"),
    "sha256": N_("Fingerprint"),
    "status": N_("Status there"),
}

TONES: dict[str, str] = {
    "queued": "neutral",
    "taken": "waiting",
    "turned_back": "warning",
    "lost_sight_of": "warning",
    "acknowledged": "info",
    "answered": "success",
    "refused": "danger",
    "held": "returned",
    "given_up": "danger",
    "withdrawn": "neutral",
}
