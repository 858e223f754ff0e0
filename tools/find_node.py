"""Print the directory of a Node.js new enough, installing one into the virtual environment if need be."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST_MAJOR = 20
REQUIREMENTS = Path(__file__).parent.parent / "requirements-node.txt"


def node_directory() -> Path:
    """The directory of `node` and `npm`: the machine's own, else the wheel's."""
    own = Path(sys.executable).parent
    for found in (shutil.which("node"), str(own / "node")):
        if found and _is_new_enough(found) and (Path(found).parent / "npm").exists():
            return Path(found).parent
    print("This machine has no Node.js 20 or newer: installing one into .venv ...", file=sys.stderr)
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check",
         "--no-input", "--require-hashes", "-r", REQUIREMENTS],
        check=True, stdout=sys.stderr,
    )  # fmt: skip
    return own


def _is_new_enough(node: str) -> bool:
    try:
        answer = subprocess.run([node, "--version"], check=False, capture_output=True, text=True)
    except OSError:
        return False
    version = re.match(r"v(\d+)\.", answer.stdout)
    return version is not None and int(version.group(1)) >= OLDEST_MAJOR


if __name__ == "__main__":
    print(node_directory())
