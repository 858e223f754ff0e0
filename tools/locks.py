"""The pinned dependencies: compile them anew, or tell what is wrong with them. Needs no network to check."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PYTHON_LOCKS = ("requirements", "requirements-dev", "requirements-postgres", "requirements-node")
HOST = re.compile(r"[a-z+]+://|--(extra-)?index-url|--find-links|--trusted-host", re.IGNORECASE)
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(.*)$")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def compile_all() -> None:
    """Resolve every requirements*.in; what is pinned already stays unless it no longer fits."""
    for name in PYTHON_LOCKS:
        subprocess.run(
            [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal",
             "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate",
             f"{name}.in", "--output-file", f"{name}.txt"],
            check=True, cwd=ROOT,
        )  # fmt: skip


def complaints(root: Path = ROOT) -> list[str]:
    """What is wrong with the locks, one line each."""
    found = [problem for name in PYTHON_LOCKS for problem in _python_lock(root, name)]
    return found + list(_differing_pins(root)) + list(_package_lock(root))


def pins(lock: Path) -> dict[str, str]:
    """Name and version of everything a lock pins."""
    found = (PIN.match(line) for line in lock.read_text(encoding="utf-8").splitlines())
    return {canonicalize_name(pin.group(1)): pin.group(2) for pin in found if pin}


def _python_lock(root: Path, name: str) -> Iterator[str]:
    lock = root / f"{name}.txt"
    text = lock.read_text(encoding="utf-8")
    if HOST.search(text):
        yield f"{lock.name} names a host"
    for block in re.split(r"\n(?=\S)", text):
        if not HASH.search(block):
            yield f"{lock.name}: no hash for {block.splitlines()[0]}"
    pinned = pins(lock)
    for wanted in _wanted(root / f"{name}.in"):
        version = pinned.get(canonicalize_name(wanted.name))
        if version is None:
            yield f"{lock.name} lacks {wanted.name}: run make locks"
        elif not wanted.specifier.contains(version, prereleases=True):
            yield f"{lock.name} pins {wanted.name} {version}, {name}.in wants {wanted.specifier}"


def _wanted(source: Path) -> list[Requirement]:
    lines = (line.split("#")[0].strip() for line in source.read_text(encoding="utf-8").splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def _differing_pins(root: Path) -> Iterator[str]:
    """One environment holds both locks: they must agree where they overlap."""
    running = pins(root / "requirements.txt")
    for name, version in pins(root / "requirements-dev.txt").items():
        if running.get(name, version) != version:
            yield f"{name} is {running[name]} in requirements.txt, {version} in requirements-dev.txt"


def _package_lock(root: Path) -> Iterator[str]:
    """The front end's lock names no host and a hash for every package."""
    lock = root / "package-lock.json"
    if "://" in lock.read_text(encoding="utf-8"):
        yield "package-lock.json names a host: take out `resolved` and `funding`"
    for name, entry in json.loads(lock.read_text(encoding="utf-8"))["packages"].items():
        if name and not entry.get("link") and "integrity" not in entry:
            yield f"package-lock.json: no hash for {name}"


def main() -> None:
    """`compile` or `check`; exit 1 when a check complains."""
    if sys.argv[1:] == ["compile"]:
        compile_all()
    found = complaints()
    print("\n".join(found) or "The locks hold: hashes everywhere, no host.")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
