"""All checks of form, each run to its end, so that one look shows everything that is wrong."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYTHON = sys.executable
IN_SCRATCH = ("-m", "app.launch", "exec", "--scratch", "--")

CHECKS: tuple[tuple[str, Sequence[str]], ...] = (
    ("source is in the house's form", ("-m", "ruff", "format", "--check", "--quiet", ".")),
    ("source follows the rules", ("-m", "ruff", "check", "--quiet", ".")),
    ("types fit", ("-m", "mypy")),
    ("packages keep their floors", ("-m", "tools.floors")),
    ("every sentence has its Arabic", ("-m", "tools.translations", "check")),
    ("locks name no host and have hashes", ("-m", "tools.locks", "check")),
    ("state diagrams show the tables", (*IN_SCRATCH, "python", "-m", "flask", "states", "--check")),
    ("migrations make the models", (*IN_SCRATCH, "python", "-m", "flask", "database", "check")),
)


def main() -> None:
    """Exit 1 when any check fails."""
    failed = 0
    for name, arguments in CHECKS:
        began = time.monotonic()
        answer = subprocess.run(
            [PYTHON, *arguments],
            check=False,
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        taken = time.monotonic() - began
        failed += answer.returncode != 0
        print(f"{'FAILED' if answer.returncode else 'ok    '} {name} ({taken:.1f} s)", flush=True)
        if answer.returncode:
            print(answer.stdout.rstrip(), flush=True)
    print(f"{len(CHECKS) - failed} checks hold, {failed} failed")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
