"""What happened at the operator's desk, in words."""

from __future__ import annotations

from app.kernel.words import N_

DESK: dict[str, str] = {
    "desk.person_added": N_("Person of the desk added"),
    "desk.sign_in_failed": N_("Sign-in at the desk failed"),
    "desk.code_failed": N_("Second factor failed"),
    "desk.page_refused": N_("Alert: a page of a tenant was asked for at the desk and refused"),
    "desk.signed_in": N_("Signed in at the desk"),
    "desk.factor_enrolled": N_("Second factor taken into use"),
    "desk.password_changed": N_("Password of the desk changed"),
    "application.seen": N_("Application opened"),
    "application.leads_seen": N_("Addresses of leads seen"),
    "application.paper_opened": N_("Paper of an application opened"),
    "application.list_attached": N_("List of practitioners attached"),
    "application.list_removed": N_("List of practitioners taken out"),
    "application.list_opened": N_("List of practitioners opened"),
    "application.returned": N_("More asked of an applicant"),
    "application.refused": N_("Application refused"),
    "application.approval": N_("Application approved by one of two"),
    "application.approved": N_("Application approved by two"),
    "list.line_added": N_("Line added to a dated list"),
    "list.line_ended": N_("Line of a dated list ended"),
    "incident.told": N_("Tenants told of an incident"),
    "incident.ended": N_("Incident ended"),
    "mail.outbox_seen": N_("Outbox of the trial opened"),
    "mail.tried_again": N_("Letter sent once more"),
}
