"""The database roles and the database itself, made by an administrator of the cluster."""

from __future__ import annotations

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

# Role -> attributes. None of them is a superuser. Two look over the walls: the backup role at everything but the
# tenants' keys, the keys' role at these alone. What one of them carried away opens nothing without the other's.
ROLES = {
    "maqbul_owner": "LOGIN NOBYPASSRLS",
    "maqbul_app": "LOGIN NOBYPASSRLS",
    "maqbul_platform": "LOGIN NOBYPASSRLS",
    "maqbul_backup": "LOGIN BYPASSRLS",
    "maqbul_keys": "LOGIN BYPASSRLS",
    "maqbul_sandbox": "LOGIN NOBYPASSRLS",
    # Nobody signs in as this one: the application puts it on where it may only look.
    "maqbul_looker": "NOLOGIN NOBYPASSRLS",
}


def prepare(admin_url: str, database: str, passwords: dict[str, str]) -> None:
    """Make roles, database and the simulated exchange's schema where missing; set the passwords."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        for role, attributes in ROLES.items():
            _prepare_role(connection, role, attributes, passwords.get(role))
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        if exists.fetchone() is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER maqbul_owner").format(sql.Identifier(database))
            )
    inside = make_url(admin_url).set(database=database).render_as_string(hide_password=False)
    with psycopg.connect(inside, autocommit=True) as connection:
        _close_doors(connection, database)


def _prepare_role(
    connection: psycopg.Connection, role: str, attributes: str, password: str | None
) -> None:
    name = sql.Identifier(role)
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    if known is None:
        connection.execute(sql.SQL("CREATE ROLE {}").format(name))
    connection.execute(sql.SQL("ALTER ROLE {} " + attributes).format(name))
    if password is not None:
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(password)))


def _close_doors(connection: psycopg.Connection, database: str) -> None:
    """Nobody creates anything in public but the owner; only our roles connect."""
    name = sql.Identifier(database)
    for statement in (
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name),
        sql.SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC"),
        sql.SQL("GRANT ALL ON SCHEMA public TO maqbul_owner"),
        sql.SQL("CREATE SCHEMA IF NOT EXISTS sandbox AUTHORIZATION maqbul_sandbox"),
        sql.SQL("ALTER ROLE maqbul_sandbox SET search_path = sandbox"),
        sql.SQL(
            "GRANT CONNECT ON DATABASE {} TO maqbul_owner, maqbul_app, maqbul_platform, "
            "maqbul_backup, maqbul_keys, maqbul_sandbox"
        ).format(name),
        sql.SQL(
            "GRANT USAGE ON SCHEMA public TO maqbul_app, maqbul_platform, maqbul_backup, maqbul_keys, maqbul_looker"
        ),
        sql.SQL("GRANT maqbul_looker TO maqbul_app"),
    ):
        connection.execute(statement)
