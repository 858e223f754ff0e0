"""Where letters stand on the keyboards of Oman: the Arabic one beside the Latin one."""

from __future__ import annotations

from typing import Any

ARABIC_ROWS = {
    "Q": "ض", "W": "ص", "E": "ث", "R": "ق", "T": "ف", "Y": "غ", "U": "ع", "I": "ه", "O": "خ", "P": "ح",
    "A": "ش", "S": "س", "D": "ي", "F": "ب", "G": "ل", "H": "ا", "J": "ت", "K": "ن", "L": "م",
    "Z": "ئ", "X": "ء", "C": "ؤ", "V": "ر", "N": "ى", "M": "ة",
}  # fmt: skip
ARABIC_SIGNS = {
    "BracketLeft": "ج", "BracketRight": "د", "Semicolon": "ك", "Quote": "ط", "Comma": "و", "Period": "ز",
    "Slash": "ظ", "Backquote": "ذ", "Space": " ", "Minus": "-",
}  # fmt: skip
WITH_SHIFT = {"أ": "KeyH", "إ": "KeyY", "آ": "KeyN"}
DIGITS = "٠١٢٣٤٥٦٧٨٩"
SHIFT = 8

PLACES = {
    **{letter: f"Key{place}" for place, letter in ARABIC_ROWS.items()},
    **{letter: place for place, letter in ARABIC_SIGNS.items()},
    **{digit: f"Digit{value}" for value, digit in enumerate(DIGITS)},
    **{str(value): f"Digit{value}" for value in range(10)},
    **WITH_SHIFT,
}
LETTERS = {place: letter for letter, place in PLACES.items() if letter not in WITH_SHIFT}


def strike(session: Any, letter: str) -> None:
    """One key of an Arabic keyboard, as the browser hears it: the letter, and the place it stands at."""
    code = PLACES[letter]
    event = {
        "code": code, "key": letter, "text": letter, "unmodifiedText": letter,
        "modifiers": SHIFT if letter in WITH_SHIFT else 0,
        "windowsVirtualKeyCode": ord(code[-1]) if code.startswith(("Key", "Digit")) else 0,
    }  # fmt: skip
    session.send("Input.dispatchKeyEvent", {"type": "keyDown", **event})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})
