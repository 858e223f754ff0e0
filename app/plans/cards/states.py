"""The life of a card payment: offered at the gateway, then paid, refused or abandoned; what nobody owed goes back."""

from __future__ import annotations

from app.kernel.states import StateMachine, Status, by_name
from app.kernel.words import N_

OFFERED, PAID, SURPLUS, RETURNED = "offered", "paid", "surplus", "returned"
REFUSED, ABANDONED = "refused", "abandoned"
# Money may still come of these: the gateway may tell late, or take another card on the same page.
WITHOUT_MONEY = (OFFERED, REFUSED, ABANDONED)

CARD_PAYMENT = StateMachine(
    "card payment",
    {
        (OFFERED, "refused"): REFUSED,
        (OFFERED, "abandoned"): ABANDONED,
        **{(state, "captured"): PAID for state in WITHOUT_MONEY},
        # The invoice was paid in the meantime, whole or in part.
        **{(state, "captured_beyond"): SURPLUS for state in WITHOUT_MONEY},
        (SURPLUS, "given_back"): RETURNED,
    },
    initial=OFFERED,
    final=frozenset({PAID, RETURNED}),
)

CARD_STATUSES = by_name(
    Status(
        inner=OFFERED,
        outer=N_("Waiting for the card"),
        tone="blue",
        happens_next=N_("The card service tells us what became of it; where it does not, we ask every minute."),
        you_can=N_("Pay on the page of the card service."),
    ),
    Status(
        inner=PAID,
        outer=N_("Paid"),
        tone="green",
        happens_next=N_("It is set against the invoice."),
        you_can=N_("Nothing needs to be done."),
    ),
    Status(
        inner=SURPLUS,
        outer=N_("Paid beyond the invoice"),
        tone="amber",
        happens_next=N_("The invoice was paid already: what is too much goes back to the card within minutes."),
        you_can=N_("Nothing needs to be done."),
    ),
    Status(
        inner=RETURNED,
        outer=N_("Given back"),
        tone="grey",
        happens_next=N_("What was too much went back to the card. The bank shows it in a few days."),
        you_can=N_("Nothing needs to be done."),
    ),
    Status(
        inner=REFUSED,
        outer=N_("Card refused"),
        tone="red",
        happens_next=N_("Nothing was charged."),
        you_can=N_("Pay with another card, or by transfer."),
    ),
    Status(
        inner=ABANDONED,
        outer=N_("Given up"),
        tone="grey",
        happens_next=N_("Nothing was charged."),
        you_can=N_("Begin again whenever you like."),
    ),
)  # fmt: skip
