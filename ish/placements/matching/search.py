"""The network around a plan that stands, and the cheapest way from one seat to another in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from heapq import heappop, heappush

from .costs import Costs
from .model import Instance
from .network import Network, Pairs


class Standing(Network):
    """A plan with the prices that prove it. Who shares a long last group has its arcs without their being written down."""

    def __init__(
        self,
        instance: Instance,
        costs: Costs,
        assignment: Mapping[str, str | None],
        labs: Mapping[str, int],
        gates: Mapping[tuple[str, str], int],
    ) -> None:
        self._assignment = assignment
        super().__init__(instance, costs)
        self.move([(s, self.entry(s, assignment[student])) for student, s in self.number.items()])
        for lab, node in self.lab_node.items():
            self.price[node] = labs.get(lab, 0)
        for (city, lab), gate in self.gate_node.items():
            self.price[gate] = gates.get((city, lab), self.price[self.lab_node[lab]])
        self._sorted: dict[int, list[tuple[int, str]]] = {}

    def _count_hubs(self, apart: frozenset[str]) -> None:
        self.hubs, self._pools = 0, {}
        self.hub_of = [None] * len(self.choices)
        self._in_pool = {id(found.pool): frozenset(found.pool) for found in self.choices}

    def _arcs(self) -> list[list[tuple[str, int | None]]]:
        return [found.single for found in self.choices]

    def _add_gates(self, listed: list[list[str]]) -> None:
        """Besides the gates by which single arcs lead: all that are full, for any who share a group could stand before them."""
        super()._add_gates(listed)
        limit = self.instance.same_city_max
        if limit is None or not any(found.pool for found in self.choices):
            return
        inside = Counter(
            (student.city, lab)
            for student in self.instance.students
            if (lab := self._assignment[student.id]) is not None
        )
        for (city, lab), people in inside.items():
            if city is not None and people >= limit:
                self._add_gate(city, lab, limit)

    def paid(self, s: int, node: int) -> int:
        """What a student pays to enter a node; raises LookupError where they cannot."""
        for cost, option in self.options[s]:
            if option == node:
                return cost
        lab = self.lab_of[node]
        if lab not in self._in_pool[id(self.choices[s].pool)]:
            raise LookupError(f"student number {s} has no way to {lab}")
        return self.own[s]

    def shared(self, s: int) -> list[tuple[int, str]]:
        """The labs of the group that a student shares, with their prices, the cheapest first."""
        pool = self.choices[s].pool
        found = self._sorted.get(id(pool))
        if found is None:
            found = sorted((self.price[self.lab_node[lab]], lab) for lab in pool)
            self._sorted[id(pool)] = found
        return found


class Search:
    """Dijkstra over reduced costs, from starting arcs (distance, node) of one student to a target node.

    `distance` is that of the target, or None when there is no way.
    Only nodes are queued: a student stands on exactly one node, at no reduced cost from it.
    """

    def __init__(self, net: Standing, student: int, starts: Iterable[tuple[int, int]], target: int) -> None:
        self.net, self.student, self.target = net, student, target
        self.best: dict[int, int] = {}
        self.came: dict[int, int] = {}  # node → student number, or ~node when passed on inside a lab
        self._heap: list[tuple[int, int]] = []
        self._missed: dict[int, tuple[int, list[tuple[int, str]]]] = {}
        self._reach(((distance, node) for distance, node in starts), student)
        goal = self._run()
        self.distance = None if goal == net.beyond else goal

    def _reach(self, arcs: Iterable[tuple[int, int]], source: int) -> None:
        for distance, node in arcs:
            if distance < self.best.get(node, self.net.beyond):
                self.best[node], self.came[node] = distance, source
                heappush(self._heap, (distance, node))

    def _run(self) -> int:
        net, best, came, heap, target = self.net, self.best, self.came, self._heap, self.target
        price, guests, options, beyond = net.price, net.guests, net.options, net.beyond
        goal = best.get(target, beyond)
        while heap:
            distance, node = heappop(heap)
            if distance >= goal:
                break
            if distance > best[node]:
                continue
            self._pass_on(node, distance)
            goal = best.get(target, beyond)
            for student, paid in guests[node].items():
                offset = distance - paid - price[node]
                for cost, other in options[student]:
                    reached = offset + cost + price[other]
                    if reached < goal and reached < best.get(other, beyond):
                        best[other], came[other] = reached, student
                        if other == target:
                            goal = reached
                        else:
                            heappush(heap, (reached, other))
                if net.choices[student].pool:
                    self._share(student, offset + net.own[student], goal)
                    goal = best.get(target, beyond)
        return goal

    def _pass_on(self, node: int, distance: int) -> None:
        """The arcs inside a lab."""
        price = self.net.price
        offset = distance - price[node]
        self._reach([(offset + price[way], way) for way in self.net.ways(node)], ~node)

    def _share(self, student: int, offset: int, goal: int) -> None:
        """The arcs of the group that a student shares.

        After somebody who got to the labs of the same group as cheaply, only those count before which that one's gate stood.
        """
        net, group = self.net, id(self.net.choices[student].pool)
        cheapest, labs = self._missed.get(group, (offset + 1, []))
        if offset < cheapest:
            cheapest, labs = offset, net.shared(student)
        missed = []
        for price, lab in labs:
            if offset + price >= goal:
                break
            node = net.entry(student, lab)
            if node != net.lab_node[lab]:
                missed.append((price, lab))
            self._reach([(offset + net.price[node], node)], student)
        self._missed[group] = cheapest, missed

    def moves(self) -> Pairs:
        """The exchanges along the path, the starting student's first: (student, new node)."""
        return self.net.chain(self.came, self.student, self.target)[0]
