import pytest

from app.claims.states import (
    ACCEPTED,
    ADJUDICATED,
    ADJUDICATION,
    ADJUDICATION_EVENTS,
    ADJUDICATION_STATUSES,
    CANCELLED,
    CLAIM,
    CLAIM_STATUSES,
    CLOSED,
    DENIED,
    DRAFT,
    EVENT_WORDS,
    HELD,
    QUEUED,
    REJECTED,
    SENT,
)
from app.kernel.states import CORRECTION, NotPossible

AXES = [(CLAIM, CLAIM_STATUSES), (ADJUDICATION, ADJUDICATION_STATUSES)]
TONES = {"grey", "blue", "teal", "amber", "red", "green"}

# fmt: off
STEPS = [
    # from         event                    to
    (DRAFT,        "checked",               DRAFT),
    (DRAFT,        "submitted",             QUEUED),
    (QUEUED,       "withdrawn",             DRAFT),
    (QUEUED,       "dispatched",            SENT),
    (SENT,         "acknowledged",          ACCEPTED),
    (SENT,         "refused_by_exchange",   REJECTED),
    (SENT,         "judged",                ADJUDICATED),
    (QUEUED,       "judged",                ADJUDICATED),
    (ACCEPTED,     "judged",                ADJUDICATED),
    (ACCEPTED,     "cancel_confirmed",      CANCELLED),
    (ADJUDICATED,  "judged",                ADJUDICATED),
    (ADJUDICATED,  "closed",                CLOSED),
    (ADJUDICATED,  "settled",               CLOSED),
    (REJECTED,     "reopened",              DRAFT),
    (HELD,         "released",              QUEUED),
]
IMPOSSIBLE = [
    # from         event
    (SENT,         "withdrawn"),
    (SENT,         "submitted"),
    (DRAFT,        "judged"),
    (ADJUDICATED,  "reopened"),
    (ADJUDICATED,  "acknowledged"),
    (REJECTED,     "judged"),
    (CANCELLED,    "judged"),
    (CLOSED,       "reopened"),
]
# fmt: on


@pytest.mark.parametrize(("state", "event", "after"), STEPS)
def test_steps(state, event, after):
    assert CLAIM.next(state, event) == after


@pytest.mark.parametrize(("state", "event"), IMPOSSIBLE)
def test_impossible_steps(state, event):
    with pytest.raises(NotPossible):
        CLAIM.next(state, event)


@pytest.mark.parametrize(("machine", "statuses"), AXES)
def test_every_status_is_in_the_table_and_reachable(machine, statuses):
    assert set(machine.statuses) == set(statuses) == machine.reachable()


@pytest.mark.parametrize(("machine", "statuses"), AXES)
def test_every_status_has_all_its_columns(machine, statuses):
    for inner, status in statuses.items():
        assert status.inner == inner
        assert status.tone in TONES
        assert status.outer
        assert status.happens_next.endswith(".")
        assert status.you_can.endswith(".")


@pytest.mark.parametrize(("machine", "statuses"), AXES)
def test_every_event_has_its_words(machine, statuses):
    assert set(machine.events) <= set(EVENT_WORDS)


def test_a_final_status_is_left_by_corrections_only():
    assert CLAIM.final == {CLOSED, CANCELLED}
    for state in CLAIM.final:
        assert CLAIM.available(state) == ()
        assert CLAIM.corrections(state)


def test_every_other_status_has_a_way_on():
    for state in set(CLAIM.statuses) - CLAIM.final:
        assert CLAIM.available(state)


def test_an_answer_can_overtake_our_record_of_the_sending():
    for state in (QUEUED, SENT, HELD, ACCEPTED):
        for event in ("acknowledged", "refused_by_exchange", "judged"):
            assert event in CLAIM.available(state)


def test_people_meet_at_most_eight_statuses():
    assert len({status.outer for status in CLAIM_STATUSES.values()}) <= 8


def test_rejected_and_denied_share_neither_word_nor_tone():
    rejected, denied = CLAIM_STATUSES[REJECTED], ADJUDICATION_STATUSES[DENIED]

    assert rejected.tone != denied.tone
    assert not set(rejected.outer.lower().split()) & set(denied.outer.lower().split())
    assert "denied" not in (rejected.happens_next + rejected.you_can).lower()
    assert "rejected" not in (denied.happens_next + denied.you_can).lower()


def test_a_payer_may_judge_again_in_any_direction():
    for before in ADJUDICATION_STATUSES:
        for after, event in ADJUDICATION_EVENTS.items():
            assert ADJUDICATION.next(before, event) == after


def test_only_corrections_undo_a_judgement():
    undoing = {event for (_, event), after in ADJUDICATION.transitions.items() if after == "none"}

    assert {event for event in undoing if not event.startswith(CORRECTION)} == {"set_aside"}
