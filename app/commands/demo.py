"""flask demo …: the invented week of a trial installation."""

from __future__ import annotations

import json

import click
from flask import current_app
from flask.cli import AppGroup

from app.access.roles import ROLES
from app.config import Settings
from app.demo import story
from app.demo.operators import OPERATORS
from app.demo.people import PASSWORD, STAFF
from app.kernel.db import PLATFORM_ENGINE, db
from app.platform_admin.roles import PLATFORM_ROLES

group = AppGroup("demo", help="The invented week of a trial installation.")


def _refuse_in_production() -> None:
    settings: Settings = current_app.extensions["settings"]
    if settings.is_production:
        raise click.ClickException("Invented people have no place in a production installation.")


@group.command()
def play() -> None:
    """Play a week of invented clinics against the simulated exchange; a second time does nothing."""
    _refuse_in_production()
    click.echo("The demo week is there." if story.play() else "The demo week was there already.")


@group.command()
def logins() -> None:
    """The demo's log-ins, as JSON."""
    _refuse_in_production()
    rows = [
        {
            "clinic": one.tenant.title(),
            "role": ROLES[one.role].label,
            "e-mail": one.email,
            "password": PASSWORD,
            "authenticator": "",
        }
        for one in STAFF
    ]
    if PLATFORM_ENGINE in db.engines:
        rows += [
            {
                "clinic": "(desk)",
                "role": PLATFORM_ROLES[one.role].label,
                "e-mail": one.email,
                "password": PASSWORD,
                "authenticator": one.secret,
            }
            for one in OPERATORS
        ]
    click.echo(json.dumps(rows))
