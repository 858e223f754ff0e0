"""Codes of insurers and exchange in our own words (msgids). Unknown codes keep the words they came with."""

from __future__ import annotations

from app.kernel.words import N_

# Why an insurer denied or cut a line; codes of the Gulf's common list.
DENIALS = {
    "ELIG-001": N_("This policy does not cover the patient."),
    "ELIG-005": N_("The cover had ended before the service."),
    "ELIG-006": N_("The cover had not begun on the day of the service."),
    "ELIG-007": N_("This clinic is outside the patient's network."),
    "ELIG-008": N_("The patient's cover is suspended."),
    "AUTH-001": N_("The service needed an approval before it was given."),
    "AUTH-003": N_("The insurer does not know the approval number."),
    "AUTH-004": N_("The approval does not hold on the day of the service."),
    "AUTH-005": N_("Something else was billed than was approved."),
    "AUTH-006": N_("The medicine does not go with another one the patient takes."),
    "AUTH-007": N_("The patient takes this ingredient already."),
    "AUTH-008": N_("The insurer finds the dose unusual."),
    "AUTH-009": N_("The prescription had run out."),
    "AUTH-012": N_("The insurer asked for information and did not get it."),
    "AUTH-013": N_("The claim named no prescription."),
    "BENX-002": N_("The limit of this benefit is used up."),
    "BENX-005": N_("The limit of the year is used up."),
    "CLAI-012": N_("The claim departs from the contract."),
    "CLAI-017": N_("The insurer does not pay this clinic directly for this patient."),
    "CODE-010": N_("The practitioner's specialty may not bill this service."),
    "CODE-012": N_("The service does not belong to this kind of visit."),
    "CODE-013": N_("The insurer does not accept this principal diagnosis."),
    "CODE-014": N_("The service does not fit the patient's age or sex."),
    "COPY-001": N_("The patient's share was not collected."),
    "DUPL-001": N_("This service of this day was claimed before."),
    "DUPL-002": N_("The patient still had this medicine from an earlier supply."),
    "MNEC-003": N_("The diagnosis does not explain the need for this service."),
    "MNEC-004": N_("The service was repeated more often than the illness explains."),
    "MNEC-005": N_("More was given than the illness explains."),
    "NCOV-001": N_("The policy excludes this diagnosis."),
    "NCOV-002": N_("The illness is older than the cover."),
    "NCOV-003": N_("The policy excludes this service."),
    "NCOV-025": N_("The insurer holds that the service was not given."),
    "NCOV-027": N_("The medicine is not on the insurer's list."),
    "PRCE-001": N_("The amounts do not add up."),
    "PRCE-002": N_("The service is contained in another one that was paid."),
    "PRCE-006": N_("This visit is a follow-up without charge."),
    "PRCE-007": N_("The contract names no price for this service."),
    "PRCE-011": N_("The price is higher than the contract's."),
    "TIME-001": N_("The claim arrived after the deadline."),
    "TIME-003": N_("The complaint arrived after the deadline."),
}

# Why the exchange turned a message back before the insurer saw it.
REFUSALS = {
    "1658": N_(
        "The insurer finds no member with these particulars. Compare name and number with the card."
    ),
    "GE-00010": N_("The exchange does not know this insurer. Check the insurer's licence."),
    "GE-00012": N_("The exchange could not reach the insurer, and the outcome is not known."),
    "GE-00013": N_("A value has a form the exchange does not take. Tell your support."),
    "GE-00020": N_(
        "The clinic named in the claim is not the one that sent it. Check the licence in Settings."
    ),
    "GE-00026": N_("The insurer's system could not take this claim. Try again later."),
    "GE-00028": N_("An amount has more than three decimals. Correct it."),
    "RE-00169": N_("A part of the message is missing. Tell your support."),
    "RE-00170": N_("A date or time is not valid. Check the service date."),
    "BV-00044": N_("Lines or diagnoses are not numbered in order. Tell your support."),
    "BV-00057": N_("The same diagnosis stands in the claim twice. Remove one."),
    "BV-00059": N_("The total is not the sum of the lines. Save the claim again and send it."),
    "BV-00061": N_("A service is dated after the sending. Correct the service date."),
    "BV-00127": N_("The exchange has seen this message number before. Send the claim again."),
    "BV-00143": N_("The claim was cancelled before."),
    "BV-00163": N_(
        "The exchange holds another claim under this number. Send it again under a new one."
    ),
    "BV-00199": N_("The practitioner's licence number is missing. Enter it."),
    "BV-00251": N_(
        "The net of a line is not quantity x price x factor + tax. Save the claim again."
    ),
    "BV-00365": N_("The kind of visit does not fit the kind of claim."),
    "BV-00376": N_("A medicine lacks its days of supply. Enter for how many days it lasts."),
    "BV-00442": N_("A line names a practitioner who is not in the claim."),
    "BV-00444": N_("A line points to a diagnosis that is not there. Correct the line."),
    "BV-00446": N_("Only a claim that was taken and not yet paid can be cancelled."),
    "BV-00725": N_("The insurer does not know the earlier claim this one follows."),
    "BV-00743": N_("The class of the visit does not fit the kind of claim."),
    "BV-00848": N_("The birth date lies in the future. Correct it."),
}

SENTENCES = {**DENIALS, **REFUSALS}


def sentence_of(code: str | None) -> str | None:
    """The sentence (a msgid) for a code, if the code is known here."""
    return SENTENCES.get(code or "")
