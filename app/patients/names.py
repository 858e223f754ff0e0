"""Names folded to tokens, so that one person is found under every usual spelling, in both scripts.

A name gives literal tokens, searched by their beginning, and sound tokens (marked `~`), compared
whole: the consonants one hears, the same for محمد, Mohammed and Muhamad. The name itself is kept
and shown as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import product

SOUND = "~"
LONGEST_TOKEN = 40
_MOST_SOUNDS = 8

_ARABIC_LETTERS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ء": "", "ـ": "", "ک": "ك", "ی": "ي", "ھ": "ه"}
)  # fmt: skip
_NOT_LETTERS = re.compile(r"[^\w]|_")
_QUIET = re.compile(r"['’‘`ʿʾ´ʼ]")

# Said between names, never part of one.
_LINKS = frozenset(
    {"بن", "ابن", "بنت", "ولد", "bin", "ibn", "ben", "bint", "bnt", "binti", "b", "bt", "wald"}
)
_TITLES = frozenset(
    {"mr", "mrs", "ms", "dr", "السيد", "السيده", "الشيخ", "sayyid", "sayyida", "sheikh", "shaikh"}
)
_ARTICLES = frozenset({"ال", "al", "el", "ul", "il"})
_FATHERS = frozenset({"ابو", "بو", "ابا", "abu", "abo", "bu", "bo"})
_SERVANT_ARABIC = "عبد"
_SERVANT = re.compile(r"abd[aeiou]?[lrsnzdt]?")
_FAITH = re.compile(r"(\w{3,}?)[aeiou]d+[ie]+ne?")
_SHORT_FORMS = {"mohd": "mohammed", "mohmd": "mohammed", "muhd": "mohammed", "mhd": "mohammed"}

_ARABIC_SOUNDS = {
    "ب": "b", "ت": "t", "ث": "ts", "ج": "j", "ح": "h", "خ": "x", "د": "d", "ذ": "zd", "ر": "r",
    "ز": "z", "س": "s", "ش": "c", "ص": "s", "ض": "dz", "ط": "t", "ظ": "zd", "غ": "g", "ف": "f",
    "ق": "k", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "گ": "g", "چ": "c", "پ": "p",
    "ڤ": "v",
}  # fmt: skip
_LATIN_SOUNDS = {
    "sh": ("c", "sh"), "ch": ("c",), "kh": ("x",), "gh": ("g",), "th": ("t", "s", "th"),
    "dh": ("z", "d", "dh"), "ph": ("f",), "q": ("k",), "c": ("k",), "x": ("ks",), "g": ("j", "g"),
}  # fmt: skip


def tokens(*names: str) -> frozenset[str]:
    """All tokens under which these names of one person are kept."""
    return frozenset(
        token for name in names for word in _words(name) for token in (*word[0], *word[1])
    )


def asked(text: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """What each word of a search may match: beginnings of literal tokens, or whole sound tokens."""
    return tuple((frozenset(beginnings), frozenset(sounds)) for beginnings, sounds in _words(text))


def matches(text: str, *names: str) -> bool:
    """Would a search for `text` find the person of these names?"""
    kept = tokens(*names)
    words = asked(text)
    return bool(words) and all(
        sounds & kept or any(token.startswith(b) for b in beginnings for token in kept)
        for beginnings, sounds in words
    )


def same_words(one: str, other: str) -> int:
    """How many words of one name sound like a word of the other."""
    heard = {sound for _, sounds in _words(other) for sound in sounds}
    return sum(1 for _, sounds in _words(one) if heard.intersection(sounds))


def _words(name: str) -> list[tuple[set[str], set[str]]]:
    """Per word of a name: its literal tokens and its sound tokens."""
    found = []
    for word, with_article in _joined(_split(name)):
        bare = _without_article(word) if not with_article else word
        literals = {_literal(form) for form in (word, bare)}
        if with_article:
            literals.add(_literal(("ال" if _is_arabic(word) else "al") + word))
        sounds = {SOUND + sound for form in {word, bare} for sound in _sounds(form)}
        found.append(({token[:LONGEST_TOKEN] for token in literals if token}, sounds))
    return found


def _split(name: str) -> list[str]:
    """The plain words: NFKC, no marks, lower case, Arabic letters in one form each."""
    decomposed = unicodedata.normalize("NFKD", _QUIET.sub("", unicodedata.normalize("NFKC", name)))
    # Hamza and madda written as marks of their own go too: what is left is the plain letter.
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    plain = letters.casefold().translate(_ARABIC_LETTERS)
    return [_SHORT_FORMS.get(word, word) for word in _NOT_LETTERS.sub(" ", plain).split()]


def _joined(words: list[str]) -> list[tuple[str, bool]]:
    """Words as one says them: articles, Abd- and Abu- with what follows; whether an article stood apart."""
    found: list[tuple[str, bool]] = []
    waiting, article = "", False
    for position, word in enumerate(words):
        is_last = position == len(words) - 1
        if word in _LINKS or (word in _TITLES and len(words) > 1):
            continue
        if word in _ARTICLES and not is_last:
            article = True
        elif not is_last and (word in _FATHERS or _is_servant(word)):
            waiting += word
        else:
            parts = [word] if waiting else _faith_apart(word)
            found.append((_servant(waiting + ("ال" if article and waiting == _SERVANT_ARABIC else "") + parts[0]), article and not waiting))  # fmt: skip
            found += [(part, True) for part in parts[1:]]
            waiting, article = "", False
    return found


def _is_servant(word: str) -> bool:
    return word == _SERVANT_ARABIC or bool(_SERVANT.fullmatch(word))


def _servant(word: str) -> str:
    """Abdul Rahman, Abdurrahman and Abd al-Rahman as one word."""
    if not word.startswith("abd") or len(word) < 7:
        return word
    rest = re.sub(r"(.)\1+", r"\1", word[3:])
    return "abdul" + (re.sub(r"^[aeiou]l?(?=\w{3})", "", rest))


def _faith_apart(word: str) -> list[str]:
    """Salahuddin as Salah and Din, as it is written in Arabic."""
    found = _FAITH.fullmatch(word)
    return [found.group(1), "din"] if found else [word]


def _without_article(word: str) -> str:
    """The word without a joined article, where enough of it is left."""
    if word.startswith("ال") and len(word) >= 5:
        return word[2:]
    if word.startswith(("al", "el")) and len(word) >= 6:
        return word[2:]
    return word


def _literal(word: str) -> str:
    """The word with doubled letters single and vowels in their plainest spelling."""
    if _is_arabic(word):
        return word
    plain = word.translate(str.maketrans("oeyq", "uiik")).replace("ph", "f")
    return re.sub(r"(.)\1+", r"\1", plain)


def _sounds(word: str) -> list[str]:
    """The consonants one hears, in every usual reading; a first vowel counts as `a`."""
    parts = _arabic_parts(word) if _is_arabic(word) else _latin_parts(word)
    readings = ["".join(reading) for reading in list(product(*parts))[:_MOST_SOUNDS]]
    return [sound for sound in (re.sub(r"(.)\1+", r"\1", reading) for reading in readings) if sound]


def _arabic_parts(word: str) -> list[tuple[str, ...]]:
    first = {"ا": "a", "ع": "a", "و": "w", "ي": "y"}.get(word[0])
    parts: list[tuple[str, ...]] = [(first,)] if first else []
    body = word if not first else word[1:]
    if len(body) > 1 and body[-1] in "حه":
        body = body[:-1]
    return parts + [tuple(_ARABIC_SOUNDS[letter]) for letter in body if letter in _ARABIC_SOUNDS]


def _latin_parts(word: str) -> list[tuple[str, ...]]:
    parts: list[tuple[str, ...]] = []
    body = word[:-1] if len(word) > 2 and word[-1] == "h" and word[-2] in "aeiou" else word
    position = 0
    while position < len(body):
        pair, letter = body[position : position + 2], body[position]
        if position == 0 and letter in "aeiou":
            parts.append(("a",))
        elif pair in _LATIN_SOUNDS:
            parts.append(_LATIN_SOUNDS[pair])
            position += 1
        elif letter not in "aeiouwy" or (position == 0 and letter in "wy"):
            parts.append(_LATIN_SOUNDS.get(letter, (letter,)))
        position += 1
    return parts


def _is_arabic(word: str) -> bool:
    return "\u0600" <= word[0] <= "\u06ff"
