"""What no log may say: a token in a path opens what it belongs to for whoever reads the log."""

from __future__ import annotations

import logging
import re

# Every token of ours is 32 random bytes in URL-safe base64; no other segment of a path is as long.
_TOKEN = re.compile(r"(?<=/)[\w-]{43,}")
MASK = "***"


def masked(text: str) -> str:
    """The text without the tokens of its paths."""
    return _TOKEN.sub(MASK, text)


class NoTokens(logging.Filter):
    """Takes tokens out of every line of a log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every record pass, its message masked."""
        record.msg, record.args = masked(record.getMessage()), ()
        return True


NO_TOKENS = NoTokens()
