"""flask states: draw every state table into the handbook."""

from __future__ import annotations

from pathlib import Path

import click

from app.approvals.states import APPROVAL
from app.batches.states import BATCH
from app.claims.rulebook.states import HOLD, PROPOSAL, SIMULATION
from app.claims.states import ADJUDICATION, CLAIM
from app.conversations.states import QUESTION, WORDS_OF_OURS
from app.departing.states import DEPARTURE, EXPORT
from app.disputes.states import DISPUTE
from app.eligibility.states import CHECK
from app.exchange.states import MESSAGE
from app.going_live.states import LIVE_REQUEST
from app.imports.states import IMPORT
from app.kernel.states import StateMachine
from app.onboarding.states import APPLICATION
from app.pharmacy.dispensing.states import DISPENSE
from app.pharmacy.prescriptions.states import PRESCRIPTION, TASK
from app.plans.cards.states import CARD_PAYMENT
from app.plans.states import INVOICE
from app.prescribing.states import WRITING
from app.remittances.states import LINE, REMITTANCE
from app.support.states import ACCESS, GRANT
from app.tenants.states import BRANCH_REQUEST

DIAGRAMS = Path(__file__).parents[2] / "docs" / "states"
MACHINES = (
    CLAIM,
    ADJUDICATION,
    MESSAGE,
    CHECK,
    BATCH,
    DISPUTE,
    QUESTION,
    WORDS_OF_OURS,
    HOLD,
    SIMULATION,
    PROPOSAL,
    REMITTANCE,
    LINE,
    APPROVAL,
    PRESCRIPTION,
    TASK,
    WRITING,
    DISPENSE,
    APPLICATION,
    IMPORT,
    INVOICE,
    CARD_PAYMENT,
    LIVE_REQUEST,
    EXPORT,
    DEPARTURE,
    GRANT,
    ACCESS,
    BRANCH_REQUEST,
)


def drawn(machine: StateMachine) -> str:
    """The page of one state table."""
    return (
        f"# The states of a {machine.name}\n\n"
        "Drawn from the table by `make states`; a test fails when they differ. "
        "Events marked with a star are corrections.\n\n"
        f"```mermaid\n{machine.draw()}```\n"
    )


@click.command("states")
@click.option("--check", is_flag=True, help="Draw nothing; fail when a drawing is out of date.")
def command(*, check: bool) -> None:
    """Draw every state table into docs/states/."""
    DIAGRAMS.mkdir(parents=True, exist_ok=True)
    for machine in MACHINES:
        file = DIAGRAMS / f"{machine.name.replace(' ', '-')}.md"
        if check:
            if not file.exists() or file.read_text(encoding="utf-8") != drawn(machine):
                raise click.ClickException(f"{file.name} is out of date: make states")
            continue
        file.write_text(drawn(machine), encoding="utf-8")
        click.echo(file.name)
