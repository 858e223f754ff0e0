from dataclasses import replace

import pytest

from app.claims.scrubbing import check
from app.claims.surroundings import AttachmentFacts, CarriageFacts
from tests.claims.scrubbing.facts import (
    CLEAN,
    DAY,
    MOMENT,
    OMR,
    claim,
    days,
    found,
    line,
    related,
    sibling,
    two_lines,
)

FIVE_MB, TEN_MB = 5_000_000, 10_000_000


def sent_after(number):
    """The clean claim, sent so many days after the visit."""
    return replace(CLEAN, today=DAY + days(number), moment=MOMENT + days(number))


def papers(*attachments):
    return claim(attachments=attachments)


def carried(*attachments):
    """Papers for an exchange that takes less than the insurer: 5 MB a file, eight files, 10 MB in all."""
    carriage = CarriageFacts(file_bytes=FIVE_MB, files=8, message_bytes=TEN_MB)
    return claim(attachments=attachments, carriage=carriage)


def pdf(kind="referral", size=1000, media_type="application/pdf"):
    return AttachmentFacts(kind=kind, name="a.pdf", size=size, media_type=media_type)


SAME_CODE = {"code": "DEMO-100"}
LATE = [("CHK-84", "warn")]

# fmt: off
EDGES = [
    # the claim                                                    what is found
    (claim(service_date=DAY),                                      []),
    (line(service_date=DAY + days(1)),                             ["CHK-85 lines-0-service_date"]),
    (sibling(),                                                    ["CHK-86 lines-0-code"]),
    (sibling(quantity=OMR(2)),                                     ["CHK-87 lines-0-code"]),
    (sibling(practitioner_licence="P-2"),                          ["CHK-87 lines-0-code"]),
    (sibling(service_date=DAY - days(3)),                          ["CHK-87 lines-0-code"]),
    (sibling(service_date=DAY + days(3)),                          ["CHK-87 lines-0-code"]),
    (sibling(service_date=DAY - days(4)),                          []),
    (sibling(code="DEMO-101"),                                     []),
    (two_lines(None, SAME_CODE),                                   ["CHK-87 lines-1-code"]),
    (two_lines({"site": "L"}, {**SAME_CODE, "site": "R"}),         []),
    (two_lines({"service_date": DAY - days(1)}, SAME_CODE),        []),
    (papers(pdf(size=TEN_MB)),                                     []),
    (papers(pdf(size=TEN_MB + 1)),                                 ["CHK-88 attachments"]),
    (papers(pdf(media_type="image/jpeg")),                         []),
    (papers(pdf(media_type="image/png")),                          ["CHK-88 attachments"]),
    (papers(*[pdf()] * 10),                                        []),
    (papers(*[pdf()] * 11),                                        ["CHK-88 attachments"]),
    (carried(pdf(size=FIVE_MB)),                                   []),
    (carried(pdf(size=FIVE_MB + 1)),                               ["CHK-88 attachments"]),
    (carried(*[pdf()] * 8),                                        []),
    (carried(*[pdf()] * 9),                                        ["CHK-88 attachments"]),
    (carried(pdf(size=FIVE_MB), pdf(size=2_349_999)),              []),
    (carried(pdf(size=FIVE_MB), pdf(size=2_350_000)),              ["CHK-88 attachments"]),
    (related(),                                                    []),
    (related(kind="complaint"),                                    []),
    (related(kind=""),                                             ["CHK-89 related"]),
    (related(payer_claim_number=" "),                              ["CHK-89 related"]),
    (related(dispute_open=True),                                   ["CHK-89 related"]),
]
# fmt: on


@pytest.mark.parametrize(("facts", "expected"), EDGES)
def test_timing(facts, expected):
    assert found(facts) == expected


# fmt: off
FILING = [
    # days after   window    severity    count
    (29,           None,     None,       None),
    (30,           None,     "info",     30),
    (44,           None,     "info",     44),
    (45,           None,     "warn",     45),
    (41,           60,       None,       None),
    (42,           60,       "warn",     18),
    (53,           60,       "warn",     7),
    (54,           60,       "warn",     6),
    (60,           60,       "warn",     0),
    (61,           60,       "warn",     1),
]
# fmt: on


@pytest.mark.parametrize(("after", "window", "severity", "count"), FILING)
def test_filing_window(after, window, severity, count):
    findings = check(sent_after(after), {"filing_window_days": window})

    assert [(f.code, f.severity, f.count) for f in findings] == (
        [("CHK-84", severity, count)] if severity else []
    )


# fmt: off
TONES = [
    # days after    words
    (42,            "Send it soon"),
    (53,            "Send it soon"),
    (54,            "Urgent"),
    (60,            "Urgent"),
    (61,            "ended"),
]
# fmt: on


@pytest.mark.parametrize(("after", "words"), TONES)
def test_filing_words_grow_urgent(after, words):
    (finding,) = check(sent_after(after), {"filing_window_days": 60})

    assert words in finding.sentence
    assert words in finding.plural


def test_a_visit_in_the_future_is_told_once():
    tomorrow = DAY + days(1)
    facts = replace(line(service_date=tomorrow), service_date=tomorrow)

    assert [word for word in found(facts) if "CHK-85" in word] == ["CHK-85 service_date"]


def test_the_distance_of_near_duplicates_is_a_parameter():
    assert found(sibling(service_date=DAY - days(4)), {"near_duplicate_days": 4}) == [
        "CHK-87 lines-0-code"
    ]


# fmt: off
DEMANDED = [
    # what the payer wants                 the claim                          what is found
    ({"DEMO-100": ["referral"]},           papers(pdf()),                     []),
    ({"DEMO-100": ["referral"]},           papers(pdf("report")),             ["CHK-88 attachments"]),
    ({"DEMO-101": ["referral"]},           papers(),                          []),
    ({"imaging": ["image"]},               line(category="imaging"),          ["CHK-88 attachments"]),
    ({"imaging": ["image"]},               line(category="dental"),           []),
]
# fmt: on


@pytest.mark.parametrize(("wanted", "facts", "expected"), DEMANDED)
def test_papers_that_a_code_or_category_demands(wanted, facts, expected):
    assert found(facts, {"attachments_for": wanted}) == expected


def test_the_largest_of_too_many_bytes_is_named():
    small = replace(pdf(size=FIVE_MB - 1), name="small.pdf")
    large = replace(pdf(size=FIVE_MB), name="large.pdf")
    (one,) = check(carried(small, large, small), {})
    assert (one.code, one.params["name"]) == ("CHK-88", "large.pdf")


def test_the_paper_that_is_too_large_for_the_exchange_is_named_with_its_limit():
    (one,) = check(carried(replace(pdf(size=FIVE_MB + 1), name="scan.pdf")), {})
    assert (one.params["name"], one.params["most"]) == ("scan.pdf", 5)
