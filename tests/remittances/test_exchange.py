"""From the payer's own payment over the exchange to the closed claim, and two workers with one advice."""

from __future__ import annotations

import json
import threading
from decimal import Decimal

from app.claims.models import Claim
from app.kernel.db import db
from app.patients.queries import policy
from app.remittances import ledger
from app.remittances.models import Remittance
from app.tenants.scope import in_tenant
from tests.factories import visits, wire
from tests.remittances.conftest import a_judged_claim, for_, pay

OMR = Decimal


def test_the_payer_pays_and_the_claim_closes(app, cluster, people, noor):
    amal = people["amal"]
    with wire.in_process(app, cluster, "sandbox_money") as simulator, app.app_context():
        with in_tenant(amal.tenant_id, amal.user_id):
            claim_id = visits.send(visits.a_draft(policy(noor.policy_id), noor.practitioner_id)).id
            db.session.commit()
        wire.deliver_all(amal.tenant_id)
        wish = {"payer": "DEMO-ALPHA", "sender": "DEMO-P-NOOR"}
        answer = simulator.application.test_client().post(
            "/_control/pay", data=json.dumps(wish), content_type="application/json"
        )
        assert answer.status_code == 200, answer.get_data(as_text=True)
        wire.listen(amal.tenant_id)
        with in_tenant(amal.tenant_id):
            (found,) = db.session.scalars(db.select(Remittance)).all()
            claim = db.session.get_one(Claim, (amal.tenant_id, claim_id))
            row = ledger.account_row(claim_id)
            assert (found.status, found.problem) == ("posted", None)
            assert (claim.status, row.outstanding, row.paid) == ("closed", 0, claim.approved)


def test_two_workers_with_one_advice_post_it_once(app, people, inside, noor):
    with inside("amal"):
        claim = a_judged_claim(noor)
        claim_id, line = claim.id, for_(claim, "10.000")
        db.session.commit()
    amal, ready, failures = people["amal"], threading.Barrier(2), []

    def work() -> None:
        try:
            with app.app_context(), in_tenant(amal.tenant_id):
                ready.wait(10)
                pay(line, reference="ADV-1")
                db.session.commit()
        except Exception as problem:  # noqa: BLE001 - a thread's failure is the test's
            failures.append(problem)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert failures == []
    with inside("amal"):
        problems = sorted(str(one.problem) for one in db.session.scalars(db.select(Remittance)))
        assert problems == ["None", "twice"]
        assert ledger.account_row(claim_id).paid == OMR("10.000")
