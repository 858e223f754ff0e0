"""The settings handed to every process: what the user set wins, the rest is made here."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from app.kernel.cluster import Cluster

DATABASE = "maqbul"
# The role of each address; `flask database prepare` creates them with these passwords.
ROLES = {
    "DATABASE_OWNER_URL": ("maqbul_owner", "OWNER_PASSWORD"),
    "DATABASE_URL": ("maqbul_app", "APP_PASSWORD"),
    "DATABASE_PLATFORM_URL": ("maqbul_platform", "PLATFORM_PASSWORD"),
    "DATABASE_BACKUP_URL": ("maqbul_backup", "BACKUP_PASSWORD"),
    "DATABASE_KEYS_URL": ("maqbul_keys", "KEYS_PASSWORD"),
    "SANDBOX_DATABASE_URL": ("maqbul_sandbox", "SANDBOX_PASSWORD"),
}
# The demo tells a past week; its messages carry that week's times, which the simulator must bear.
STORY_SECONDS = str(60 * 24 * 60 * 60)
# The one client the simulated exchange knows until it is told of others.
SANDBOX_CLIENT = {"EXCHANGE_CLIENT_ID": "demo-client", "EXCHANGE_CLIENT_SECRET": "demo-secret"}
# The one merchant of its card gateway.
SANDBOX_MERCHANT = {
    "CARD_GATEWAY_MERCHANT": "demo-merchant",
    "CARD_GATEWAY_SECRET": "demo-card-secret",
}

# Only preparing the database and its backups need these; a process that answers the network must not hold them.
_POWERS = frozenset(
    {
        "DATABASE_ADMIN_URL", "DATABASE_OWNER_URL", "DATABASE_PLATFORM_URL", "DATABASE_BACKUP_URL", "DATABASE_KEYS_URL",
    }
)  # fmt: skip
_OF_THE_DESK = frozenset({"DATABASE_PLATFORM_URL"})
_OF_THE_EXCHANGE = frozenset({"SANDBOX_DATABASE_URL"})
_OF_THE_HOUSE = frozenset({"DATABASE_URL", "SECRET_KEY", "MAQBUL_MASTER_KEY"})


def of_cluster(cluster: Cluster, secrets: Mapping[str, str]) -> dict[str, str]:
    """The addresses of our own database, one per role, and its superuser's for preparing it."""
    addresses = {
        name: cluster.url(DATABASE, role, secrets[password])
        for name, (role, password) in ROLES.items()
    }
    return {**addresses, "DATABASE_ADMIN_URL": cluster.url()}


def of_installation(
    secrets: Mapping[str, str], *, web_port: int, exchange_port: int
) -> dict[str, str]:
    """Keys and addresses of a trial on this machine."""
    return {
        "SECRET_KEY": secrets["SECRET_KEY"],
        "MAQBUL_MASTER_KEY": secrets["MAQBUL_MASTER_KEY"],
        "MAQBUL_INSTALLATION": "trial",
        "MAQBUL_BASE_URL": f"http://127.0.0.1:{web_port}",
        "EXCHANGE_BASE_URL": f"http://127.0.0.1:{exchange_port}",
        "SANDBOX_CLOCK_TOLERANCE_SECONDS": STORY_SECONDS,
        "CARD_GATEWAY_URL": f"http://127.0.0.1:{exchange_port}",
        **SANDBOX_CLIENT,
        **SANDBOX_MERCHANT,
    }


def for_web(settings: Mapping[str, str]) -> dict[str, str]:
    """What the web may know: as the house, and the operator's role, behind whose desk no patient is."""
    desk = {name: settings[name] for name in _OF_THE_DESK if name in settings}
    return for_house(settings) | desk


def for_house(settings: Mapping[str, str]) -> dict[str, str]:
    """What the worker may know."""
    return _without(settings, _POWERS | _OF_THE_EXCHANGE)


def for_exchange(settings: Mapping[str, str]) -> dict[str, str]:
    """What the simulated exchange may know: nothing of the house's keys and data."""
    return _without(settings, _POWERS | _OF_THE_HOUSE)


def _without(settings: Mapping[str, str], names: frozenset[str]) -> dict[str, str]:
    return {name: value for name, value in settings.items() if name not in names}


def merged(made: Mapping[str, str], *, own_wins: bool = True) -> dict[str, str]:
    """For a child: our settings and the user's own, this environment's programs first.

    The user's win, except for throw-away work: that must never reach the user's database.
    """
    programs = str(Path(sys.executable).parent)
    own = dict(os.environ)
    both = {**made, **own} if own_wins else {**own, **made}
    return {
        **both,
        "PATH": os.pathsep.join([programs, own.get("PATH", os.defpath)]),
        "PYTHONUNBUFFERED": "1",
        "FLASK_APP": own.get("FLASK_APP", "wsgi"),
    }
