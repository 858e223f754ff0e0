"""flask keys …: the tenants' wrapped keys, kept apart from the backups, and put back beside a restored one.

Exit codes: 0 done, 1 refused (the sentence says why), 2 wrongly called.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app.commands.at_desk import AS_JSON, DRY_RUN, tell
from app.config import Settings
from app.kernel.clock import now
from app.tenants import key_files, key_store

group = AppGroup("keys", help="The tenants' keys beside the backups: export, restore.")
SINCE_DESTROYED = "closed, its keys were destroyed after the dump"
AFTER_THE_DUMP = "not in the dump, its keys are left out"


@group.command("export")
@click.option("--to", "folder", type=click.Path(exists=True, file_okay=False, writable=True, path_type=Path), required=True)  # fmt: skip
@click.option("--keep-days", type=click.IntRange(1, 7), default=7, show_default=True)
@DRY_RUN
@AS_JSON
def export(*, folder: Path, keep_days: int, dry_run: bool, as_json: bool) -> None:
    """Write all wrapped keys into a new file, and remove every older one with a key that was destroyed since."""
    keys, at = key_store.all_keys(_address("database_keys_url", "DATABASE_KEYS_URL")), now()
    alive = sum(one.is_alive for one in keys)
    told: dict[str, object] = {"keys": alive, "destroyed": len(keys) - alive}
    if not dry_run:
        try:
            newest = key_files.write(folder, keys, at)
            going = key_files.outlived(folder, newest, keys, at - timedelta(days=keep_days))
            for path in going:
                path.unlink(missing_ok=True)
        except (OSError, key_files.NotAKeyFile) as error:
            raise click.ClickException(str(error)) from error
        told |= {"file": str(newest), "removed": [path.name for path in going]}
    tell([told], as_json=as_json)


@group.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@DRY_RUN
@AS_JSON
def restore(*, file: Path, dry_run: bool, as_json: bool) -> None:
    """Put the keys of a file beside a restored dump; a tenant whose keys were destroyed since is closed."""
    owner = _address("database_owner_url", "DATABASE_OWNER_URL")
    try:
        keys = key_files.read(file)
        key_files.check(keys, current_app.config["MASTER_KEY"])
        done = key_store.put_back(owner, keys, dry_run=dry_run)
    except (OSError, key_files.NotAKeyFile, key_files.WrongMasterKey, key_store.NotForThisDump) as error:  # fmt: skip
        raise click.ClickException(str(error)) from error
    rows: list[dict[str, object]] = [{"result": "restored", "keys": done.keys}]
    rows += [{"result": SINCE_DESTROYED, "tenant": str(one)} for one in done.closed]
    rows += [{"result": AFTER_THE_DUMP, "tenant": str(one)} for one in done.unknown]
    tell(rows, as_json=as_json)


def _address(field: str, name: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    found: str | None = getattr(settings, field)
    if found is None:
        raise click.ClickException(f"{name} is missing: see docs/backups.md.")
    return found
