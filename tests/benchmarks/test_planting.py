"""The checker on claims with planted faults: finds each, and nothing that was not planted."""

from random import Random

import pytest

from app.claims.scrubbing import EDITS, check
from benchmarks.planting import proof
from benchmarks.planting.believable import believable
from benchmarks.planting.faults import FAULTS

SAMPLE, WHOLE = 900, 10_000


def assert_whole(tally):
    assert tally.missed == {}
    assert dict(tally.unplanted) == {}
    assert tally.recall == tally.precision == 1
    assert set(tally.planted) == set(EDITS)


def test_every_edit_has_a_fault_that_can_be_planted():
    assert {fault.code for fault in FAULTS} == set(EDITS)


def test_a_sample_is_found_whole_and_nothing_beside_it():
    tally = proof.measure(proof.claims(SAMPLE))

    assert tally.claims == SAMPLE
    assert_whole(tally)


@pytest.mark.bench
def test_ten_thousand_claims_are_found_whole_and_nothing_beside_them():
    tally = proof.measure(proof.claims(WHOLE))

    assert tally.claims == WHOLE
    assert_whole(tally)
    assert min(tally.planted.values()) >= 100


def test_the_set_is_believable():
    planted = list(proof.claims(300, seed=7))
    kinds = [one.facts.kind for one in planted]

    assert planted == list(proof.claims(300, seed=7)), "a run can be repeated"
    assert planted != list(proof.claims(300, seed=8))
    assert 0.15 < kinds.count("pharmacy") / len(kinds) < 0.45
    assert {len(one.expected) for one in planted} >= {0, 1, 2, 3, 5}
    assert len({len(one.facts.lines) for one in planted}) > 3


def test_what_was_found_beside_and_what_was_missed_is_counted():
    (sound,) = (one for one in proof.claims(1) if not one.expected)
    pretended = proof.Planted(sound.facts, sound.rules, frozenset({"CHK-01"}))
    faulty = next(one for one in proof.claims(50) if one.expected)
    unexpected = proof.Planted(faulty.facts, faulty.rules, frozenset())

    tally = proof.measure(iter([pretended, unexpected]))

    assert tally.missed == {"CHK-01": 1}
    assert set(tally.unplanted) == set(faulty.expected)
    assert tally.recall == tally.precision == 0
    assert "CHK-01  planted     1  found     0  not planted     0" in proof.report(tally)


def test_a_claim_without_a_fault_stays_silent_whatever_the_payer_asks():
    rng = Random(1)
    for claim in (believable(rng) for _ in range(100)):
        assert check(claim.facts, claim.rules) == ()
