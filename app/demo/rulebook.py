"""What the clinic of the demo set and wrote itself: one setting, two rules, and a look through its refusals."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.claims.rulebook import service, simulation, writing
from app.claims.rulebook.conditions import ALL, Condition, Group
from app.claims.rulebook.own_rules import RuleDraft
from app.claims.rulebook.service import NewSetting
from app.kernel import clock
from app.kernel.db import db
from app.kernel.words import Bilingual
from app.tenants.scope import in_tenant


def write_rules(tenant_id: UUID, by: UUID) -> None:
    """The claims officer's own rulebook. Commits."""
    with in_tenant(tenant_id, by):
        begins = clock.today() - timedelta(days=30)
        service.set_edit(
            NewSetting(
                edit="CHK-13", valid_from=begins, parameters={"eligibility_max_age_hours": 48},
                reason="Agreed among us: a check of the day before is good enough",
            )
        )  # fmt: skip
        for draft in (
            RuleDraft(
                name="Dear claims", action="hold", valid_from=clock.today(),
                when=Group(ALL, (Condition("payer_total", "more_than", ("60.000",)),)),
                message=Bilingual("A second person looks at it first", "يراجعها شخص ثانٍ أولًا"),
            ),
            RuleDraft(
                name="Late entry", action="warn", valid_from=clock.today(),
                when=Group(ALL, (Condition("days_since_visit", "at_least", ("10",)),)),
                message=Bilingual("Ask why it lay so long", "اسأل عن سبب تأخرها"),
            ),
        ):  # fmt: skip
            rule = writing.begin()
            writing.save(rule.id, draft, rule.version)
        simulation.of_refusals()
        db.session.commit()
