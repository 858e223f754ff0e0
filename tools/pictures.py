"""The pictures of the README, taken by the browser journeys themselves: python -m tools.pictures

A folder with pictures of an earlier run (MAQBUL_JOURNEY_PICTURES) may be given instead of walking anew.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 150_000
COLOURS = 128

# The journeys' name of a page -> the README's, and how much of the page is shown.
WANTED = {
    "eligibility-covered-en-1280": ("eligibility-en.png", 900),
    "claim-entry-full-en-1280": ("claim-entry-en.png", 1500),
    "claim-partly-approved-ar-1280": ("claim-timeline-ar.png", 900),
    "eligibility-covered-ar-360": ("phone-ar.png", 740),
}


def walk(folder: Path) -> None:
    """Let the journeys take their pictures; whether they pass is the tests' business."""
    command = [sys.executable, "-m", "pytest", "-q", "-m", "journey", "tests/journeys"]
    environment = {**os.environ, "MAQBUL_JOURNEY_PICTURES": str(folder)}
    subprocess.run(command, cwd=ROOT, check=False, env=environment)


def crop(folder: Path) -> None:
    """The upper part of each wanted picture, small enough for a repository."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for source, (name, height) in WANTED.items():
        with Image.open(folder / f"{source}.png") as whole:
            part = whole.convert("RGB").crop((0, 0, whole.width, min(height, whole.height)))
        part.quantize(COLOURS).save(PICTURES / name, optimize=True)
        size = (PICTURES / name).stat().st_size
        print(f"{name}: {size / 1000:.0f} kB")
        if size > MOST_BYTES:
            raise SystemExit(f"{name} is larger than {MOST_BYTES / 1000:.0f} kB")


def main(arguments: list[str]) -> None:
    if arguments:
        crop(Path(arguments[0]))
        return
    with tempfile.TemporaryDirectory() as folder:
        walk(Path(folder))
        crop(Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
