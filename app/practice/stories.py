"""The practice patients: invented people whose Civil ID decides what the simulated exchange answers. Pure.

Nobody's card bears such a number. The simulated exchange plays the same list; a test compares them.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.words import N_

COVER, CLAIMS, APPROVALS = "cover", "claims", "approvals"
GROUPS = {
    COVER: N_("What the insurer says about cover"),
    CLAIMS: N_("What becomes of claims"),
    APPROVALS: N_("What becomes of approvals"),
}


@dataclass(frozen=True)
class Story:
    """A practice patient: the number on the card, the name of the story, and what it answers (a msgid)."""

    civil_id: str
    name: str
    group: str
    words: str

    @property
    def place(self) -> int:
        """Its place in the list, from 1: what stands in an address, where no Civil ID may."""
        return int(self.civil_id[-2:])


STORIES = (
    Story(
        "10000001", "covered-10-percent-max-3", COVER, N_("Covered, 10 per cent, up to OMR 3.000")
    ),
    Story("10000002", "covered-without-copay", COVER, N_("Covered, nothing to pay")),
    Story("10000003", "covered-20-percent", COVER, N_("Covered, 20 per cent without ceiling")),
    Story("10000004", "not-active", COVER, N_("Policy ended last year")),
    Story("10000005", "not-covered", COVER, N_("Policy does not cover this care")),
    Story("10000006", "limit-exhausted", COVER, N_("Outpatient limit used up")),
    Story("10000007", "out-of-network", COVER, N_("Provider outside the network")),
    Story("10000008", "several-policies", COVER, N_("Two active policies")),
    Story("10000009", "member-not-found", COVER, N_("Member not found")),
    Story("10000010", "queued", COVER, N_("Could not be determined: queued; claims wait")),
    Story(
        "10000011",
        "payer-unreachable",
        COVER,
        N_("Could not be determined: payer unreachable for now"),
    ),
    Story("10000012", "slow-answer", COVER, N_("Covered, answered slowly")),
    Story("10000013", "coverage-suspended", COVER, N_("Cover suspended")),
    Story("10000014", "covered-from-today", CLAIMS, N_("Covered from today only")),
    Story("10000015", "limit-nearly-used", CLAIMS, N_("OMR 20.000 of the outpatient limit left")),
    Story("10000016", "dependent-child", COVER, N_("Covered as a child of the member")),
    Story("10000017", "approval-for-everything", APPROVALS, N_("Every service needs approval")),
    Story("10000018", "not-direct-billing", COVER, N_("Not on direct billing here")),
    Story("10000019", "claims-pended", CLAIMS, N_("Claims wait, whatever the payer")),
    Story(
        "10000020",
        "claims-partly-denied",
        CLAIMS,
        N_("Claims are judged as a partly denying payer does"),
    ),
    Story("10000021", "claims-denied", CLAIMS, N_("Claims are denied")),
    Story("10000022", "domestic-worker", COVER, N_("Domestic worker's policy")),
    Story(
        "10000023",
        "claims-rejected",
        CLAIMS,
        N_("Covered, but the payer's system takes no claim"),
    ),
    Story(
        "10000024",
        "approval-at-once",
        APPROVALS,
        N_("Approvals are given at once, whatever the payer"),
    ),
    Story("10000025", "approval-pended", APPROVALS, N_("Approvals wait, then are given by poll")),
    Story(
        "10000026",
        "approval-half-of-the-units",
        APPROVALS,
        N_("Approvals are given for half of the units"),
    ),
    Story(
        "10000027",
        "approval-refused",
        APPROVALS,
        N_("Approvals are refused with a reason"),
    ),
    Story(
        "10000028",
        "approval-asks-for-a-document",
        APPROVALS,
        N_(
            "The payer asks for a report first, gives the approval after the answer, refuses without one"
        ),
    ),
    Story("10000029", "approval-ends-tomorrow", APPROVALS, N_("Approvals hold until tomorrow")),
    Story(
        "10000030",
        "claims-asked-about",
        CLAIMS,
        N_("The payer asks for a report before it judges a claim"),
    ),
)


def story(place: int) -> Story | None:
    """The story at this place, or None."""
    return next((one for one in STORIES if one.place == place), None)
