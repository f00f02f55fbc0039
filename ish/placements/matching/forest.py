"""Filling a network: all waiting students look for a seat at once, and share what each has found out.

From every waiting student grows a tree of cheapest exchanges, all by the same radius. The first tree that meets a
free seat (or somebody better left unplaced) places its student; the others stay, which saves searching crowded
labs again for each student. While a node is in a tree its price rises with the radius.
"""

from __future__ import annotations

from heapq import heappop, heappush

from .network import SINK, Network


class Forest:
    """The trees of all students that stand nowhere yet; `fill` places every one of them at the least cost."""

    def __init__(self, net: Network) -> None:
        self.net = net
        self.radius = 0
        self.joined: dict[int, int] = {}  # node in a tree → the radius at which it joined
        self.came: dict[int, int] = {}  # node → the student it was reached through, or ~node inside a lab
        self.root: dict[int, int] = {}  # node → the waiting student of its tree
        self.members: dict[int, list[int]] = {}  # waiting student → the nodes of the tree
        self.level: dict[int, int] = {}  # waiting student → what they would pay at radius 0
        self.arriving: list[list[tuple[int, int]]] = [[] for _ in net.cap]  # node → (cost, student)
        self._heap: list[tuple[int, int, int, int]] = []  # radius, node, source, cost
        self._aimed: dict[int, int] = {}  # student in a tree → radius of the arc that is queued for them
        for s, options in enumerate(net.options):
            for cost, node in options:
                self.arriving[node].append((cost, s))
        for s, standing in enumerate(net.at):
            if standing is None:
                self._plant(s)

    def fill(self) -> None:
        """Place all waiting students; prices stay such that no exchange could improve the plan."""
        heap, joined, aimed = self._heap, self.joined, self._aimed
        while self.level:
            radius, node, source, cost = heappop(heap)
            if node not in joined and radius == self._radius_of(node, source, cost):
                self.radius = radius
                if node == SINK:
                    self._cut(source)
                else:
                    self._join(node, source)
            if aimed.get(source) == radius:
                self._aim(source, self._level_of(source))

    def _plant(self, s: int) -> None:
        price = self.net.price
        self.level[s] = min(cost + price[node] for cost, node in self.net.options[s])
        self.members[s] = []
        self._aim(s, self.level[s])

    def _aim(self, s: int, level: int | None) -> None:
        """Queue the cheapest arc of a student to a node in no tree; the others wait until it has been used."""
        self._aimed.pop(s, None)
        if level is None:
            return
        joined, price = self.joined, self.net.price
        reach = nearest = paid = -1
        for cost, node in self.net.options[s]:
            if node not in joined:
                there = cost + price[node]
                if there < reach or nearest < 0:
                    reach, nearest, paid = there, node, cost
        if nearest >= 0:
            self._aimed[s] = reach - level
            heappush(self._heap, (reach - level, nearest, s, paid))

    def _level_of(self, s: int) -> int | None:
        """What a student in a tree would pay at radius 0, or None for one in no tree."""
        waiting = self.level.get(s)
        if waiting is not None:
            return waiting
        node = self.net.at[s]
        if node is None or node not in self.joined:
            return None
        return self.net.guests[node][s] + self.net.price[node] - self.joined[node]

    def _radius_of(self, node: int, source: int, cost: int) -> int | None:
        """The radius at which an arc from its source reaches a node, or None when the source is in no tree."""
        price = self.net.price
        if source < 0:
            joined = self.joined.get(~source)
            return None if joined is None else joined + price[node] - price[~source]
        level = self._level_of(source)
        return None if level is None else cost + price[node] - level

    def _join(self, node: int, source: int) -> None:
        """Take a node into the tree that reached it, and offer what its people could do instead."""
        net, heap, joined, price = self.net, self._heap, self.joined, self.net.price
        root = self._root_of(source)
        joined[node], self.came[node], self.root[node] = self.radius, source, root
        self.members[root].append(node)
        base = self.radius - price[node]
        for way in net.ways(node):
            if way not in joined:
                heappush(heap, (base + price[way], way, ~node, 0))
        for student, paid in net.guests[node].items():
            self._aim(student, paid - base)

    def _root_of(self, source: int) -> int:
        if source < 0:
            return self.root[~source]
        if source in self.level:
            return source
        return self.root[self.net.standing(source)]

    def _cut(self, source: int) -> None:
        """Exchange along the path that met a seat, and give the rest of its tree back to the others."""
        net, root = self.net, self._root_of(source)
        self.came[SINK] = source
        moves = net.chain(self.came, root, SINK)
        nodes = self.members.pop(root)
        del self.level[root]
        for node in nodes:
            net.price[node] += self.radius - self.joined.pop(node)
        net.move(moves)
        for node in nodes:
            self._offer_again(node)

    def _offer_again(self, node: int) -> None:
        """All arcs from the remaining trees to a node that has left one."""
        net, aimed, waiting, joined = self.net, self._aimed, self.level, self.joined
        at, guests, price = net.at, net.guests, net.price
        here = price[node]
        for cost, student in self.arriving[node]:
            standing = at[student]
            if standing in joined:
                radius = cost + here - guests[standing][student] - price[standing] + joined[standing]
            elif student in waiting:
                radius = cost + here - waiting[student]
            else:
                continue
            if student not in aimed or radius < aimed[student]:
                aimed[student] = radius
                heappush(self._heap, (radius, node, student, cost))
        for other in net.around[node]:
            if other in joined and node in net.ways(other):
                heappush(self._heap, (joined[other] + here - price[other], node, ~other, 0))
