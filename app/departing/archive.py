"""A ZIP file written from its beginning to its end, piece by piece: no more than a piece is ever in memory."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime

PIECE = 1 << 20
Keep = Callable[[bytes], object]


class Pieces(io.RawIOBase):
    """Takes what is written and hands it on in pieces of one size; knows their sum and hash."""

    def __init__(self, keep: Keep, size: int = PIECE) -> None:
        super().__init__()
        self._keep, self._size, self._held = keep, size, bytearray()
        self.hash, self.written = hashlib.sha256(), 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        """Take bytes; whole pieces go on at once."""
        taken = bytes(memoryview(data))  # type: ignore[arg-type] # what zipfile writes
        self._held += taken
        self.hash.update(taken)
        self.written += len(taken)
        while len(self._held) >= self._size:
            self._keep(bytes(self._held[: self._size]))
            del self._held[: self._size]
        return len(taken)

    def finish(self) -> None:
        """Hand on what is left."""
        if self._held:
            self._keep(bytes(self._held))
            self._held.clear()


class Archive:
    """The ZIP under way; `files` is what the manifest says of each of its files."""

    def __init__(self, pieces: Pieces, at: datetime) -> None:
        self._zip = zipfile.ZipFile(pieces, "w", zipfile.ZIP_DEFLATED)
        self._at = at.timetuple()[:6]
        self.files: list[dict[str, object]] = []

    def add(self, path: str, content: Iterable[bytes]) -> None:
        """Write one file from its parts as they come."""
        entry = zipfile.ZipInfo(path, self._at)
        entry.compress_type = zipfile.ZIP_DEFLATED
        digest, size = hashlib.sha256(), 0
        with self._zip.open(entry, "w", force_zip64=True) as file:
            for chunk in content:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        self.files.append({"path": path, "bytes": size, "sha256": digest.hexdigest()})

    def close(self) -> None:
        self._zip.close()
