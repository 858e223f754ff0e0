from dataclasses import replace

import pytest

from app.claims.scrubbing import check
from tests.claims.scrubbing.facts import (
    APPROVAL,
    CLEAN,
    DAY,
    LINE,
    NUMBER,
    OMR,
    answer,
    approved,
    claim,
    days,
    found,
    holding,
    line,
)

BEFORE, AFTER = DAY - days(1), DAY + days(1)
SECOND = replace(APPROVAL, reference="DEMO-A-2")
MISSING, DIFFERS = ["CHK-51 lines-0-code"], ["CHK-54 lines-0-code"]
OUTSIDE, WAITS, REFUSED = ["CHK-53 lines-0-service_date"], ["CHK-57 lines-0-code"], ["CHK-58 lines-0-code"]  # fmt: skip

# fmt: off
EDGES = [
    # the claim                                                      what is found
    (line(approval="no"),                                            []),
    (line(approval="yes"),                                           MISSING),
    (line(approval="above", approval_above=OMR("20.000")),           []),
    (line(approval="above", approval_above=OMR("19.999")),           MISSING),
    (line(approval="above"),                                         []),
    (replace(answer(authorization_required=("imaging",)), lines=(replace(LINE, category="imaging"),)), MISSING),
    (answer(authorization_required=("imaging",)),                    []),
    (approved(),                                                     []),
    (approved(named=False),                                          MISSING),
    (approved(named=False, status="draft"),                          MISSING),
    (approved(named=False, status="cancelled"),                      MISSING),
    (approved(named=False, status="rejected"),                       MISSING),
    (approved(named=False, valid_to=BEFORE),                         MISSING),
    (approved(named=False, lines=holding("DEMO-200")),               MISSING),
    (approved(named=False, need="no"),                               []),
    (approved(named=False, need="no", status="pended"),              []),
    (claim(approval_numbers=(NUMBER,)),                              ["CHK-52 approval"]),
    (replace(approved(), approval_numbers=("DEMO-A-9",)),            ["CHK-52 approval"]),
    (replace(approved(), approval_numbers=(NUMBER, "DEMO-A-9")),     ["CHK-52 approval"]),
    (approved(valid_to=DAY),                                         []),
    (approved(valid_to=BEFORE),                                      OUTSIDE),
    (approved(valid_from=DAY),                                       []),
    (approved(valid_from=AFTER),                                     OUTSIDE),
    (approved(need="no", valid_from=AFTER),                          OUTSIDE),
    (approved(status="expired", valid_to=DAY),                       []),
    (approved(status="expired", valid_to=None),                      OUTSIDE),
    (approved(lines=holding("DEMO-200")),                            DIFFERS),
    (approved(status="cancelled"),                                   DIFFERS),
    (approved(need="no", lines=holding("DEMO-200")),                 []),
    (approved(quantity=5),                                           []),
    (approved(quantity=6),                                           ["CHK-55 lines-0-quantity"]),
    (approved(quantity=6, lines=holding(approved=OMR(9), left=None)), []),
    (approved(lines=holding(approved=OMR(5), left=OMR(0))),          ["CHK-55 lines-0-quantity"]),
    (replace(approved(SECOND, quantity=10), approval_numbers=(NUMBER, "DEMO-A-2")), []),
    (replace(approved(SECOND, quantity=11), approval_numbers=(NUMBER, "DEMO-A-2")), ["CHK-55 lines-0-quantity"]),
    (approved(used_in="C-9"),                                        []),
    (approved(used_in="C-9", lines=holding()),                       ["CHK-56 approval"]),
    (approved(used_in="", lines=holding()),                          []),
    (approved(status="pended"),                                      WAITS),
    (approved(status="sent", named=False),                           WAITS),
    (replace(approved(status="sent", reference=""), approval_numbers=("",)), WAITS),
    (replace(approved(status="refused", reference=""), approval_numbers=("",)), REFUSED),
    (replace(approved(reference="", need="no"), approval_numbers=("",)), []),
    (approved(SECOND, status="pended", named=False),                 MISSING),
    (approved(status="refused"),                                     REFUSED),
    (approved(status="refused", named=False),                        REFUSED),
    (approved(status="partial"),                                     []),
    (approved(status="partial", lines=holding(approved=OMR(0))),     REFUSED),
    (approved(question_open=True),                                   ["CHK-59 approval"]),
    (approved(status="pended", question_open=True),                  ["CHK-59 approval", *WAITS]),
    (approved(need="no", named=False, status="pended", question_open=True), ["CHK-59 approval"]),
    (approved(need="no", named=False, status="approved", question_open=True), []),
    (approved(need="no", named=False, status="pended", question_open=True, lines=holding("DEMO-2")), []),
]
# fmt: on


@pytest.mark.parametrize(("facts", "expected"), EDGES)
def test_approval(facts, expected):
    assert found(facts) == expected


# fmt: off
RULED = [
    # what the payer wants                         what is found in the clean claim, whose line comes to 20.000
    ({"codes_needing_approval": ["DEMO-100"]},     MISSING),
    ({"codes_needing_approval": ["DEMO-200"]},     []),
    ({"approval_above": "19.999"},                 MISSING),
    ({"approval_above": "20.000"},                 []),
    ({"approval_above": None},                     []),
]
# fmt: on


@pytest.mark.parametrize(("wanted", "expected"), RULED)
def test_what_the_payer_wants_to_be_asked_about(wanted, expected):
    assert found(CLEAN, wanted) == expected


def test_an_approval_that_is_there_is_named_in_the_sentence():
    (finding,) = check(approved(named=False))

    assert finding.params["number"] == NUMBER
    assert finding.at_stake == OMR("18.000")
