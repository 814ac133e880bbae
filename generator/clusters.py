"""Sorts declarations into modules: each main one together with what only it mentions.

Pure graph work: the edges say who mentions whom. Declarations that mention each other in a circle stay in one module,
so that modules never import each other in a circle.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence

__all__ = ["circles", "cluster", "reading_order"]

N = TypeVar("N", bound="Hashable")


def cluster(
    mentions: Mapping[N, Sequence[N]],
    *,
    entries: Collection[N] = (),
    settled: Mapping[N, N] | None = None,
    largest: int = 25,
) -> dict[N, N]:
    """Tell for each node which node is the main one of its module.

    A node that is mentioned from one module only joins it, unless it is one of `entries`: those that the world outside
    mentions, or that shall have a module of their own. `settled` (node → main node) decides beforehand. Of a module
    that would have more than `largest` nodes, those that its main node mentions get modules of their own.
    """
    found = circles(mentions)
    apart = set(entries)
    split: set[N] = set()
    while True:
        mains = _assigned(mentions, found, apart, settled or {})
        sizes = Counter(mains.values())
        large = [main for main, size in sizes.items() if size > largest and main not in split]
        if not large:
            return mains
        split.update(large)
        for main in large:
            circle = next(circle for circle in found if main in circle)
            apart.update(node for member in circle for node in mentions[member] if node not in circle)


def _assigned(
    mentions: Mapping[N, Sequence[N]], found: Sequence[Sequence[N]], apart: Collection[N], settled: Mapping[N, N]
) -> dict[N, N]:
    mains: dict[N, N] = {}
    homes: dict[N, set[N]] = {node: set() for node in mentions}
    for circle in reversed(found):  # those who mention come before what they mention
        home = _home(circle, homes, apart, settled)
        for node in circle:
            mains[node] = home
            for mentioned in mentions[node]:
                homes[mentioned].add(home)
    return mains


def _home(circle: Sequence[N], homes: Mapping[N, set[N]], apart: Collection[N], settled: Mapping[N, N]) -> N:
    decided = next((settled[node] for node in circle if node in settled), None)
    if decided is not None:
        return decided
    users = {home for node in circle for home in homes[node]}
    if len(users) == 1 and not any(node in apart for node in circle):
        return users.pop()
    return next((node for node in circle if node in apart), circle[0])


def reading_order(
    mains: Sequence[N], nodes: Collection[N], mentions: Mapping[N, Sequence[N]], late: Collection[N]
) -> list[N]:
    """Order a module's nodes for reading: a main one, what it mentions, what that mentions, and so on.

    Those that are `late` come after what they mention, because Python evaluates them where they stand.
    """
    order: dict[N, None] = {}
    entered: set[N] = set()

    def visit(node: N) -> None:
        if node not in nodes or node in entered:
            return
        entered.add(node)
        if node not in late:
            order[node] = None
        for mentioned in mentions[node]:
            visit(mentioned)
        order.setdefault(node)

    for node in (*mains, *nodes):
        visit(node)
    return list(order)


def circles(mentions: Mapping[N, Sequence[N]]) -> list[list[N]]:
    """Find the strongly connected components, each in the given order, what is mentioned before who mentions it.

    Tarjan's algorithm, without recursion: a real description is deep.
    """
    place = {node: number for number, node in enumerate(mentions)}
    found: list[list[N]] = []
    index: dict[N, int] = {}
    low: dict[N, int] = {}
    stack: dict[N, None] = {}
    for start in mentions:
        if start in index:
            continue
        index[start] = low[start] = len(index)
        stack[start] = None
        waiting: list[tuple[N, Iterator[N]]] = [(start, iter(mentions[start]))]
        while waiting:
            node, others = waiting[-1]
            for other in others:
                if other not in index:
                    index[other] = low[other] = len(index)
                    stack[other] = None
                    waiting.append((other, iter(mentions[other])))
                    break
                if other in stack:
                    low[node] = min(low[node], index[other])
            else:
                waiting.pop()
                if waiting:
                    low[waiting[-1][0]] = min(low[waiting[-1][0]], low[node])
                if low[node] == index[node]:
                    found.append(sorted(_popped(stack, node), key=place.__getitem__))
    return found


def _popped(stack: dict[N, None], node: N) -> list[N]:
    circle: list[N] = []
    while not circle or circle[-1] != node:
        circle.append(stack.popitem()[0])
    return circle
