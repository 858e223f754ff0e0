"""A report on paper shows what its page shows: figures, plots, rows and the meaning of the numbers."""

from __future__ import annotations

import pytest

from tests import papers


@pytest.fixture
def known(past):
    """Two claims that passed at once, one that was cut."""
    past("approved", approved="10.000")
    past("approved", approved="10.000", days_ago=35)
    past("partial", asked="20.000", approved="15.000", reason="MNEC-003", days_ago=40)


def paper(browser, key: str) -> bytes:
    """The PDF that the page of a report offers."""
    page = browser.get("reports.show", key=key)
    address = next(link for link in page.links if "/pdf" in link or ".pdf" in link)
    answer = browser.client.get(address, buffered=True)
    assert answer.mimetype == "application/pdf"
    return answer.data


@pytest.mark.parametrize("language", ["en", "ar"])
def test_figures_and_plots_stand_on_the_paper(as_, known, language):
    amal = as_("amal")
    if language == "ar":
        amal.post("/language", {"language": "ar", "next": "/account"})
    body = paper(amal, "speed")
    words = papers.words_of(body)
    # What stands on the page beside the table stands here too: the target, and a bar for each month.
    assert "95.0" in words
    assert words.count("2026-10") == words.count("2026-11") == 2
    assert ("First pass by month of service" in words) == (language == "en")
    assert papers.outside(body) == []


def test_what_has_no_plot_is_a_table_alone(as_, known):
    words = papers.words_of(paper(as_("amal"), "details"))
    assert "Claims and lines in detail" in words
    assert words.count("MNEC-003") == 0
