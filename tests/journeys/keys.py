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


def pick(one: Walk, name: str, value: str) -> None:
    """The radio button with this value, by the arrows."""
    tab_to(one, f"input[name='{name}']")
    _walk_to(one, f"input[name='{name}'][value='{value}']:checked")


def pick_option(one: Walk, box: str, value: str) -> None:
    """The line of a list with this value, by the arrows."""
    tab_to(one, box)
    one.press("Home")
    _walk_to(one, f"{box} option[value='{value}']:checked")


def _walk_to(one: Walk, chosen: str) -> None:
    for _ in range(MOST_TABS):
        if one.page.locator(chosen).count():
            return
        one.press("ArrowDown")
    raise AssertionError(f"{chosen} is not reached by the arrows")


def filter_by(one: Walk, box: str, words: str) -> None:
    """Narrow a list; on a narrow page the filter is folded, and opens with Enter."""
    fold = one.page.locator(".filters-fold")
    if fold.get_attribute("open") is None:
        fold.locator("summary").press("Enter")
    write(one, box, words)


def agree(one: Walk, button: str, most: int = MOST_TABS) -> None:
    """Press a button that asks whether one is sure, and say yes."""
    one.page.once("dialog", lambda asked: asked.accept())
    press_enter(one, button, most)
