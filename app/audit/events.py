"""What happened, in words. The trail holds stable codes; this is the one place that words them.

An event that has no words here is shown by its code; a test finds such events in the source.
"""

from __future__ import annotations

from app.kernel.words import N_

EVENTS: dict[str, str] = {
    "access.signed_in": N_("Signed in"),
    "access.sign_in_failed": N_("Sign-in failed"),
    "access.signed_out": N_("Signed out"),
    "access.locked": N_("Screen locked"),
    "access.unlocked": N_("Screen unlocked"),
    "access.unlock_failed": N_("Unlocking failed"),
    "access.session_ended": N_("Device signed out"),
    "access.password_changed": N_("Password changed"),
    "access.password_reset": N_("New first password made"),
    "access.person_added": N_("Person added"),
    "access.role_changed": N_("Role changed"),
    "access.person_left": N_("Access ended"),
    "audit.verified": N_("Audit trail verified"),
    "audit.downloaded": N_("Audit trail downloaded"),
    "tenant.opened": N_("Clinic or pharmacy opened"),
}

SUBJECTS: dict[str, str] = {
    "session": N_("Sign-in"),
    "person": N_("Person"),
    "audit": N_("Audit trail"),
    "tenant": N_("Clinic or pharmacy"),
}


