"""A person at a browser: presses keys that are counted, and every page they see is examined."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, Response, expect

from tests.journeys import keyboard

PICTURES = "MAQBUL_JOURNEY_PICTURES"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}, "resultTypes": ["violations"]}  # fmt: skip

WIDE_FROM = 1000

# Budgets in bytes, as they travel.
HTML_WORST, HTML_USUAL = 30_000, 14_000
CSS, JS, FIRST_VISIT, REPEAT_VISIT = 45_000, 60_000, 200_000, 20_000
REQUESTS = 8

# A refused form, a stale one and a wrong password are answers, which the browser also tells its console.
ANSWERS = re.compile(r"Failed to load resource.* status of (401|409|422)")

WATCH = """
for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, (event) => window.heardByTheTest?.(kind, event.code ?? ""), true);
addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""
# What an Arabic page leaves in Latin letters: names, codes and what is isolated; everything else is a sentence forgotten.
FOREIGN_WORDS = """() => {
  const words = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement;
    if (holder.closest("#announcer, bdi, code, kbd, script, style, template, title, [dir=ltr], [lang=en], .brand-name, option") || !holder.checkVisibility()) continue;
    words.push(...walker.currentNode.textContent.match(/[A-Za-z]{3,}/g) ?? []);
  }
  return words;
}"""
LEFT_LATIN = {"PDF", "XLSX", "CSV", "ICD", "SHA", "Enter", "English"}
WEIGHT = """() => {
  const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource").filter((one) => one.initiatorType !== "fetch" && one.initiatorType !== "xmlhttprequest")];
  return all.map((one) => ({ kind: one.entryType === "navigation" ? "html" : one.name.split(".").pop(), travelled: one.transferSize, packed: one.encodedBodySize }));
}"""


@dataclass
class Count:
    """What was pressed meanwhile."""

    keys: list[str] = field(default_factory=list)
    pointers: int = 0

    def at_most(self, ceiling: int) -> None:
        assert self.pointers == 0, "a pointing device was used"
        assert 0 < len(self.keys) <= ceiling, (
            f"{len(self.keys)} keys, {ceiling} allowed: {self.keys}"
        )


@dataclass
class Examined:
    """Which pages were examined in this run: the same page in the same shape once is enough for axe."""

    pages: set[tuple[str, str, int]] = field(default_factory=set)
    weights: list[int] = field(default_factory=list)


class Walk:
    """One browser, one person, one language."""

    def __init__(
        self, context: BrowserContext, house_url: str, language: str, examined: Examined, *, scripted: bool
    ) -> None:  # fmt: skip
        self.context, self.house_url, self.language = context, house_url, language
        self.examined, self.scripted = examined, scripted
        self.complaints: list[str] = []
        self.counts: list[Count] = []
        self.documents: dict[str, Response] = {}
        context.expose_binding("heardByTheTest", self._heard)
        context.add_init_script(WATCH)
        self.page: Page = context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("response", self._answered)
        self.devtools = context.new_cdp_session(self.page)

    # -- what the browser tells

    def _heard(self, _source: Any, kind: str, code: str) -> None:
        for count in self.counts:
            if kind == "keydown":
                count.keys.append(code)
            else:
                count.pointers += 1

    def _console(self, message: Any) -> None:
        if message.type == "error" and not ANSWERS.search(message.text):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _answered(self, response: Response) -> None:
        if (
            response.request.is_navigation_request()
            and response.frame == self.page.main_frame
            and not 300 <= response.status < 400
        ):
            self.documents[response.url.partition("#")[0]] = response

    # -- what the person does

    @property
    def arabic(self) -> bool:
        return self.language == "ar"

    def open(self, path: str) -> None:
        self.page.goto(f"{self.house_url}{path}")

    def press(self, *names: str) -> None:
        """Keys by their place: "KeyE" is the letter that stands there, in the person's own layout."""
        for name in names:
            if self.arabic and name in keyboard.LETTERS:
                keyboard.strike(self.devtools, keyboard.LETTERS[name])
            else:
                self.page.keyboard.press(name)

    def type(self, text: str) -> None:
        """Type where the cursor stands; Arabic letters and digits by the keys of an Arabic keyboard."""
        # The page puts the cursor into its first box a moment after it has loaded.
        self.page.locator("input:focus, textarea:focus").wait_for(state="attached")
        for letter in text:
            if letter in keyboard.PLACES and not letter.isascii():
                keyboard.strike(self.devtools, letter)
            else:
                self.page.keyboard.press({" ": "Space", "\t": "Tab"}.get(letter, letter))

    def digits(self, text: str) -> str:
        """The digits as this person's keyboard has them."""
        if not self.arabic:
            return text
        return "".join(keyboard.DIGITS[int(one)] if one.isdigit() else one for one in text)

    @contextmanager
    def counting(self, ceiling: int) -> Iterator[Count]:
        """Everything in here by keyboard alone, with at most so many keys."""
        count = Count()
        self.counts.append(count)
        yield count
        self.page.evaluate("1")  # What the page still has to tell arrives before its answer.
        self.counts.remove(count)
        count.at_most(ceiling)

    @contextmanager
    def refused(self, status: int) -> Iterator[None]:
        """What is opened in here is refused, which the browser tells its console too; nothing else is told."""
        before = len(self.complaints)
        yield
        self.page.evaluate("1")  # What the page still has to tell arrives before its answer.
        told = self.complaints[before:]
        assert told
        assert [one for one in told if f"status of {status} " not in one] == []
        del self.complaints[before:]

    @contextmanager
    def new_page(self) -> Iterator[None]:
        """What happens in here leads to another document, which is waited for."""
        with self.page.expect_navigation(wait_until="load"):
            yield

    # -- what the person sees

    def says(self, english: str, arabic: str) -> str:
        return arabic if self.arabic else english

    def sees(self, english: str, arabic: str, *, seconds: float = 10) -> None:
        """The words stand in the main part of the page, or come within so many seconds."""
        words = self.says(english, arabic)
        expect(self.main).to_contain_text(words, timeout=seconds * 1000, use_inner_text=True)

    def sees_not(self, english: str, arabic: str) -> None:
        expect(self.main).not_to_contain_text(self.says(english, arabic), use_inner_text=True)

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    @property
    def focused(self) -> Locator:
        return self.page.locator(":focus")

    def text(self) -> str:
        """The words of the main part as a person reads them, without the marks of direction."""
        return re.sub("[\u200e\u200f\u2066-\u2069]", "", self.main.inner_text())

    def speak(self) -> None:
        """Pages speak a person's own language until another is chosen; an earlier walk may have chosen the other."""
        if self.page.locator("html").get_attribute("lang") != self.language:
            with self.new_page():
                self.page.locator("form.language button").press("Enter")

    # -- what is examined on every page

    def look(self, name: str) -> None:
        """Everything that must hold on every page; `name` is the page and its condition."""
        assert self.complaints == [], self.complaints
        self._examine_frame()
        width = self.page.viewport_size["width"] if self.page.viewport_size else 0
        key = (name, self.language, width)
        if key in self.examined.pages:
            return
        self.examined.pages.add(key)
        self._picture(f"{name}-{self.language}-{width}")
        self._weigh()
        if not self.scripted:
            return
        # The colours are the same at every width: contrast, which takes axe longest, is judged on the wide page.
        options = RULES if width >= WIDE_FROM else {**RULES, "rules": {"color-contrast": {"enabled": False}}}  # fmt: skip
        found = Axe().run(self.page, options=options)
        assert found.violations_count == 0, found.generate_report()
        assert self.complaints == [], self.complaints

    def look_at_width(self, size: tuple[int, int]) -> None:
        """The page in sight in another window: what must hold at every width."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self._examine_frame()
        assert self.complaints == [], self.complaints

    def _examine_frame(self) -> None:
        html = self.page.locator("html")
        expect(html).to_have_attribute("lang", self.language)
        expect(html).to_have_attribute("dir", "rtl" if self.arabic else "ltr")
        assert self.page.locator("h1").count() == 1
        if self.arabic:
            foreign = set(self.page.evaluate(FOREIGN_WORDS)) - LEFT_LATIN
            assert foreign == set(), f"{self.page.url}: not in Arabic: {foreign}"
        locked = "is-locked" in (html.get_attribute("class") or "")
        assert locked or self.page.title().endswith("· مقبول" if self.arabic else "· Maqbul")
        sideways = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert sideways <= 0, f"{self.page.url} scrolls sideways by {sideways} px"

    def _weigh(self) -> None:
        document = self.documents.get(self.page.url.partition("#")[0])
        if document is not None:
            packed = len(gzip.compress(document.body()))
            assert packed <= HTML_WORST, f"{self.page.url} weighs {packed} bytes"
            self.examined.weights.append(packed)
        parts = self.page.evaluate(WEIGHT)
        assert len(parts) <= REQUESTS, parts
        for kind, most in (("css", CSS), ("js", JS)):
            assert sum(one["packed"] for one in parts if one["kind"] == kind) <= most, parts

    def travelled(self) -> int:
        """Bytes that came over the line for the page in sight."""
        return sum(int(one["travelled"]) for one in self.page.evaluate(WEIGHT))

    def _picture(self, name: str) -> None:
        folder = os.environ.get(PICTURES)
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.evaluate("scrollTo(0, 0)")
            self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
