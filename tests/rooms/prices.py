"""Contracts, prices and the clinic's own rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.claims.rulebook import service as rulebook
from app.claims.rulebook import simulation
from app.claims.rulebook import writing as rule_writing
from app.claims.rulebook.conditions import Condition, Group
from app.claims.rulebook.models import RuleProposal
from app.claims.rulebook.outcomes import Tally
from app.claims.rulebook.own_rules import RuleDraft
from app.claims.rulebook.service import NewSetting
from app.contracts import tolerance
from app.kernel.db import db
from app.kernel.words import Bilingual
from tests.cast import Person
from tests.factories import clinic
from tests.factories.clinic import ALPHA, BETA, DELTA, GAMMA, Mark
from tests.rooms.names import Ids


def master_data(ids: Ids, mark: Mark, owner: Person) -> None:
    ids["practitioner"] = clinic.a_practitioner(mark)
    ids["practitioner_2"] = clinic.a_practitioner(
        mark, licence="DEMO-D-1002", name="Dr Huda", arabic="د. هدى", payers=(ALPHA,)
    )
    known = clinic.the_services(mark)
    for payer in (ALPHA, BETA, GAMMA, DELTA):
        book = clinic.a_contract(mark, payer=payer, known=known)
        name = payer.removeprefix("DEMO-").lower()
        ids[f"contract_{name}"], ids[f"price_list_{name}"] = book.contract_id, book.price_list_id
        tolerance.agree(book.contract_id, Decimal("0.050"), date(2026, 1, 1))
    for local_code, service_id in known.items():
        ids[f"service_{local_code}"] = service_id
    rulebook.set_edit(
        NewSetting(edit="CHK-13", severity="warn", valid_from=date(2026, 1, 1), reason=mark.en("Since the new year"))
    )  # fmt: skip
    _rules(ids, mark)


def _rules(ids: Ids, mark: Mark) -> None:
    """A rule that keeps one claim back, one that proposes, one still being written."""
    drafts = {
        "rule": RuleDraft(
            name=mark.en("Back pain"), action="hold", valid_from=date(2026, 1, 1),
            when=Group("all", (Condition("diagnosis", "one_of", ("M54.50",)),)),
            message=Bilingual(mark.en("Ask the doctor first"), mark.ar("اسأل الطبيب أولًا")),
        ),
        "rule_proposing": RuleDraft(
            name=mark.en("Own referral"), action="set", valid_from=date(2026, 1, 1),
            when=Group("all", (Condition("line_count", "at_least", ("1",)),)),
            message=Bilingual("", ""), target="referral_number", value="SELF",
        ),
    }  # fmt: skip
    for name, draft in drafts.items():
        ids[name] = rule_writing.begin().id
        rule_writing.save(ids[name], draft, 1)
    rule = drafts["rule"]
    ids["simulation_rule"] = simulation.of_rule(ids["rule"], "OWN-01", rule.when, "hold").id
    ids["simulation_setting"] = simulation.of_setting(
        NewSetting(edit="CHK-13", severity="block", valid_from=date(2026, 1, 1), reason=mark.en("Tried"))
    ).id  # fmt: skip
    for name in ("proposal", "proposal_unwanted"):
        proposal = RuleProposal(
            key=f"MN-1-1|service={name} {mark.latin}", reason_code="MN-1-1", features=[["service", mark.latin]],
            support=3, matched=3, precision=Decimal(1), lift=Decimal(9), amount=Decimal("37.500"),
            backtest=Tally().as_kept(),
        )  # fmt: skip
        db.session.add(proposal)
        ids[name] = proposal.id
    ids["rule_unfinished"] = rule_writing.begin().id
