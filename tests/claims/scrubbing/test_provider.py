import pytest

from tests.claims.scrubbing.facts import CLEAN, DAY, days, found, provider

BEFORE, AFTER = DAY - days(1), DAY + days(1)

# fmt: off
EDGES = [
    # the claim                                                    what is found
    (provider(facility_licence_to=DAY),                            []),
    (provider(facility_licence_to=BEFORE),                         ["CHK-21 facility"]),
    (provider(facility_licence_from=DAY),                          []),
    (provider(facility_licence_from=AFTER),                        ["CHK-21 facility"]),
    (provider(facility_licence=" "),                               ["CHK-21 facility"]),
    (provider(practitioner_licence_to=DAY),                        []),
    (provider(practitioner_licence_to=BEFORE),                     ["CHK-22 practitioner"]),
    (provider(practitioner_licence_from=DAY),                      []),
    (provider(practitioner_licence_from=AFTER),                    ["CHK-22 practitioner"]),
    (provider(practitioner_licence=""),                            ["CHK-22 practitioner"]),
    (provider(in_payer_list=None),                                 []),
    (provider(in_payer_list=False),                                ["CHK-23 practitioner"]),
    (provider(has_contract=False),                                 ["CHK-25 policy"]),
    (provider(contract_to=DAY),                                    []),
    (provider(contract_to=BEFORE),                                 ["CHK-25 policy"]),
    (provider(contract_from=DAY),                                  []),
    (provider(contract_from=AFTER),                                ["CHK-25 policy"]),
    (provider(branch_whitelisted=True),                            []),
    (provider(branch_whitelisted=False),                           ["CHK-26 facility"]),
]
# fmt: on


@pytest.mark.parametrize(("facts", "expected"), EDGES)
def test_provider(facts, expected):
    assert found(facts) == expected


# fmt: off
RULED = [
    # what the payer wants                                 the claim                       what is found
    ({"specialties_of_code": {"DEMO-100": ["GP", "ENT"]}}, CLEAN,                          []),
    ({"specialties_of_code": {"DEMO-100": ["ENT"]}},       CLEAN,                          ["CHK-24 lines-0-code"]),
    ({"specialties_of_code": {"DEMO-200": ["ENT"]}},       CLEAN,                          []),
    ({"practitioner_list_binding": False},                 provider(in_payer_list=False),  []),
]
# fmt: on


@pytest.mark.parametrize(("wanted", "facts", "expected"), RULED)
def test_what_the_payer_wants_of_practitioners(wanted, facts, expected):
    assert found(facts, wanted) == expected
