"""A claim of another branch: not to be seen or written, and yet heeded where money is at stake."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import event, func, literal, select, text, union_all, update
from sqlalchemy.orm import aliased

from app.claims import service as claims
from app.claims.facts import facts_of
from app.claims.models import Claim, ClaimLine, Submission
from app.claims.service import NewClaim
from app.exchange.models import Message
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.patients.models import Patient
from app.patients.queries import policy
from app.tenants.queries import branches_to_work_in, facilities
from app.tenants.reach import UnionByItself
from app.tenants.scope import Scope, across_branches, find, for_the_house
from tests import database
from tests.clinics import in_branches
from tests.factories import shelf, visits


@pytest.fixture
def second(inside, noor) -> UUID:
    """Noor's second branch."""
    with inside("amal"):
        found = shelf.second_branch()
        db.session.commit()
    return found


@pytest.fixture
def there(draft_of, inside, noor) -> UUID:
    """A claim of the first branch, on its way."""
    claim_id = draft_of()
    with inside("amal"):
        visits.send(find(Claim, claim_id))
        db.session.commit()
    return claim_id


@pytest.fixture
def here(draft_of, inside, second) -> UUID:
    """A draft of the same services for the same patient on the same day, in the second branch."""
    claim_id = draft_of()
    with inside("amal"):
        find(Claim, claim_id).facility_id = second
        db.session.commit()
    return claim_id


@pytest.fixture
def scoped(app, people, second):
    """Working as Badr, in the second branch alone."""
    return lambda: in_branches(app, people["badr"], second)


def test_a_scope_of_no_branch_cannot_be(people):
    with pytest.raises(ValueError, match="no branch"):
        Scope(people["badr"].tenant_id, branches=frozenset())


def test_only_the_own_branchs_claims_are_read(scoped, there, here):
    with scoped():
        assert db.session.scalars(select(Claim.id)).all() == [here]
        assert find(Claim, here).id == here
        for update_it in (False, True):
            with pytest.raises(NotFound):
                find(Claim, there, for_update=update_it)
        assert db.session.get(Claim, (find(Claim, here).tenant_id, there)) is None


def test_what_hangs_on_a_claim_goes_with_it(scoped, inside, there, here):
    with scoped():
        assert set(db.session.scalars(select(ClaimLine.claim_id))) == {here}
        assert db.session.scalars(select(Submission.claim_id)).all() == []
        assert (
            db.session.scalars(select(Message).where(Message.subject_id.is_not(None))).all() == []
        )
    with inside("amal"):
        assert set(db.session.scalars(select(ClaimLine.claim_id))) == {here, there}
        assert db.session.scalars(select(Submission.claim_id)).all() == [there]


def test_what_was_read_across_is_not_found_by_its_id_afterwards(scoped, there):
    """The session holds the row already; whoever asks for it by its id still gets none."""
    with scoped():
        with across_branches():
            held = find(Claim, there)
        assert held.lines, "what is reached from a row goes with it"
        with pytest.raises(NotFound):
            find(Claim, there)


def test_a_statement_made_once_serves_whoever_asks(scoped, inside, there, here):
    once, seen = select(Claim.id).order_by(Claim.id), []
    for enter in (scoped, lambda: inside("amal"), scoped):
        with enter():
            seen.append(set(db.session.scalars(once)))
            if enter is scoped:
                with across_branches():
                    seen.append(set(db.session.scalars(once)))
    assert seen == [{here}, {here, there}, {here, there}, {here}, {here, there}]


SHAPES = {
    "entity": select(Claim),
    "column": select(Claim.number),
    "count of ids": select(func.count(Claim.id)),
    "bare count": select(func.count()).select_from(Claim),
    "count of a subquery": select(func.count()).select_from(select(Claim.id).subquery()),
    "count of groups": select(func.count()).select_from(select(ClaimLine.claim_id).group_by(ClaimLine.claim_id).subquery()),
    "named part": select(func.count()).select_from(select(Claim.id).cte()),
    "scalar": select(select(func.count(Claim.id)).scalar_subquery()),
    "exists": select(literal(1)).where(select(Claim.id).where(Claim.status == "queued").exists()),
    "alias": select(aliased(Claim)),
    "joined": select(Patient.id).join(Claim, (Claim.tenant_id == Patient.tenant_id) & (Claim.patient_id == Patient.id)),
    "among united": select(Patient.id).where(Patient.id.in_(union_all(select(Claim.patient_id), select(Claim.patient_id)))),
    "named among": select(Patient.id).where(Patient.id.in_(select(Claim.patient_id).where(Claim.status == "queued"))),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_whatever_shape_a_statement_has_it_keeps_to_the_branches(scoped, inside, there, shape):
    """Only a claim of the first branch exists: from the second there is nothing, and nothing to count."""
    with inside("amal"):
        everything = db.session.execute(SHAPES[shape]).all()
    with scoped():
        found = db.session.execute(SHAPES[shape]).all()
    assert everything not in ([], [(0,)])
    assert found in ([], [(0,)])


def test_a_union_by_itself_is_refused_rather_than_read_whole(scoped):
    with scoped(), pytest.raises(UnionByItself):
        db.session.execute(union_all(select(Claim.id), select(Claim.id)))


def test_who_works_everywhere_is_asked_about_no_branch(inside, there):
    """The common case costs nothing: the statements are those of a house without branches."""
    said: list[str] = []

    def note(*told: object) -> None:
        said.append(str(told[2]))

    with inside("amal"):
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            find(Claim, there)
            db.session.scalars(select(Claim)).all()
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
    assert said
    assert not [one for one in said if "branches_in_scope" in one]


def test_a_claim_billed_in_another_branch_is_still_a_duplicate(scoped, inside, there, here):
    with inside("amal"):
        wanted = facts_of(find(Claim, here))[0].siblings
        found = {one.code for one in claims.check(here)}
    with scoped():
        assert facts_of(find(Claim, here))[0].siblings == wanted
        assert {one.code for one in claims.check(here)} == found
    assert len(wanted) == 1


def test_a_claim_is_begun_and_moved_within_the_own_branches_only(scoped, noor, second, here):
    with scoped():
        first = next(one.id for one in facilities() if one.id != second)
        assert [one.id for one in branches_to_work_in()] == [second]
        held = policy(noor.policy_id)
        new = NewClaim(patient_id=held.patient_id, payer_id=held.payer_id, policy_id=held.id, facility_id=first, service_date=find(Claim, here).service_date)  # fmt: skip
        with pytest.raises(NotFound):
            claims.start_draft(new)
        assert claims.start_draft(replace(new, facility_id=second)).facility_id == second


def test_the_session_changes_no_claim_of_another_branch(scoped, inside, there, here):
    with scoped():
        db.session.execute(update(Claim).values(referral_number="X"))
        db.session.commit()
    with inside("amal"):
        assert (find(Claim, there).referral_number, find(Claim, here).referral_number) == ("", "X")


def test_for_the_house_reads_and_writes_everywhere_and_ends(scoped, there, here):
    with scoped():
        with for_the_house():
            find(Claim, there, for_update=True).referral_number = "H"
        assert db.session.scalar(text("SELECT current_setting('app.branches')")) != ""
        with pytest.raises(NotFound):
            find(Claim, there, for_update=True)
        with pytest.raises(RuntimeError), for_the_house():
            raise RuntimeError
        with pytest.raises(NotFound):
            find(Claim, there, for_update=True)


# ---- the wall of the database itself


@pytest.fixture
def runtime(cluster, database_name, there, here):
    """A connection of the role the application runs as."""
    url = cluster.url(database_name, "maqbul_app", database.PASSWORD)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def told(connection: psycopg.Connection, noor, *branches: UUID) -> None:
    connection.execute("SELECT set_config('app.tenant', %s, true), set_config('app.branches', %s, true)", [str(noor.tenant_id), ",".join(map(str, branches))])  # fmt: skip


STATEMENTS = {
    "update": "UPDATE claims SET referral_number = 'X' WHERE id = %s",
    "lock": "SELECT 1 FROM claims WHERE id = %s FOR UPDATE",
}


@pytest.mark.parametrize("statement", ["update", "lock"])
def test_the_database_lets_nobody_write_into_another_branch(runtime, noor, second, there, here, statement):  # fmt: skip
    for branches, claim_id, rows in (((second,), there, 0), ((second,), here, 1), ((), there, 1)):
        with runtime.transaction(force_rollback=True):
            told(runtime, noor, *branches)
            assert runtime.execute(STATEMENTS[statement], [claim_id]).rowcount == rows


def test_the_database_lets_nobody_move_or_make_a_row_there(runtime, noor, second, there, here):
    with runtime.transaction(force_rollback=True):
        told(runtime, noor, second)
        row = "SELECT to_jsonb(c) || jsonb_build_object('id', %s::text, 'number', 'C-X') FROM claims c WHERE id = %s"
        made = f"INSERT INTO claims SELECT * FROM jsonb_populate_record(NULL::claims, ({row}))"
        for statement, values in (
            ("UPDATE claims SET facility_id = (SELECT facility_id FROM claims WHERE id = %s) WHERE id = %s", [there, here]),
            (made, [uuid4(), there]),
        ):  # fmt: skip
            with pytest.raises(errors.InsufficientPrivilege), runtime.transaction():
                runtime.execute(statement, values)
        assert runtime.execute(made, [uuid4(), here]).rowcount == 1
