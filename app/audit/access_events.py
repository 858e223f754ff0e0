"""What happened at the door and to the people who come in by it, in words."""

from __future__ import annotations

from app.kernel.words import N_

ACCESS: dict[str, str] = {
    "access.signed_in": N_("Signed in"),
    "access.sign_in_failed": N_("Sign-in failed"),
    "access.signed_out": N_("Signed out"),
    "access.locked": N_("Screen locked"),
    "access.unlocked": N_("Screen unlocked"),
    "access.unlock_failed": N_("Unlocking failed"),
    "access.session_ended": N_("Device signed out"),
    "access.password_changed": N_("Password changed"),
    "access.password_change_failed": N_("Wrong password given for a change"),
    "access.password_reset": N_("New first password made"),
    "access.password_voided": N_("Unused first password voided"),
    "access.person_added": N_("Person added"),
    "access.role_changed": N_("Role changed"),
    "access.branches_changed": N_("Branches of a person changed"),
    "access.password_given": N_("Password given, second factor asked for"),
    "access.factor_refused": N_("Second factor or fresh proof refused"),
    "access.recovery_code_used": N_("Recovery code used"),
    "access.proven_again": N_("Proved again who it is"),
    "access.app_added": N_("Authenticator app set up"),
    "access.app_removed": N_("Authenticator app removed"),
    "access.passkey_added": N_("Passkey added"),
    "access.passkey_removed": N_("Passkey removed"),
    "access.recovery_codes_made": N_("New recovery codes made"),
    "access.factors_reset": N_("Second factors of a person taken away"),
    "access.second_factor_required": N_("Second factor asked of everybody"),
    "access.invited": N_("Person invited"),
    "access.invitation_withdrawn": N_("Invitation withdrawn"),
    "access.invitation_accepted": N_("Invitation accepted"),
    "access.not_me": N_("Said that a sign-in was somebody else's"),
    "access.others_ended": N_("All other devices signed out"),
    "access.work_handed_over": N_("Work of somebody who left handed over"),
    "access.person_left": N_("Access ended"),
}
