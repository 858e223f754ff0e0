from dataclasses import replace

import pytest

from app.claims.scrubbing import check
from tests.claims.scrubbing.facts import (
    CLEAN,
    LINE,
    OMR,
    answer,
    claim,
    found,
    line,
    two_lines,
)


def priced(total, **changes):
    """A line with its amounts changed, in a claim of that total."""
    return claim(lines=(replace(LINE, **changes),), total=OMR(total))


def plain(price, net, share, **changes):
    return priced(net, unit_price=OMR(price), net=OMR(net), patient_share=OMR(share), **changes)


NO_SHARE = answer(copay_percent=None)

# fmt: off
EDGES = [
    # the claim                                                           what is found
    (priced("20.001", net=OMR("20.001"), patient_share=OMR("2.000")),     ["CHK-77 lines-0-net"]),
    (plain("6.667", "10.000", "1.000", factor=OMR("1.5")),                ["CHK-77 lines-0-net"]),
    (plain("6.667", "10.001", "1.000", factor=OMR("1.5")),                []),
    (claim(total=OMR("20.001")),                                          ["CHK-78 total"]),
    (claim(total=OMR("19.999")),                                          ["CHK-78 total"]),
    (claim(total=OMR("20.0000")),                                         []),
    (claim(total=OMR("20.0004")),                                         ["CHK-79 total"]),
    (plain("20.0004", "20.000", "2.000"),                                 ["CHK-79 lines-0-unit_price"]),
    (line(tax=OMR("0.0004")),                                             ["CHK-79 lines-0-tax"]),
    (line(net=OMR("20.0004")),                                            ["CHK-79 lines-0-net"]),
    (line(patient_share=OMR("2.0004")),                                   ["CHK-79 lines-0-patient_share"]),
    (line(contract_price=OMR("20.000")),                                  []),
    (line(contract_price=OMR("19.999")),                                  ["CHK-80 lines-0-unit_price"]),
    (line(contract_price=OMR("25.000")),                                  []),
    (line(patient_share=OMR("1.999")),                                    ["CHK-81 lines-0-patient_share"]),
    (line(patient_share=OMR("2.001")),                                    ["CHK-81 lines-0-patient_share"]),
    (line(patient_share=OMR("0")),                                        ["CHK-81 lines-0-patient_share"]),
    (line(patient_share=OMR("-0.001")),                                   ["CHK-81 lines-0-patient_share"]),
    (line(patient_share=OMR("20.001")),                                   ["CHK-81 lines-0-patient_share"]),
    (answer(copay_max=OMR("2.000")),                                      []),
    (answer(copay_max=OMR("1.999")),                                      ["CHK-81 lines-0-patient_share"]),
    (replace(line(patient_share=OMR(0)), eligibility=NO_SHARE.eligibility), []),
    (claim(patient_share_collected=OMR("2.000")),                         []),
    (claim(patient_share_collected=OMR("1.999")),                         ["CHK-81 total"]),
    (two_lines({"patient_share": OMR("4.000")}, {"patient_share": OMR(0)}), []),
    (plain("20", "21.000", "2.100", tax=OMR("1.000"), vat_category="standard"), []),
    (plain("20", "21.001", "2.100", tax=OMR("1.001"), vat_category="standard"), ["CHK-82 lines-0-tax"]),
    (line(vat_category="standard"),                                       ["CHK-82 lines-0-tax"]),
    (line(vat_category="zero"),                                           []),
    (plain("20", "21.000", "2.100", tax=OMR("1.000")),                    ["CHK-82 lines-0-tax"]),
    (plain("0.001", "0.001", "0.000"),                                    []),
    (plain("0", "0", "0"),                                                ["CHK-83 lines-0-unit_price"]),
    (plain("20", "-20", "0", quantity=OMR(-1)),                           ["CHK-83 lines-0-quantity"]),
    (plain("20", "0", "0", factor=OMR(0)),                                ["CHK-83 lines-0-factor"]),
]
# fmt: on


@pytest.mark.parametrize(("facts", "expected"), EDGES)
def test_money(facts, expected):
    assert found(facts) == expected


def test_what_is_at_stake_is_the_difference_or_what_the_payer_would_pay():
    (dear,) = check(line(contract_price=OMR("18.500")))
    (share,) = check(line(patient_share=OMR("0.500")))
    (total,) = check(claim(total=OMR("20.001")))

    assert dear.at_stake == OMR("1.500")
    assert share.at_stake == OMR("1.500")
    assert total.at_stake == OMR("18.000") == CLEAN.payer_total


def test_the_tax_rate_is_a_parameter():
    taxed = plain("20", "22.000", "2.200", tax=OMR("2.000"), vat_category="standard")

    assert found(taxed) == ["CHK-82 lines-0-tax"]
    assert found(taxed, {"vat_rate": "0.10"}) == []


def test_a_payer_may_let_small_differences_pass():
    dear = line(contract_price=OMR("19.500"))
    short = claim(patient_share_collected=OMR("1.999"))

    assert found(dear, {"price_tolerance": "0.499"}) == ["CHK-80 lines-0-unit_price"]
    assert found(dear, {"price_tolerance": "0.500"}) == []
    assert found(line(patient_share=OMR("1.990")), {"share_tolerance": "0.009"}) != []
    assert found(line(patient_share=OMR("1.990")), {"share_tolerance": "0.010"}) == []
    assert found(short, {"share_must_be_collected": False}) == []
