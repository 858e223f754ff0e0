"""Finding one's way on a page by keyboard alone."""

from __future__ import annotations

from tests.journeys.walk import Walk

MOST_TABS = 30


def tab_to(one: Walk, selector: str, most: int = MOST_TABS) -> None:
    """Tab until the control has the cursor."""
    for _ in range(most):
        if one.page.locator(f"{selector}:focus").count():
            return
        one.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


def press_enter(one: Walk, selector: str, most: int = MOST_TABS) -> None:
    """Tab to what leads to another page, and go there."""
    tab_to(one, selector, most)
    with one.new_page():
        one.press("Enter")


def choose(one: Walk, name: str, place: int) -> None:
    """The so-manieth radio button, then Enter."""
    tab_to(one, f"#{name}-0")
    one.press("Space", *["ArrowDown"] * place)
    with one.new_page():
        one.press("Enter")


def fill(one: Walk, box: str, words: str) -> None:
    """Type into a box; who comes by Tab finds it selected, and types over what stood there."""
    tab_to(one, box)
    one.page.keyboard.type(words)


def write(one: Walk, box: str, words: str) -> None:
    """Type into the last box, and send."""
    fill(one, box, words)
    with one.new_page():
        one.press("Enter")


def fill_day(one: Walk, name: str, day: object) -> None:
    """A day, in its three boxes."""
    for part in ("day", "month", "year"):
        fill(one, f"#{name}-{part}", str(getattr(day, part)))
