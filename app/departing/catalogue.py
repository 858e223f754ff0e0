"""What an export holds: every table of the tenant, column by column, and why a column stays behind."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import Column, Table

from app.kernel.db import Base
from app.kernel.words import Bilingual

WORDS = Path(__file__).parent / "data" / "tables.toml"
# Keys, tokens and their hashes open doors of this house and are of no use in another one.
LEFT_OUT = {
    "tenant_keys.wrapped_data_key": "the key itself",
    "tenant_keys.wrapped_index_key": "the key itself",
    "connections.client_secret_sealed": "the password at the exchange; the exchange gives a new one",
    "sign_in_sessions.token_hash": "opens a session",
    "sign_in_sessions.data": "belongs to a session",
    "invitations.token_hash": "opens an account",
    "export_parts.body_sealed": "the export itself",
    "departures.letter_sealed": "where the certificate goes, sealed for the day when the tenant's keys are gone",
}
# Files: they stand beside the tables, and the table says where. Column -> folder.
FILES = {
    "documents.body_sealed": "files/papers",
    "tenant_papers.body_sealed": "files/establishment",
    "imports.file_sealed": "files/imports",
    "messages.envelope_sealed": "messages/sent",
    "inbound_messages.body_sealed": "messages/received",
}
# Of tables that belong to nobody alone the tenant sees its own rows; these columns are its own.
SHARED = {
    "tenants": (
        "id", "kind", "status", "name_en", "name_ar", "provider_licence", "practice_mode",
        "second_factor_required", "created_at",
    ),
    "users": ("id", "email", "name_en", "name_ar", "language", "created_at", "disabled_at"),
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A table of the export: which of its columns leave, and which of them are files."""

    table: Table
    columns: tuple[Column[object], ...]
    files: dict[str, str]
    words: Bilingual

    @property
    def name(self) -> str:
        return self.table.name


def tenant_tables() -> list[Table]:
    """Every table that holds rows of tenants, those that are pointed at first."""
    return [table for table in Base.metadata.sorted_tables if "tenant_id" in table.c]


@cache
def parts() -> tuple[Part, ...]:
    """Everything that leaves, in the order of the file."""
    shared = [_part(Base.metadata.tables[name], columns) for name, columns in SHARED.items()]
    return (*shared, *(_part(table) for table in tenant_tables()))


def _part(table: Table, only: tuple[str, ...] | None = None) -> Part:
    named = {f"{table.name}.{column.name}": column for column in table.c}
    columns = [
        column
        for name, column in named.items()
        if name not in LEFT_OUT and (only is None or column.name in only)
    ]
    files = {named[name].name: folder for name, folder in FILES.items() if name in named}
    # A table that nobody named yet leaves all the same, under the name it has.
    en, ar = names().get(table.name, (table.name, table.name))
    return Part(table, tuple(columns), files, Bilingual(en, ar))


@cache
def names() -> dict[str, list[str]]:
    """What the tables are called in English and Arabic."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))
