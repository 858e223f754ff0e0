"""The whole house on one machine: database, simulated exchange, worker, web."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.kernel.cluster import Cluster
from app.launch import environment, leftovers, secrets
from app.launch.child import Child
from app.launch.lock import only_one
from app.launch.panel import panel, say
from app.launch.ports import next_free
from app.launch.steps import Steps, demo_logins
from app.launch.supervisor import Stopped, Supervisor, answers_http

DEFAULT_PORT = 8000
EXCHANGE_PORT_OFFSET = 100


@dataclass(frozen=True)
class Options:
    """What the person who starts the house may choose."""

    var: Path
    port: int
    with_demo: bool


def run(options: Options) -> None:
    """Start everything, tell where it is, and stay until asked to stop."""
    options.var.mkdir(parents=True, exist_ok=True)
    with only_one(options.var / "launch.lock"):
        notes = options.var / "children.json"
        for pid in leftovers.end(notes):
            say("launch", f"ended process {pid}, left over from a launcher that was killed")
        supervisor = Supervisor(notes, say)
        supervisor.obey_signals()
        cluster = own_cluster(options.var)
        try:
            _bring_up(options, cluster, supervisor)
            supervisor.watch()
        except Stopped:
            say("launch", "stopped before everything was up")
        finally:
            supervisor.stop()
            if cluster:
                say("launch", "stopping database")
                cluster.stop()


def _bring_up(options: Options, cluster: Cluster | None, supervisor: Supervisor) -> None:
    web_port = _port(options.port, "web")
    exchange_port = _port(options.port + EXCHANGE_PORT_OFFSET, "simulated exchange", web_port)
    settings = settings_for(options.var, cluster, web_port=web_port, exchange_port=exchange_port)
    steps = Steps(settings, cluster.directory / "steps" if cluster else None, supervisor, say)
    say("launch", "Preparing the database ...")
    steps.prepare_database()
    steps.load_codes()

    exchange_is_ours = not os.environ.get("EXCHANGE_BASE_URL")
    exchange = Child("exchange", _exchange(exchange_port), environment.for_exchange(settings), say)
    serving = environment.for_house(settings)
    web = Child("web", _web(web_port), environment.for_web(settings), say)
    if exchange_is_ours:
        supervisor.start(exchange)
    if options.with_demo and not steps.demo_is_played:
        # The demo week is played against the exchange, so this once it is waited for here. The
        # story delivers its own messages, each in its own minute: the worker comes after it.
        if exchange_is_ours:
            supervisor.wait_until(exchange, lambda: answers_http(exchange_port))
        steps.play_demo()
    supervisor.start(Child("worker", [*_FLASK, "worker"], serving, say))
    if "DATABASE_PLATFORM_URL" in settings:
        # The operator's role is not for the worker, who works for tenants.
        desk = environment.for_web(settings)
        supervisor.start(Child("books", [*_FLASK, "invoices", "run"], desk, say))
    supervisor.start(web)
    logins = demo_logins(settings) if options.with_demo else []
    if exchange_is_ours:
        supervisor.wait_until(exchange, lambda: answers_http(exchange_port))
    supervisor.wait_until(web, lambda: answers_http(web_port))

    exchange_address = f"http://127.0.0.1:{exchange_port}/" if exchange_is_ours else None
    data = str(options.var) if cluster else "as DATABASE_URL says"
    print(panel(settings["MAQBUL_BASE_URL"], exchange_address, logins, data), flush=True)


def own_cluster(var: Path) -> Cluster | None:
    """The cluster kept in `var`, None where the user brings a database of theirs."""
    return None if os.environ.get("DATABASE_URL") else Cluster(var / "pg")


def settings_for(
    var: Path,
    cluster: Cluster | None,
    *,
    web_port: int = DEFAULT_PORT,
    exchange_port: int = DEFAULT_PORT + EXCHANGE_PORT_OFFSET,
    own_wins: bool = True,
) -> Mapping[str, str]:
    """Everything a process of the house needs in its environment; starts the cluster."""
    known = secrets.load(
        var / "secrets.env", data_exists=cluster is not None and cluster.directory.exists()
    )
    made = environment.of_installation(known, web_port=web_port, exchange_port=exchange_port)
    if cluster:
        cluster.start()
        made |= environment.of_cluster(cluster, known)
    return environment.merged(made, own_wins=own_wins)


def _port(wanted: int, whose: str, *taken: int) -> int:
    port = next_free(wanted, taken=taken)
    if port != wanted:
        say("launch", f"port {wanted} is busy, the {whose} takes {port}")
    return port


_FLASK = (sys.executable, "-m", "flask")
_GUNICORN = (sys.executable, "-m", "gunicorn")


def _web(port: int) -> list[str]:
    return [*_GUNICORN, "--bind", f"127.0.0.1:{port}", "wsgi:app"]


def _exchange(port: int) -> list[str]:
    size = ["--workers", "1", "--threads", "8"]
    return [*_GUNICORN, "--bind", f"127.0.0.1:{port}", *size, "app.sandbox:create_app()"]
