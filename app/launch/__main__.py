"""`python -m app.launch`: start the house, or run one command inside it."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from app.kernel.cluster import ClusterError
from app.launch import house, inside
from app.launch.lock import AlreadyRunning
from app.launch.ports import NoFreePort
from app.launch.secrets import SecretsLost
from app.launch.steps import StepFailed
from app.launch.supervisor import NotReady

REFUSALS = (ClusterError, AlreadyRunning, NoFreePort, SecretsLost, StepFailed, NotReady)


def main(arguments: list[str] | None = None) -> int:
    """Exit code: 0 after an orderly stop, 1 when something is missing and said so."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    try:
        if chosen.what == "exec":
            command = chosen.command[chosen.command[:1] == ["--"] :]
            if not command:
                parser.error("exec wants a command, for example: exec -- flask shell")
            if chosen.scratch:
                return inside.run_in_scratch(command)
            return inside.run(command, var=chosen.var.resolve())
        house.run(house.Options(chosen.var.resolve(), chosen.port, with_demo=not chosen.no_demo))
    except REFUSALS as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m app.launch",
        description="Start the database, the simulated exchange, the worker and the web server.",
        epilog="DATABASE_URL in the environment: that server is used, none is started.",
    )
    common = argparse.ArgumentParser(add_help=False)
    for one in (parser, common):
        one.add_argument(
            "--var",
            type=Path,
            metavar="DIR",
            default=Path(os.environ.get("MAQBUL_VAR", "var"))
            if one is parser
            else argparse.SUPPRESS,
            help="where data, secrets and ports are kept (default: var, or $MAQBUL_VAR)",
        )
    parser.add_argument(
        "--port",
        type=int,
        default=os.environ.get("MAQBUL_PORT", str(house.DEFAULT_PORT)),
        help="port of the web server (default: 8000, or $MAQBUL_PORT); a busy one gives the next free",
    )
    parser.add_argument(
        "--no-demo", action="store_true", help="play no demo week and show no demo log-ins"
    )
    commands = parser.add_subparsers(dest="what", title="instead of starting")
    one = commands.add_parser(
        "exec", parents=[common], help="run one command with the house's database and settings"
    )
    one.add_argument(
        "--scratch", action="store_true", help="on a new, migrated database that is thrown away"
    )
    one.add_argument("command", nargs=argparse.REMAINDER, help="for example: -- flask shell")
    return parser


if __name__ == "__main__":
    sys.exit(main())
