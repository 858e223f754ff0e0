"""Find or install the system libraries that print PDF; say in one sentence what stays missing."""

import ctypes
import ctypes.util
import sys

from tools import packages

# What WeasyPrint opens at run time, and the Debian package that brings it.
LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz": "libharfbuzz0b",
    "harfbuzz-subset": "libharfbuzz-subset0",
    "fontconfig": "libfontconfig1",
}


def missing() -> list[str]:
    """The Debian packages of the libraries that cannot be opened here."""
    return [package for library, package in LIBRARIES.items() if not _opens(library)]


def _opens(library: str) -> bool:
    # A name per system: find_library needs a compiler or ldconfig, which small images lack.
    names = [f"lib{library}.so.0", f"lib{library}.so.1", f"lib{library}.0.dylib"]
    if found := ctypes.util.find_library(library):
        names.append(found)
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def main() -> None:
    """Never fails: without the libraries everything but the PDF buttons works."""
    wanted = missing()
    if wanted and sys.platform == "linux":
        print(f"Installing the PDF libraries ({' '.join(wanted)}) ...")
        packages.install(wanted)
        wanted = missing()
    if wanted:
        how = (
            "brew install pango" if sys.platform == "darwin" else f"apt install {' '.join(wanted)}"
        )
        print(f"PDF papers cannot be printed until these libraries are installed: {how}")


if __name__ == "__main__":
    main()
