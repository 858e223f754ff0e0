"""The operator's people at their desk: the codes of their apps, and the way in."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from app.access.factors import totp
from app.demo import operators
from app.demo.operators import OPERATORS, Operator
from app.demo.people import PASSWORD
from app.kernel.clock import now
from tests.journeys.behind import behind
from tests.journeys.conftest import WIDE
from tests.journeys.keys import fill, write
from tests.journeys.running import House
from tests.journeys.walk import Walk

OMAR, LINA = OPERATORS
_used: dict[str, int] = {}


def next_code(secret: str) -> str:
    """A code that was not given yet; within the drift that the door allows, or a moment later."""
    step = max(totp.step_at(now()) - totp.DRIFT_STEPS, _used.get(secret, 0) + 1)
    while step > totp.step_at(now()) + totp.DRIFT_STEPS:
        time.sleep(1)
    _used[secret] = step
    return totp.code_at(secret, step)


def at_desk(
    walk: Callable[..., Walk], live: House, open_doors: dict[str, Any], who: Operator,
    language: str = "en", size: tuple[int, int] = WIDE,
) -> Walk:  # fmt: skip
    """Somebody of the operator at the first page of the desk; through the door the first time only."""
    one, mark = walk(language, size, whose=None), f"{who.email} {language}"
    if mark in open_doors:
        one.context.add_cookies(open_doors[mark])
        one.open("/desk")
    # Whoever was away too long stands before the door again.
    if mark not in open_doors or "/desk/sign-in" in one.page.url:
        with behind(live):
            operators.seat()
        _come_in(one, who)
        open_doors[mark] = one.context.cookies()
    one.speak()
    expect(one.page.locator(".side-nav")).to_be_attached()
    return one


def _come_in(one: Walk, who: Operator) -> None:
    one.open("/desk/sign-in")
    one.look("desk-sign-in")
    fill(one, "#email", who.email)
    write(one, "#password", PASSWORD)
    one.speak()
    one.look("desk-second-factor")
    write(one, "#code", next_code(who.secret))
