"""What happened around support access, in words."""

from __future__ import annotations

from app.kernel.words import N_

SUPPORT: dict[str, str] = {
    "support_grant.granted": N_("Support access granted"),
    "support_grant.revoked": N_("Support access taken back"),
    "support_grant.expired": N_("Time of a support access over"),
    "support_access.asked": N_("Support asked to look"),
    "support_access.approved": N_("Look of support approved by a second person"),
    "support_access.declined": N_("Look of support declined"),
    "support_access.opened": N_("Look of support begun"),
    "support_access.viewed": N_("Page seen by support"),
    "support_access.refused": N_("Refused to support"),
    "support_access.ended": N_("Look of support ended"),
    "support_access.lapsed": N_("Look of support never begun"),
    "support_access.signs_seen": N_("Failures and counts seen by support"),
}
