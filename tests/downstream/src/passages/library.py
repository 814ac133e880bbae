"""The passages, and a first choice among them by the words they share with a question."""

import re
from dataclasses import dataclass

__all__ = ["Passage", "candidates"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of text with a name."""

    name: str
    text: str


PASSAGES = (
    Passage(name="tea", text="Green tea is brewed with water well below boiling, or it turns bitter."),
    Passage(name="coffee", text="Espresso is brewed in under half a minute, with water under pressure."),
    Passage(name="bread", text="Sourdough rises by wild yeast; baking it needs steam in the oven."),
    Passage(name="tides", text="The moon pulls the water of the sea, which rises and falls twice a day."),
    Passage(name="steel", text="Steel is iron with a little carbon; quenching it in water makes it hard."),
    Passage(name="ferry", text="The ferry to the island leaves twice a day, at high water only."),
)


def candidates(question: str, *, at_most: int = 50) -> list[Passage]:
    """Choose passages that share a word with the question, those that share the most first."""
    asked = _words(question)
    shared = [(len(asked & _words(passage.text)), passage) for passage in PASSAGES]
    chosen = sorted((one for one in shared if one[0]), key=lambda one: -one[0])
    return [passage for _, passage in chosen[:at_most]]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{3,}", text.lower()))
