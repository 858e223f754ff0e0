"""Tables made by an earlier version are brought up to this one."""

from sqlalchemy import inspect, select, text

from app.sandbox import database, schema


def test_missing_columns_are_added_with_their_defaults(sandbox):
    engine = sandbox.extensions["sandbox"].engine
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE sandbox.payer DROP COLUMN pay_parts"))
        connection.execute(text("ALTER TABLE sandbox.claim DROP COLUMN approvals"))
    database.create(engine)
    names = {c["name"] for c in inspect(engine).get_columns("payer", "sandbox")}
    assert names == {column.name for column in schema.payers.columns}
    with engine.connect() as connection:
        assert set(connection.scalars(select(schema.payers.c.pay_parts))) == {1}
        assert connection.scalars(select(schema.claims.c.approvals)).all() == []
