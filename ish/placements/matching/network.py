"""The flow network of a placement problem: people, gates per city, labs, hubs, and the sink of the unplaced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from .costs import Costs
from .lists import lists_of
from .model import Instance

SINK = 0

Pairs = list[tuple[int, int]]


class Network:
    """The network and its present flow, by numbers: student s, node v (0 the sink, then hubs, labs, gates).

    `options[s]` are the open arcs (cost, node) of a student, cheapest first, the sink being "unplaced"; a lab or gate
    passes its people on to `parent[v]` while `load[v] < cap[v]`. `price[v]` is the negative potential: what a seat is worth.

    Who shares a long last group has one arc more, at the cost `own[s]` to the group's hub `hub_of[s]`, from where each of the
    labs in `feeds[h]` is free of charge: `inflow[v]` and `outflow[h]` count whom it sends there. A hub knows nothing of
    cities; students of cities that are `apart` have arcs to each lab instead.

    Everything is numbered as the lottery draws it, so that the plan does not depend on any order in the instance.
    """

    def __init__(self, instance: Instance, costs: Costs, *, apart: frozenset[str] = frozenset()) -> None:
        self.instance, self.beyond = instance, costs.beyond
        students, labs = costs.drawn()
        self.students = [instance.student_by_id[student] for student in students]
        self.number = {student: s for s, student in enumerate(students)}
        lists = lists_of(instance)
        self.choices = [lists.choices(student) for student in self.students]
        self.own = [
            costs.shared(student.id) if found.pool else 0
            for student, found in zip(self.students, self.choices, strict=True)
        ]
        self._count_hubs(apart)
        self.lab_node = {lab: node for node, lab in enumerate(labs, start=self.hubs + 1)}
        self.gate_node: dict[tuple[str, str], int] = {}
        self.lab_of: list[str | None] = [None] * (self.hubs + 1) + list(labs)
        self.cap = [0] * (self.hubs + 1) + [instance.lab_by_id[lab].capacity for lab in labs]
        arcs = self._arcs()
        self._add_gates([[lab for lab, _ in listed] for listed in arcs])
        self._wire()
        nodes = len(self.cap)
        self.load, self.price = [0] * nodes, [0] * nodes
        self.guests: list[dict[int, int]] = [{} for _ in range(nodes)]
        self.at: list[int | None] = [None] * len(students)
        self.options = [self._options(s, listed, costs) for s, listed in enumerate(arcs)]

    def _count_hubs(self, apart: frozenset[str]) -> None:
        """A hub for each group that several share: how many, and whose."""
        shared = [
            found.pool if student.city not in apart else ()
            for student, found in zip(self.students, self.choices, strict=True)
        ]
        members = Counter(id(pool) for pool in shared if pool)
        self._pools: dict[int, tuple[str, ...]] = {}
        numbers: dict[int, int] = {}
        self.hub_of: list[int | None] = []
        for pool in shared:
            if not pool or members[id(pool)] == 1:
                self.hub_of.append(None)
                continue
            hub = numbers.setdefault(id(pool), len(numbers) + 1)
            self._pools[hub] = pool
            self.hub_of.append(hub)
        self.hubs = len(numbers)

    def _arcs(self) -> list[list[tuple[str, int | None]]]:
        """The arcs of each student to labs; who has no hub has those of the group among them."""
        listed, of = [], lists_of(self.instance).of
        for student, found, hub in zip(self.students, self.choices, self.hub_of, strict=True):
            arcs = found.single
            if found.pool and hub is None:
                have, rank = {lab for lab, _ in arcs}, of[student.id].rest_rank
                arcs = arcs + [(lab, rank) for lab in found.pool if lab not in have]
            listed.append(arcs)
        return listed

    def _add_gates(self, listed: list[list[str]]) -> None:
        """A gate is needed only where more people of a city than allowed could fill seats of a lab."""
        limit = self.instance.same_city_max
        if limit is None:
            return
        wanted: Counter[tuple[str, str]] = Counter()
        for student, labs in zip(self.students, listed, strict=True):
            if student.city is not None:
                wanted.update((student.city, lab) for lab in labs)
        for (city, lab), people in wanted.items():
            if people > limit:
                self._add_gate(city, lab, limit)

    def _add_gate(self, city: str, lab: str, limit: int) -> None:
        if limit < self.cap[self.lab_node[lab]] and (city, lab) not in self.gate_node:
            self.gate_node[city, lab] = len(self.cap)
            self.cap.append(limit)
            self.lab_of.append(lab)

    def _wire(self) -> None:
        """Say what lies beside, above and below each lab and gate, and which labs a hub feeds."""
        nodes = len(self.cap)
        self.parent = [SINK] * nodes
        self.children: list[list[int]] = [[] for _ in range(nodes)]
        self.children[SINK] = list(self.lab_node.values())
        for (_, lab), gate in self.gate_node.items():
            self.parent[gate] = self.lab_node[lab]
            self.children[self.lab_node[lab]].append(gate)
        self.around = [(*children, self.parent[node]) for node, children in enumerate(self.children)]
        self.feeds = {
            hub: frozenset(map(self.lab_node.__getitem__, pool)) for hub, pool in self._pools.items()
        }
        self.inflow: list[dict[int, int]] = [{} for _ in range(nodes)] if self.hubs else []
        self.outflow: dict[int, dict[int, int]] = {hub: {} for hub in self.feeds}

    def _options(self, s: int, listed: list[tuple[str, int | None]], costs: Costs) -> Pairs:
        student = self.students[s]
        options = [(costs.place(student.id, lab, rank), self.entry(s, lab)) for lab, rank in listed]
        if student.id not in self.instance.pin_of:
            options.append((costs.unplaced(student.id), SINK))
        options.sort()
        return options

    def entry(self, s: int, lab: str | None) -> int:
        """The node by which a student enters a lab: the gate of their city if there is one."""
        if lab is None:
            return SINK
        node = self.lab_node[lab]
        city = self.students[s].city
        return node if city is None else self.gate_node.get((city, lab), node)

    def paid(self, s: int, node: int) -> int:
        """What a student pays to enter a node."""
        if node == self.hub_of[s]:
            return self.own[s]
        return next(cost for cost, option in self.options[s] if option == node)

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
            self.guests[node][s] = self.paid(s, node)
            self._count(node, 1)

    def _count(self, node: int, change: int) -> None:
        while node != SINK:
            self.load[node] += change
            node = self.parent[node]

    def redirect(self, passes: Iterable[tuple[int, int]]) -> None:
        """Let hubs send one more to a lab (hub, lab), or one fewer (lab, hub)."""
        for start, end in passes:
            hub, lab, change = (start, end, 1) if start < end else (end, start, -1)
            now = self.inflow[lab].get(hub, 0) + change
            for flow, other in ((self.inflow[lab], hub), (self.outflow[hub], lab)):
                if now:
                    flow[other] = now
                else:
                    del flow[other]
            self.load[lab] += change

    def ways(self, node: int) -> list[int]:
        """The open arcs inside a lab: down towards people who could leave, up towards a free seat."""
        children, load = self.children[node], self.load
        ways = [child for child in children if load[child]] if children else []
        if load[node] < self.cap[node]:
            ways.append(self.parent[node])
        return ways

    def chain(self, came: Mapping[int, int], student: int, target: int) -> tuple[Pairs, Pairs]:
        """The exchanges (student, new node) on the way a search came to its target, the first student's first.

        And of the steps on this way (from, to) those between hubs and labs.
        """
        moves: Pairs = []
        passes: Pairs = []
        node = target
        while True:
            mover = came[node]
            if mover < 0:
                if SINK < min(~mover, node) <= self.hubs:
                    passes.append((~mover, node))
                node = ~mover
                continue
            moves.append((mover, node))
            if mover == student:
                return moves[::-1], passes
            node = self.standing(mover)

    def standing(self, s: int) -> int:
        """Where a student stands, who has been put somewhere."""
        node = self.at[s]
        if node is None:
            raise LookupError(f"student number {s} has not been put anywhere yet")
        return node
