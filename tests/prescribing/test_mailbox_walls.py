"""The mailbox under the runtime role: nobody lists it, nobody guesses, nothing is handed out twice."""

from __future__ import annotations

import os

import psycopg
import pytest

from tests import database

FAR, GONE = "2099-06-30", "2020-06-30"
KEY, PROOF, OTHER, BODY = b"k" * 32, b"s" * 32, b"h" * 32, b"sealed"


@pytest.fixture(scope="module")
def copy(cluster, template, database_name):
    name = f"{database_name}_mailbox"
    database.fresh_copy(cluster, name)
    return name


@pytest.fixture
def as_role(cluster, copy):
    """Connections as a role; what a test does not commit is thrown away."""
    open_ones = []

    def connect(role):
        one = psycopg.connect(cluster.url(copy, role, database.PASSWORD))
        open_ones.append(one)
        return one

    yield connect
    for one in open_ones:
        one.rollback()
        one.close()


@pytest.fixture
def runtime(as_role):
    return as_role("maqbul_app")


def put(connection, key=KEY, last_day=FAR):
    connection.execute("SELECT prescription_mailbox_put(%s, %s, %s, %s)", (key, PROOF, BODY, last_day))  # fmt: skip


def take(connection, key=KEY, proof=OTHER):
    outcome, body = connection.execute("SELECT * FROM prescription_mailbox_take(%s, %s)", (key, proof)).fetchone()  # fmt: skip
    return outcome, body and bytes(body)


def withdraw(connection, proof=PROOF):
    return connection.execute("SELECT prescription_mailbox_withdraw(%s, %s)", (KEY, proof)).fetchone()[0]  # fmt: skip


def state(connection, proof=PROOF):
    return connection.execute("SELECT state FROM prescription_mailbox_states(%s, %s)", ([KEY], [proof])).fetchall()  # fmt: skip


@pytest.mark.parametrize("role", ["maqbul_app", "maqbul_platform"])
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM prescription_mailbox",
        "UPDATE prescription_mailbox SET holder_proof = NULL",
        "DELETE FROM prescription_mailbox",
        "INSERT INTO prescription_mailbox (lookup, expires_on, sender_proof) VALUES ('x', '2099-01-01', 'y')",
    ],
)
def test_no_working_role_touches_the_table(as_role, role, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_role(role).execute(statement)


@pytest.mark.parametrize(
    "call",
    [
        "prescription_mailbox_take('k', 'h')",
        "prescription_mailbox_put('k', 's', 'b', '2099-01-01')",
        "prescription_mailbox_withdraw('k', 's')",
        "prescription_mailbox_give_back('k', 'h', 'b')",
        "prescription_mailbox_states(ARRAY['k'::bytea], ARRAY['s'::bytea])",
    ],
)
def test_the_operator_may_not_even_ask(as_role, call):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_role("maqbul_platform").execute(f"SELECT {call}")


def test_a_letter_is_handed_out_once(runtime):
    put(runtime)
    assert (take(runtime), take(runtime)) == (("handed_over", BODY), ("taken", None))
    assert take(runtime, proof=b"x" * 32) == ("taken", None)


def test_a_guess_finds_nothing(runtime):
    put(runtime)
    guesses = [take(runtime, key=os.urandom(32)) for _ in range(50)]
    assert set(guesses) == {("unknown", None)}
    assert take(runtime, key=b"") == ("unknown", None)


def test_only_who_laid_it_down_withdraws_it_and_sees_how_it_fares(runtime):
    put(runtime)
    assert (withdraw(runtime, OTHER), state(runtime, OTHER)) == ("unknown", [])
    assert (state(runtime), withdraw(runtime)) == ([("lying",)], "withdrawn")
    assert (state(runtime), take(runtime)) == ([("withdrawn",)], ("withdrawn", None))


def test_what_a_pharmacy_holds_cannot_be_withdrawn_and_only_it_gives_it_back(runtime):
    put(runtime)
    take(runtime)
    assert (withdraw(runtime), state(runtime)) == ("taken", [("taken",)])
    back = "SELECT prescription_mailbox_give_back(%s, %s, %s)"
    assert runtime.execute(back, (KEY, PROOF, b"forged")).fetchone() == (False,)
    assert runtime.execute(back, (KEY, OTHER, b"the rest")).fetchone() == (True,)
    assert runtime.execute(back, (KEY, OTHER, b"again")).fetchone() == (False,)
    assert take(runtime, proof=b"x" * 32) == ("handed_over", b"the rest")


def test_after_its_last_day_nothing_is_handed_out(runtime):
    put(runtime, last_day=GONE)
    assert (take(runtime), state(runtime)) == (("run_out", None), [("run_out",)])


def test_what_is_long_past_is_removed_with_the_next_letter(runtime):
    put(runtime, key=b"old" * 10, last_day=GONE)
    put(runtime)
    assert take(runtime, key=b"old" * 10) == ("unknown", None)


def test_the_same_token_is_laid_down_once(runtime):
    put(runtime)
    with pytest.raises(psycopg.errors.UniqueViolation):
        put(runtime)


def test_two_pharmacies_at_once_get_one_letter(as_role):
    first, second, key = as_role("maqbul_app"), as_role("maqbul_app"), b"race" * 8
    put(first, key=key)
    first.commit()
    assert take(first, key=key)[0] == "handed_over"
    second.execute("SET LOCAL lock_timeout = '200ms'")
    with pytest.raises(psycopg.errors.LockNotAvailable):
        take(second, key=key, proof=b"x" * 32)
    first.commit()
    second.rollback()
    assert take(second, key=key, proof=b"x" * 32) == ("taken", None)
