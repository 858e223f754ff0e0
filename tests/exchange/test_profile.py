"""The connection profiles: typed, whole, and loud when they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import WrongSetting
from app.exchange.dhamani import profile

GOOD = (profile.SHELF / "sandbox.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["sandbox", "assumed"])
def test_the_profiles_of_the_house_are_whole(name: str) -> None:
    found = profile.load(name)
    assert found.event("claim question") == "claim-request"
    assert found.transport.answer_seconds >= found.transport.connect_seconds


def test_an_unknown_profile_names_the_known_ones() -> None:
    with pytest.raises(WrongSetting, match=r"EXCHANGE_PROFILE must be one of assumed, sandbox"):
        profile.load("production")


@pytest.mark.parametrize(
    ("line", "instead", "complaint"),
    [
        ('adjustment = "adjustment"', 'adjustment = "gift"', r"payments\.adjustment of profile x is not known \(gift\)"),
        ("most_files = 10", "", r"supporting\.most_files of profile x is missing"),
        ('"Approval vision" = "vision-priorauth"', "", r"profiles\.Approval vision of profile x is missing"),
        ('component_fee = "extension-component-exchange-fee"', "", r"extensions\.component_fee of profile x is missing"),
        ("answer_seconds = 30", 'answer_seconds = "30"', r"transport\.answer_seconds of profile x is wrong"),
        ("answer_seconds = 30", "answer_seconds = 0", r"transport\.answer_seconds of profile x is wrong"),
        ("answer_seconds = 30", "", r"transport\.answer_seconds of profile x is missing"),
        ("answer_seconds = 30", "answer_seconds = 30\nanswer = 1", r"transport\.answer of profile x is not known"),
        ('authentication = "basic"', 'authentication = "magic"', r"transport\.authentication of profile x is not known"),
        ('host = "http://{licence}.Dhamani.om"', 'host = "http://x"', r"names\.host of profile x must hold"),
        ("validate_outgoing = true", "validate_outgoing = 1", r"features\.validate_outgoing of profile x is wrong"),
        ('"claim-request" = "claim question"', "", r"events\.claim question of profile x is missing"),
        ('Coverage = "coverage"', "", r"profiles\.Coverage of profile x is missing"),
        ('Coverage = "coverage"', "Coverage = 7", r"profiles\.Coverage of profile x is wrong"),
        ('tax = "extension-tax"', "", r"extensions\.tax of profile x is missing"),
        ("[poll]", "[poll]\ncount = 101\n[spare]", r"poll\.seconds of profile x is missing"),
        ("count = 20", "count = 101", r"poll\.count of profile x must be at most 100"),
        ("status_codes = [409]", "status_codes = [true]", r"repeats\.status_codes of profile x is wrong"),
        ("[clock]", "[watch]", r"clock of profile x is missing"),
        ("[features]", "[spare]\n[features]", r"spare of profile x is not known"),
        ("live = false", "live = true", r"transport\.rehearsal_header of profile x is for practice only"),
        ('client_certificate = ""', 'client_certificate = "/nowhere.pem"', r"transport\.client_certificate of profile x names no file"),
        ("[transport]", "[transport", r"x\.toml is not readable"),
    ],
)  # fmt: skip
def test_a_wrong_entry_stops_the_start_with_its_name(
    tmp_path: Path, line: str, instead: str, complaint: str
) -> None:
    assert line in GOOD
    (tmp_path / "x.toml").write_text(GOOD.replace(line, instead, 1), encoding="utf-8")
    with pytest.raises(WrongSetting, match=complaint):
        profile.load("x", tmp_path)
