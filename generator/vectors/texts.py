"""Makes texts and numbers that fit a format and limits."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from generator.ir import Limits, Primitive

__all__ = ["number", "number_limits", "text", "text_limits"]

_FORMATS: Final = {
    "byte": "AAE=",
    "date": "2024-02-29",
    "date-time": "2024-02-29T12:34:56Z",
    "duration": "PT1S",
    "email": "someone@example.org",
    "hostname": "example.org",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "time": "12:34:56Z",
    "uri": "https://example.org/",
    "url": "https://example.org/",
    "uuid": "123e4567-e89b-12d3-a456-426614174000",
}


def text(node: Primitive) -> str:
    """Make a text, of the wanted length where no format says what it is."""
    limits = node.limits
    if node.format in _FORMATS:
        return _FORMATS[node.format]
    return "text".ljust(limits.min_length or 0, "x")[: limits.max_length]


def number(node: Primitive) -> int | float:
    """Make a number between the limits."""
    usual = 1 if node.kind == "integer" else 0.5
    return min(max(usual, _least(node, usual)), _most(node, usual))


def text_limits(limits: Limits) -> list[tuple[str, str, bool]]:
    """Texts at the limits and beyond: (what it is, the text, whether it fits)."""
    found: list[tuple[str, str, bool]] = []
    if limits.min_length is not None:
        found.append(("shortest", "x" * limits.min_length, True))
        if limits.min_length:
            found.append(("too-short", "x" * (limits.min_length - 1), False))
    if limits.max_length is not None:
        found += [("longest", "x" * limits.max_length, True), ("too-long", "x" * (limits.max_length + 1), False)]
    return found


def number_limits(node: Primitive) -> list[tuple[str, int | float, bool]]:
    """Numbers at the limits and beyond: (what it is, the number, whether it fits)."""
    step = node.limits.multiple_of or 1
    found: list[tuple[str, int | float, bool]] = []
    if (least := _least(node, -math.inf)) != -math.inf:
        found += [("least", least, True), ("too-little", _whole(least - step, node), False)]
    if (most := _most(node, math.inf)) != math.inf:
        found += [("most", most, True), ("too-much", _whole(most + step, node), False)]
    return found


def _least(node: Primitive, otherwise: float) -> int | float:
    limits = node.limits
    bounds = [limits.minimum] if limits.minimum is not None else []
    if limits.exclusive_minimum is not None:
        bounds.append(limits.exclusive_minimum + (limits.multiple_of or 1))
    return _whole(max(bounds), node) if bounds else otherwise


def _most(node: Primitive, otherwise: float) -> int | float:
    limits = node.limits
    bounds = [limits.maximum] if limits.maximum is not None else []
    if limits.exclusive_maximum is not None:
        bounds.append(limits.exclusive_maximum - (limits.multiple_of or 1))
    return _whole(min(bounds), node) if bounds else otherwise


def _whole(value: float, node: Primitive) -> int | float:
    return int(value) if node.kind == "integer" else value
