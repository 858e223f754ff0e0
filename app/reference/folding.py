"""Words and codes in the one form in which they are compared: pure, for both scripts."""

from __future__ import annotations

import re
import unicodedata

from app.kernel.pagewords import latin_digits

# Spellings that people do not tell apart: hamza carriers, taa marbuta, alif maqsura, tatweel.
_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ئ": "ي", "ة": "ه", "ى": "ي", "ـ": None, "ء": None})  # fmt: skip
_ARTICLE = re.compile(r"\b(?:ال|لل)(?=\w{3})")
_NOT_A_WORD = re.compile(r"[\W_]+")


def fold_words(text: str) -> str:
    """Lower case, without accents, vowel signs, punctuation and the Arabic article; words parted by one space."""
    if text.isascii():
        return _NOT_A_WORD.sub(" ", text.lower()).strip()
    plain = unicodedata.normalize("NFKD", latin_digits(text)).casefold()
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    spaced = _NOT_A_WORD.sub(" ", letters.translate(_ARABIC))
    return _ARTICLE.sub("", spaced).strip()


def fold_code(code: str) -> str:
    """A code without points, dashes and spaces, in lower case: J06.9, j069 and "J06 9" are one."""
    plain = code if code.isascii() else unicodedata.normalize("NFKC", latin_digits(code))
    return _NOT_A_WORD.sub("", plain).lower()
