"""Installing Debian's packages without a question, where this account may."""

import os
import shutil
import subprocess


def install(packages: list[str]) -> bool:
    """Install those packages by apt; False where there is no apt, no right to, or no success."""
    apt = shutil.which("apt-get")
    if apt is None or (prefix := _with_rights()) is None:
        return False
    command = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", apt, "-qq"]
    steps = (["update"], ["install", "-y", "--no-install-recommends", *packages])
    done = [
        subprocess.run(
            [*command, *step],
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
        ).returncode
        for step in steps
    ]
    return done[-1] == 0


def _with_rights() -> list[str] | None:
    """What to put before a command to run it as root, None when that is not possible."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    asked = subprocess.run([sudo, "-n", "true"], check=False, capture_output=True)
    return [sudo, "-n"] if asked.returncode == 0 else None
