"""Arabic is complete: every sentence, every plural, every page, and nothing Latin left standing by oversight."""

from __future__ import annotations

import re

from babel.messages.pofile import read_po

from tests.page import XHTML
from tests.places import FEWEST_PAGES
from tests.world import MARKS
from tools import translations

ARABIC_PLURALS = 6

# Latin words that are Arabic pages' own: names of file kinds, keys and of the product.
OTHER_LANGUAGE = {"العربية"}
ALLOWED = {"PDF", "JPEG", "PNG", "XLSX", "CSV", "Maqbul", "English", "Ctrl", "Enter", "Esc", "Alt", "Tab",
    # Names of code lists, as everybody says them.
    "CPT", "HCPCS", "OSL", "ICD", "CM", "MOH",
}  # fmt: skip
# Where text of the trade stands: codes, names of people and places, numbers, isolated from the page's direction.
ISOLATED = {"bdi", "kbd", "code", "pre", "samp", "script", "style", "template", "textarea", "title"}
# What somebody typed, said back to them.
QUOTED = re.compile(r"“[^”]*”|«[^»]*»")
LATIN = re.compile(r"[A-Za-z]{2,}")
# Codes as the trade writes them: J06.9, DEMO-P-NOOR, C-2026-000001.
CODE = re.compile(r"[A-Z0-9]+(?:[-./_][A-Z0-9]+)+|[A-Z]\d+")


def catalogues():
    for path in translations.catalogue_files():
        with path.open("rb") as source:
            yield path, read_po(source, locale="ar")


def test_every_marked_string_has_its_arabic():
    assert translations.complaints() == []


def test_every_catalogue_counts_alike():
    rules = {}
    for path in translations.catalogue_files():
        found = re.search(r'"Plural-Forms: (.*?)\\n"', path.read_text(encoding="utf-8"), re.DOTALL)
        rules[path.parts[-4]] = re.sub(r'"\n"', "", found[1]) if found else None
    assert len(rules) > 5
    assert len({re.sub(r"\s+", "", str(rule)) for rule in rules.values()}) == 1, rules


def test_every_counted_sentence_has_six_forms():
    short = [
        (str(path.parts[-4]), message.id[0])
        for path, catalogue in catalogues()
        for message in catalogue
        if message.pluralizable and len([one for one in message.string if one]) != ARABIC_PLURALS
    ]
    assert short == []


def test_no_sentence_is_translated_in_two_ways():
    """The catalogues are merged when the application starts: the last one wins, so they must agree."""
    said: dict[tuple[str, str], set[str]] = {}
    for _path, catalogue in catalogues():
        for message in catalogue:
            if message.id and message.string and not message.pluralizable:
                # A context makes another sentence of the same words, in the catalogues too.
                said.setdefault((message.context or "", message.id), set()).add(message.string)
    assert {english: sorted(found) for english, found in said.items() if len(found) > 1} == {}


def latin_words(element) -> list[str]:
    """Latin words of a part of a page that stand in no isolated text."""
    name = element.tag.removeprefix(XHTML) if isinstance(element.tag, str) else "comment"
    # An option cannot hold an element: its own direction is all that isolates somebody's words in it.
    is_own = name == "option" and element.get("dir") == "auto"
    is_apart = (
        name in ISOLATED or element.get("lang") == "en" or element.get("dir") == "ltr" or is_own
    )
    if name == "comment" or is_apart:
        return []
    words = in_text(element.text)
    for attribute in ("title", "aria-label", "placeholder", "alt", "data-confirm", "value"):
        if attribute == "value" and element.get("type") not in {"submit", "button"}:
            continue
        if name == "button" and attribute == "value":
            continue
        words += in_text(element.get(attribute))
    for child in element:
        words += latin_words(child) + in_text(child.tail)
    return words


def in_text(text: str | None) -> list[str]:
    plain = CODE.sub(" ", QUOTED.sub(" ", text or ""))
    marks = {mark.latin for mark in MARKS.values()}
    return [word for word in LATIN.findall(plain) if word not in ALLOWED | marks]


def test_no_arabic_page_has_latin_words_left(walk):
    left: dict[str, list[str]] = {}
    for one in walk.arabic:
        if one.is_page:
            for word in latin_words(one.page.all("body")[0]):
                left.setdefault(word, []).append(one.path)
    assert {word: sorted(set(paths))[:3] for word, paths in left.items()} == {}


def test_every_page_says_its_language_and_direction(walk):
    for seen, language, direction in ((walk.english, "en", "ltr"), (walk.arabic, "ar", "rtl")):
        pages = [one for one in seen if one.is_page]
        assert len(pages) > FEWEST_PAGES
        for one in pages:
            root = one.page.all("html")[0]
            assert (root.get("lang"), root.get("dir")) == (language, direction), one.path


def test_an_english_page_has_no_arabic_left_outside_of_names(walk):
    """Arabic in an English page is somebody's name, isolated, or the button to the other language."""
    left = {}
    for one in walk.english:
        if one.is_page and (words := arabic_words(one.page.all("body")[0])):
            left[one.path] = words[:5]
    assert left == {}


def arabic_words(element) -> list[str]:
    name = element.tag.removeprefix(XHTML) if isinstance(element.tag, str) else "comment"
    if (
        name == "comment"
        or name in ISOLATED
        or element.get("lang") == "ar"
        or element.get("dir") in {"rtl", "auto"}
    ):
        return []
    found = in_arabic(element.text)
    for child in element:
        found += arabic_words(child) + in_arabic(child.tail)
    return found


def in_arabic(text: str | None) -> list[str]:
    return [
        word
        for word in re.findall(r"[\u0621-\u064a]{2,}", text or "")
        if word not in OTHER_LANGUAGE
    ]
