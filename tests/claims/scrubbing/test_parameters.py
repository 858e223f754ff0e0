"""Parameters: read from a dated row, typed into a box and shown again."""

from decimal import Decimal

import pytest

from app.claims.errors import UnknownParameter
from app.claims.scrubbing import EDITS
from app.claims.scrubbing.kinds import Frequency
from app.claims.scrubbing.parameters import PARAMETERS
from app.claims.scrubbing.settings import DEFAULTS, Settings, read

# The edits that peers drive by the payer's data.
DATA_DRIVEN = {13, 23, 24, 37, 41, 42, 43, 44, 45, 48, 49, 51, 60, 63, 72, 76, 80, 81, 84, 88}

# fmt: off
SAMPLES = [
    # name                         what is typed                   what the row keeps                    what the rules read
    ("eligibility_max_age_hours",  "48",                           48,                                   48),
    ("practitioner_list_binding",  "no",                           False,                                False),
    ("specialties_of_code",        "A1: GP, ENT\nB2: GP",          {"A1": ["GP", "ENT"], "B2": ["GP"]},  {"A1": ("GP", "ENT"), "B2": ("GP",)}),
    ("refuse_unspecified",         "yes",                          True,                                 True),
    ("contract_list_binding",      "yes",                          True,                                 True),
    ("incompatible_codes",         "A1: B2",                       {"A1": ["B2"]},                       {"A1": ("B2",)}),
    ("daily_maximum",              "A1: 3",                        {"A1": "3"},                          {"A1": Decimal(3)}),
    ("frequencies",                "A1: 2/30",                     {"A1": {"times": 2, "days": 30}},     {"A1": Frequency(times=2, days=30)}),
    ("free_follow_up_days",        "",                             None,                                 None),
    ("bundles",                    "A9: A1، A2",                   {"A9": ["A1", "A2"]},                 {"A9": ("A1", "A2")}),
    ("packages",                   "",                             {},                                   {}),
    ("codes_needing_site",         "A1, B2,",                      ["A1", "B2"],                         ("A1", "B2")),
    ("codes_needing_referral",     "",                             [],                                   ()),
    ("codes_needing_approval",     "A1",                           ["A1"],                               ("A1",)),
    ("approval_above",             "50.000",                       "50.000",                             Decimal(50)),
    ("prescription_required",      "no",                           False,                                False),
    ("refill_after",               "0.8",                          "0.8",                                Decimal("0.8")),
    ("formulary_binding",          "no",                           False,                                False),
    ("days_supply_required",       "no",                           False,                                False),
    ("price_tolerance",            "0.100",                        "0.100",                              Decimal("0.1")),
    ("share_tolerance",            "0.001",                        "0.001",                              Decimal("0.001")),
    ("share_must_be_collected",    "no",                           False,                                False),
    ("vat_rate",                   "0.05",                         "0.05",                               Decimal("0.05")),
    ("filing_window_days",         " 60 ",                         60,                                   60),
    ("filing_amber",               "0.5",                          "0.5",                                Decimal("0.5")),
    ("filing_red",                 "1",                            "1",                                  Decimal(1)),
    ("filing_reminder_days",       "20",                           20,                                   20),
    ("filing_late_reminder_days",  "25",                           25,                                   25),
    ("near_duplicate_days",        "0",                            0,                                    0),
    ("attachments_for",            "imaging: image",               {"imaging": ["image"]},               {"imaging": ("image",)}),
    ("attachment_max_bytes",       "5000000",                      5_000_000,                            5_000_000),
    ("attachment_max_count",       "3",                            3,                                    3),
    ("attachment_types",           "application/pdf",              ["application/pdf"],                  ("application/pdf",)),
    ("severities",                 "CHK-02: off\nCHK-13: hold",    {"CHK-02": "off", "CHK-13": "hold"},  {"CHK-02": "off", "CHK-13": "hold"}),
]
# fmt: on


@pytest.mark.parametrize(("name", "typed", "kept", "used"), SAMPLES)
def test_a_parameter_goes_from_the_box_to_the_rules_and_back(name, typed, kept, used):
    parameter = PARAMETERS[name]

    assert parameter.typed(typed) == kept
    assert getattr(read({name: kept}), name) == used
    assert parameter.typed(parameter.shown(kept)) == kept


def test_every_setting_has_its_parameter_and_a_sample():
    assert [name for name, *_ in SAMPLES] == list(PARAMETERS) == list(vars(Settings()))


@pytest.mark.parametrize("parameter", PARAMETERS.values(), ids=list(PARAMETERS))
def test_a_default_is_a_value_of_its_kind(parameter):
    default = getattr(DEFAULTS, parameter.name)

    assert parameter.read(default) == default


def test_every_edit_driven_by_data_has_parameters():
    driven = {edit.number for edit in EDITS.values() if edit.data_driven}

    assert driven == DATA_DRIVEN
    assert [edit.code for edit in EDITS.values() if edit.data_driven and not edit.parameters] == []


def test_every_parameter_is_read_by_an_edit():
    read_by_edits = {name for edit in EDITS.values() for name in edit.parameters}

    assert set(PARAMETERS) - read_by_edits == {"severities"}


# fmt: off
UNREADABLE = [
    {"eligibility_max_age_hour": 24},
    {"eligibility_max_age_hours": "a day"},
    {"eligibility_max_age_hours": None},
    {"eligibility_max_age_hours": True},
    {"eligibility_max_age_hours": 1.5},
    {"eligibility_max_age_hours": "1.5"},
    {"filing_window_days": -1},
    {"filing_amber": "1.1"},
    {"vat_rate": "NaN"},
    {"price_tolerance": "-0.001"},
    {"refuse_unspecified": "no"},
    {"attachment_types": "application/pdf"},
    {"attachment_types": [1]},
    {"bundles": ["A1"]},
    {"bundles": {"A1": "A2"}},
    {"daily_maximum": {"A1": "many"}},
    {"frequencies": {"A1": 2}},
    {"frequencies": {"A1": {"times": 2}}},
    {"severities": {"CHK-01": "fatal"}},
    {"severities": {"CHK-01": ["off"]}},
    {"severities": ["CHK-01"]},
]
# fmt: on


@pytest.mark.parametrize("parameters", UNREADABLE)
def test_parameters_that_cannot_be_read_are_refused_by_name(parameters):
    with pytest.raises(UnknownParameter) as refusal:
        read(parameters)

    assert refusal.value.details["name"] in parameters


# fmt: off
MISTYPED = [
    ("refuse_unspecified", "perhaps"),
    ("filing_window_days", "two"),
    ("filing_amber", "70 %"),
    ("approval_above", "-1"),
    ("bundles", "A9 A1, A2"),
    ("bundles", "A9: A1\nA9: A2"),
    ("bundles", "A9:"),
    ("frequencies", "A1: 2"),
    ("severities", "CHK-01: fatal"),
]
# fmt: on


@pytest.mark.parametrize(("name", "text"), MISTYPED)
def test_what_cannot_be_read_in_a_box_is_refused(name, text):
    with pytest.raises(ValueError, match=r".*"):
        PARAMETERS[name].typed(text)
