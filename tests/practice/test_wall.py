"""Practice never reaches the live exchange, nor what is real the simulated one: adapter, delivery, database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.exchange import connections, delivery, lanes, outbox
from app.exchange.dhamani import profile
from app.exchange.dhamani.adapter import Dhamani
from app.exchange.errors import NoLine
from app.exchange.gateway import OTHER_LINE, UNFIT, Credentials, ExchangeError
from app.exchange.messages import POLL, PollRequest
from app.exchange.models import Message
from app.kernel.clock import now
from app.kernel.db import db
from app.tenants.queries import tenant
from tests.factories.mode import be_live


def send() -> Message:
    asked = PollRequest(identifier="POLL-1", provider=connections.ourselves(), count=1)
    identity = outbox.send(
        asked, payer_id=None, stream=POLL, subject_kind="connection", subject_id=None
    )
    return db.session.get_one(Message, (tenant().id, identity))


@pytest.mark.parametrize("live", [True, False])
def test_an_adapter_carries_nothing_of_the_other_mode(live):
    chosen = profile.load("sandbox")
    line = Dhamani(
        replace(chosen, features=replace(chosen.features, live=live)), "http://127.0.0.1:9"
    )
    mine = Credentials(tenant="noor", client_id="us", client_secret="x", practice=live)
    with pytest.raises(ExchangeError) as refused:
        line.deliver(b"{}", mine)
    assert (refused.value.kind, refused.value.code) == (UNFIT, OTHER_LINE)
    line.close()


def test_the_profiles_say_which_of_them_is_live():
    assert {name: profile.load(name).features.live for name in ("sandbox", "assumed")} == {
        "sandbox": False, "assumed": True,
    }  # fmt: skip


def test_a_message_bears_the_mode_in_which_it_was_composed(in_noor):
    practised = send()
    assert (practised.practice, connections.gateway().is_live) == (True, False)
    db.session.commit()
    be_live(in_noor)
    real = send()
    assert (real.practice, connections.gateway().name) == (False, "assumed")


@pytest.mark.parametrize("was_live", [True, False])
def test_what_was_composed_in_the_other_mode_is_held_and_never_leaves(
    in_noor, was_live, monkeypatch
):
    if was_live:
        be_live(in_noor)
    message = send()
    db.session.commit()
    if not was_live:
        be_live(in_noor)
    else:
        # Nobody goes back; that is another message's mode put right by hand.
        monkeypatch.setattr(connections.gateway(), "_profile", profile.load("sandbox"))
    for lane_id in lanes.due(now()):
        delivery.drive(lane_id)
    db.session.expire_all()
    assert (message.status, message.problem, message.attempts) == ("held", OTHER_LINE, 0)


def test_the_database_refuses_it_whoever_asks(in_noor):
    message = send()
    db.session.commit()
    message.practice = False
    with pytest.raises(DBAPIError, match="a message keeps its mode"):
        db.session.flush()
    db.session.rollback()
    be_live(in_noor)
    with pytest.raises(DBAPIError, match="practice and live never meet"):
        db.session.execute(text("UPDATE messages SET status = 'sending'"))
    db.session.rollback()


@pytest.mark.parametrize(("to", "words"), [(False, "nobody approved"), (True, "practises no more")])
def test_nobody_changes_the_mode_by_hand(in_noor, to, words):
    if to:
        be_live(in_noor)
    tenant().practice_mode = to
    with pytest.raises(DBAPIError, match=words):
        db.session.flush()


def test_without_a_live_line_nothing_of_who_is_live_is_composed(in_noor, app, monkeypatch):
    be_live(in_noor)
    monkeypatch.delitem(app.extensions, connections.LIVE_GATEWAY)
    with pytest.raises(NoLine):
        send()
