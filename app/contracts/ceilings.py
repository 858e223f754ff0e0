"""The highest price of a unit that the regulator allows: features above that know it say so, told by the wiring."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal

# Local codes -> the highest price of a unit in OMR, for those that have one.
Ceilings = Callable[[Collection[str]], Mapping[str, Decimal]]
_sources: list[Ceilings] = []


def ceilings_from(ask: Ceilings) -> None:
    """Told once who knows the highest prices."""
    _sources[:] = [ask]


def highest_prices(local_codes: Collection[str]) -> Mapping[str, Decimal]:
    """Local code -> the highest price of a unit allowed, in OMR; codes without one are missing."""
    return _sources[0](local_codes) if _sources and local_codes else {}
