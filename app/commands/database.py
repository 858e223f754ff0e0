"""flask database …: roles, database, migrations."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.engine import make_url

from app.config import Settings, WrongSetting
from app.kernel import migrations, roles
from app.models import load_all

group = AppGroup("database", help="Prepare and migrate the database.")


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _owner_url() -> str:
    url = _settings().database_owner_url
    if url is None:
        raise WrongSetting(
            "DATABASE_OWNER_URL", "is missing", "postgresql://maqbul_owner:secret@127.0.0.1/maqbul"
        )
    return url


@group.command()
def prepare() -> None:
    """Make roles and database where missing, then migrate. Needs DATABASE_ADMIN_URL."""
    settings = _settings()
    if settings.database_admin_url is None:
        raise WrongSetting(
            "DATABASE_ADMIN_URL", "is missing", "postgresql://postgres:secret@127.0.0.1/postgres"
        )
    urls = (
        settings.database_url,
        _owner_url(),
        settings.database_platform_url,
        settings.sandbox_database_url,
        settings.database_backup_url,
        settings.database_keys_url,
    )
    known = map(make_url, filter(None, urls))
    passwords = {url.username: str(url.password) for url in known if url.username}
    database = make_url(settings.database_url).database or "maqbul"
    roles.prepare(settings.database_admin_url, database, passwords)
    click.echo(f"Database {database} is at revision {migrations.upgrade(_owner_url())}.")


@group.command()
def upgrade() -> None:
    """Run the migrations that are missing, as the owner."""
    click.echo(f"Revision {migrations.upgrade(_owner_url())}.")


@group.command()
def check() -> None:
    """Fail when models and migrations disagree."""
    load_all()
    differences = migrations.drift(_owner_url())
    for difference in differences:
        click.echo(difference)
    raise SystemExit(1 if differences else 0)
