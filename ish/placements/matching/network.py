"""The flow network of a placement problem: people, gates per city, labs, and the sink of the unplaced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from heapq import heappop, heappush

from .costs import Costs
from .model import Instance, open_arcs

SINK = 0


class Network:
    """The network and its present flow, by numbers: student s, node v (0 the sink, then labs, then gates).

    `options[s]` are the open arcs (cost, node) of a student, the sink being "unplaced"; a node passes its people
    on to `parent[v]` while `load[v] < cap[v]`. `price[v]` is the negative potential: what a seat there is worth.
    """

    def __init__(self, instance: Instance, costs: Costs) -> None:
        self.instance, self.beyond = instance, costs.beyond
        self.number = {student.id: s for s, student in enumerate(instance.students)}
        self.lab_node = {lab.id: node for node, lab in enumerate(instance.labs, start=1)}
        self.gate_node: dict[tuple[str, str], int] = {}
        self.lab_of: list[str | None] = [None, *(lab.id for lab in instance.labs)]
        self.cap = [0, *(lab.capacity for lab in instance.labs)]
        arcs = [open_arcs(instance, student) for student in instance.students]
        self._add_gates([[lab for lab, _ in listed] for listed in arcs])
        nodes = len(self.cap)
        self.parent = [SINK] * nodes
        self.children: list[list[int]] = [[] for _ in range(nodes)]
        self.children[SINK] = list(self.lab_node.values())
        for (_, lab), gate in self.gate_node.items():
            self.parent[gate] = self.lab_node[lab]
            self.children[self.lab_node[lab]].append(gate)
        self.around = [(*children, self.parent[node]) for node, children in enumerate(self.children)]
        self.load, self.price = [0] * nodes, [0] * nodes
        self.guests: list[dict[int, int]] = [{} for _ in range(nodes)]
        self.at: list[int | None] = [None] * len(instance.students)
        self.options = [self._options(s, listed, costs) for s, listed in enumerate(arcs)]

    def _add_gates(self, listed: list[list[str]]) -> None:
        """A gate is needed only where more people of a city than allowed could fill seats of a lab."""
        limit = self.instance.same_city_max
        if limit is None:
            return
        wanted: Counter[tuple[str, str]] = Counter()
        for student, labs in zip(self.instance.students, listed, strict=True):
            if student.city is not None:
                wanted.update((student.city, lab) for lab in labs)
        for (city, lab), people in wanted.items():
            if people > limit and limit < self.cap[self.lab_node[lab]]:
                self.gate_node[city, lab] = len(self.cap)
                self.cap.append(limit)
                self.lab_of.append(lab)

    def _options(self, s: int, listed: list[tuple[str, int | None]], costs: Costs) -> list[tuple[int, int]]:
        student = self.instance.students[s]
        options = [(costs.place(student.id, lab, rank), self.entry(s, lab)) for lab, rank in listed]
        if student.id not in self.instance.pin_of:
            options.append((costs.unplaced(student.id), SINK))
        return options

    def entry(self, s: int, lab: str | None) -> int:
        """The node by which a student enters a lab: the gate of their city if there is one."""
        if lab is None:
            return SINK
        node = self.lab_node[lab]
        city = self.instance.students[s].city
        return node if city is None else self.gate_node.get((city, lab), node)

    def move(self, moves: Iterable[tuple[int, int]]) -> None:
        """Take all these students from where they are and put each at its new node."""
        moves = list(moves)
        for s, _ in moves:
            old = self.at[s]
            if old is not None:
                del self.guests[old][s]
                self._count(old, -1)
        for s, node in moves:
            self.at[s] = node
            self.guests[node][s] = next(cost for cost, option in self.options[s] if option == node)
            self._count(node, 1)

    def _count(self, node: int, change: int) -> None:
        while node != SINK:
            self.load[node] += change
            node = self.parent[node]

    def ways(self, node: int) -> list[int]:
        """The open arcs inside a lab: down towards people who could leave, up towards a free seat."""
        children, load = self.children[node], self.load
        ways = [child for child in children if load[child]] if children else []
        if load[node] < self.cap[node]:
            ways.append(self.parent[node])
        return ways

    def chain(self, came: Mapping[int, int], student: int, target: int) -> list[tuple[int, int]]:
        """The exchanges (student, new node) on the way a search came to its target, the first student's first."""
        moves: list[tuple[int, int]] = []
        node = target
        while True:
            mover = came[node]
            if mover < 0:
                node = ~mover
                continue
            moves.append((mover, node))
            if mover == student:
                return moves[::-1]
            node = self.standing(mover)

    def standing(self, s: int) -> int:
        """Where a student stands, who has been put somewhere."""
        node = self.at[s]
        if node is None:
            raise LookupError(f"student number {s} has not been put anywhere yet")
        return node

    def assignment(self) -> dict[str, str | None]:
        """Student id → lab id, or None for the unplaced."""
        return {
            student.id: self.lab_of[self.at[s] or SINK] for s, student in enumerate(self.instance.students)
        }


class Search:
    """Dijkstra over reduced costs, from starting arcs (distance, node) of one student to a target node.

    `distance` is that of the target, or None when there is no way.
    Only nodes are queued: a student stands on exactly one node, at no reduced cost from it.
    """

    def __init__(self, net: Network, student: int, starts: Iterable[tuple[int, int]], target: int) -> None:
        self.net, self.student, self.target = net, student, target
        self.best: dict[int, int] = {}
        self.came: dict[int, int] = {}  # node → student number, or ~node when passed on inside a lab
        self._heap: list[tuple[int, int]] = []
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
        return goal

    def _pass_on(self, node: int, distance: int) -> None:
        """The arcs inside a lab."""
        price = self.net.price
        offset = distance - price[node]
        self._reach([(offset + price[way], way) for way in self.net.ways(node)], ~node)

    def moves(self) -> list[tuple[int, int]]:
        """The exchanges along the path, the starting student's first: (student, new node)."""
        return self.net.chain(self.came, self.student, self.target)
