"""The command line: every group of commands, one file each."""

from __future__ import annotations

from flask import Flask

from app.commands import (
    audit,
    bank,
    billing,
    database,
    demo,
    front_door,
    keys,
    people,
    platform,
    reference,
    selling,
    states,
    tenants,
    worker,
)


def register(app: Flask) -> None:
    """Hang every group on the application."""
    app.cli.add_command(audit.group)
    app.cli.add_command(selling.plans)
    app.cli.add_command(billing.invoices)
    billing.invoices.add_command(bank.import_bank)
    app.cli.add_command(database.group)
    app.cli.add_command(demo.group)
    app.cli.add_command(front_door.group)
    app.cli.add_command(keys.group)
    app.cli.add_command(people.group)
    app.cli.add_command(platform.group)
    app.cli.add_command(reference.group)
    app.cli.add_command(states.command)
    app.cli.add_command(tenants.group)
    app.cli.add_command(worker.exchange)
    app.cli.add_command(worker.worker)
    app.cli.add_command(worker.worker)
    app.cli.add_command(worker.exchange)
