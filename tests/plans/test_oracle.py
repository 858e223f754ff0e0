"""Random customers over 24 months, to the baisa against an oracle that shares nothing with the house."""

import pytest

from app.plans import invoicing
from benchmarks.billing.comparing import Differs, compare
from benchmarks.billing.lives import MONTHS

LIVES = 150


def test_every_invoice_equals_the_oracle_s():
    assert sum(compare(seed) for seed in range(LIVES)) == LIVES * MONTHS


def test_a_day_too_few_is_noticed(monkeypatch):
    exact = invoicing.days_left
    monkeypatch.setattr(invoicing, "days_left", lambda day: max(1, exact(day) - 1))
    with pytest.raises(Differs):
        sum(compare(seed) for seed in range(20))
