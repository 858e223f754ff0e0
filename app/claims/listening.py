"""Who else hears of a claim: packages above register here, so that claims need know none of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.claims.models import Claim

Listener = Callable[["Claim"], None]

_listeners: dict[str, Listener] = {}
_guards: dict[str, Listener] = {}


def on_step(name: str, listener: Listener) -> None:
    """Hear of every step of every claim, in its transaction; the claim already stands where it went."""
    _listeners[name] = listener


def before_sending(name: str, guard: Listener) -> None:
    """Be asked before a draft leaves; the guard raises a DomainError to keep it."""
    _guards[name] = guard


def told(claim: Claim) -> None:
    """A claim moved."""
    for listener in _listeners.values():
        listener(claim)


def ask_leave(claim: Claim) -> None:
    """May this draft leave? Raises what a guard raises."""
    for guard in _guards.values():
        guard(claim)
