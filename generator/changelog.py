"""Writes CHANGELOG.md in the form of Keep a Changelog, from change records: what breaks first, a line for each.

What is not released yet stands in one section that is written anew each time; released sections stay as they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.bump.change import Change, ordered
from generator.literals import code_span, markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.bump.rules import Section

__all__ = ["body", "line", "released", "section", "unreleased"]

_HEAD = """\
# Changelog

What changed for you, the caller, by [semantic versions](https://semver.org): a change that breaks a program, or its
types, makes a new first number. The form is that of [Keep a Changelog](https://keepachangelog.com/en/1.1.0/).
"""
_UNRELEASED = "## [Unreleased]"
_RELEASE = re.compile(r"(?m)^## \[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d$")
_SECTIONS: tuple[Section, ...] = ("Breaking", "Added", "Changed", "Deprecated", "Removed", "Fixed")
_FIRST = "The first release.\n"
_NOTHING = "Nothing changed for callers.\n"


def body(text: str) -> str:
    """Return the changelog from its heading on: above it, a rendered file says where it comes from."""
    return text[text.find("# Changelog") :] if "# Changelog" in text else ""


def unreleased(former: str, changes: Iterable[Change], *, first: bool = False) -> str:
    """Return the changelog with its top section written anew; no section if nothing changed.

    `former` is the changelog as it was, empty if there is none; `first` says that nothing was released before.
    """
    told = _FIRST if first else section(changes)
    top = f"{_UNRELEASED}\n\n{told}\n" if told else ""
    return f"{_HEAD}\n{top}{_frozen(former)}".rstrip() + "\n"


def released(former: str, changes: Iterable[Change], version: str, date: str, *, first: bool = False) -> str:
    """Return the changelog with the top section under a version and a date.

    Raises ValueError if the version is in it already.
    """
    if f"## [{version}] - " in former:
        raise ValueError(f"{version} is in the changelog already")
    told = _FIRST if first else section(changes) or _NOTHING
    return f"{_HEAD}\n## [{version}] - {date}\n\n{told}\n{_frozen(former)}".rstrip() + "\n"


def section(changes: Iterable[Change]) -> str:
    """Tell changes in words, as Markdown, without a heading of their own; empty if there are none."""
    found = [item for item in ordered(changes) if item.bump != "none"]
    told = {name: [item for item in found if _section(item) == name] for name in _SECTIONS}
    return "\n".join(f"### {name}\n\n" + "".join(map(line, items)) for name, items in told.items() if items)


def line(item: Change) -> str:
    """Tell one change in a line of a list: where, what, old → new, what to do."""
    parts = [f"- {_code(item.place)}: {item.describes.says}", *_values(item)]
    ending = f" {markdown(item.advice)}" if item.advice else ""
    reason = f" ({markdown(item.reason)})" if item.reason else ""
    return "".join(parts).rstrip(".") + "." + ending + reason + "\n"


def _section(item: Change) -> Section:
    section = item.describes.section
    if item.bump == "major":
        return "Breaking"
    return "Changed" if section == "Breaking" else section


def _values(item: Change) -> Iterator[str]:
    if item.old and item.new:
        yield f", {_code(item.old)} → {_code(item.new)}"
    elif item.old or item.new:
        yield f", {_code(item.old or item.new)}"


def _code(text: str) -> str:
    """Code in a line of a list, where a bar has no meaning."""
    return code_span(text).replace("\\|", "|")


def _frozen(former: str) -> str:
    """The sections of releases, as they are."""
    found = _RELEASE.search(former)
    return former[found.start() :] if found else ""
