"""The repairs. Findings with the same repair stand together, on the page and in a batch."""

from __future__ import annotations

from app.kernel.words import N_

COMPLETE_PATIENT = N_("Complete the patient's record")
CORRECT_PATIENT = N_("Correct the patient's record")
COMPARE_DATES = N_("Compare the dates")
CHECK_NEWBORN = N_("Check the newborn's cover")
CHOOSE_POLICY = N_("Choose or add the right policy")
CHECK_ELIGIBILITY = N_("Check eligibility again")
TELL_PATIENT = N_("Tell the patient before treating")
CORRECT_OFFLINE = N_("Correct the offline eligibility")
RENEW_LICENCE = N_("Update the licence in Settings")
CHOOSE_PRACTITIONER = N_("Choose another practitioner")
UPDATE_CONTRACT = N_("Update the contract in Settings")
REGISTER_BRANCH = N_("Register the branch with the exchange")
CORRECT_DIAGNOSES = N_("Correct the diagnoses")
LINK_DIAGNOSIS = N_("Link the line to a diagnosis")
CHOOSE_SERVICE = N_("Choose another service")
MAP_CODE = N_("Map the local code")
CHANGE_QUANTITY = N_("Change the quantity")
REMOVE_LINE = N_("Remove the line or explain it")
ADD_SITE = N_("Enter the tooth, side or site")
ADD_REFERRAL = N_("Enter the referral number")
RECALCULATE = N_("Recalculate the amounts")
CORRECT_PRICE = N_("Correct the price")
CORRECT_SHARE = N_("Correct the patient share")
SEND_NOW = N_("Send it now")
CORRECT_DATE = N_("Correct the service date")
OPEN_OTHER_CLAIM = N_("Compare with the other claim")
ADD_PAPERS = N_("Put the attachments right")
COMPLETE_RELATED = N_("Complete the reference to the first claim")
