"""What disputes add to a claim's page: the chain of attempts with its windows, and the way to answer."""

from __future__ import annotations

from app.claims.models import Claim
from app.claims.parts import Part
from app.claims.states import ADJUDICATED, DENIED, PARTIAL
from app.disputes import queries, wording
from app.kernel.authz import can
from app.kernel.verbs import Verb
from app.kernel.words import N_

ANSWER = Verb(N_("Correct or complain"), "disputes.choose", "disputes.write", "scale", posts=False, shortcut="r")  # fmt: skip
PROOF = Verb(N_("Proof of sending"), "disputes.filing_proof", "claims.print", "clipboard-check", posts=False)  # fmt: skip


def part(claim: Claim) -> Part | None:
    """The chain on the page of every claim in it, and the windows where a decision waits for an answer."""
    if not can("disputes.view"):
        return None
    waits = _waits(claim)
    chain = queries.chain(claim.id) if claim.root_claim_id or claim.followed_by_id else None
    if not waits and chain is None:
        return None
    values = {
        "windows": [
            (wording.kind_words(kind), *wording.window_words(queries.window(claim, kind)))
            for kind in wording.KINDS
        ] if waits else [],
        "chain": wording.attempts(chain) if chain else [],
        "sentence": wording.chain_sentence(chain) if chain else None,
    }  # fmt: skip
    return Part(template="disputes/_claim.html", values=values)


def verbs(claim: Claim) -> list[Verb]:
    """Answer the decision; print when it was sent."""
    return [*([ANSWER] if _waits(claim) else []), *([PROOF] if claim.attempts else [])]


def _waits(claim: Claim) -> bool:
    """Judged, not in full, and nobody answers it yet."""
    return (
        claim.status == ADJUDICATED
        and claim.adjudication in {PARTIAL, DENIED}
        and claim.followed_by_id is None
    )
