"""Filling a network: all waiting students look for a seat at once, and share what each has found out.

From every waiting student grows a tree of cheapest exchanges, all by the same radius. The first tree that meets a
free seat (or somebody better left unplaced) places its student; the others stay, which saves searching crowded
labs again for each student. While a node is in a tree its price rises with the radius.

A hub has as many people before and behind it as share its group, so they are not asked one by one: of those who wait only
the nearest is led to it, and who stands there sleeps until the radius has grown to what another place would cost them.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappop, heappush, heapreplace

from .network import SINK, Network

Event = tuple[
    int, int, int, int
]  # radius, node, source, cost; at the same radius the sink comes first, then hubs


class Forest:
    """The trees of all students that stand nowhere yet; `fill` places every one of them at the least cost."""

    def __init__(self, net: Network) -> None:
        self.net = net
        self.radius = 0
        nodes, students = len(net.cap), len(net.at)
        self.joined: list[int | None] = [None] * nodes  # the radius at which a node joined the tree it is in
        self.inside: set[int] = set()  # the nodes in trees
        self.came: dict[int, int] = {}  # node → the student it was reached through, or ~node inside a lab
        self.root = [0] * nodes  # the waiting student of a node's tree
        self.members: dict[int, list[int]] = {}  # waiting student → the nodes of the tree
        self.level: list[int | None] = [None] * students  # what a waiting student would pay at radius 0
        self.arriving: list[list[tuple[int, int]]] = [[] for _ in range(nodes)]  # node → (cost, student)
        self._heap: list[Event] = []
        # The radius of the arc that is queued for a student in a tree, or for a ~hub.
        self._aimed: list[int | None] = [None] * (students + net.hubs + 1)
        for s, options in enumerate(net.options):
            for cost, node in options:
                self.arriving[node].append((cost, s))
        for s in range(students):
            self._plant(s)
        self._open_hubs()

    def _plant(self, s: int) -> None:
        """Let a student wait. All prices are zero yet."""
        net = self.net
        level = min(cost for cost, _node in net.options[s])
        self.level[s] = level = level if net.hub_of[s] is None else min(level, net.own[s])
        self.members[s] = []
        self._aim(s, level)

    def _open_hubs(self) -> None:
        net = self.net
        # By hub: who waits (what they lack, student), the nearest last; its labs (price, whether full, lab);
        # who stands there and sleeps (what another place costs them more, at least; student), and who does not.
        self._line: dict[int, list[tuple[int, int]]] = {hub: [] for hub in net.feeds}
        self._near = {hub: [(0, False, lab) for lab in sorted(labs)] for hub, labs in net.feeds.items()}
        self._parked: dict[int, list[int]] = {}  # lab in a tree → the hubs that do not look at it meanwhile
        self._asleep: dict[int, list[tuple[int, int]]] = {hub: [] for hub in net.feeds}
        self._awake: dict[int, set[int]] = {hub: set() for hub in net.feeds}
        for s, hub in enumerate(net.hub_of):
            level = self.level[s]
            if hub is not None and level is not None:
                self.arriving[hub].append((net.own[s], s))
                self._line[hub].append((level - net.own[s], s))
        for hub, line in self._line.items():
            line.sort()
            self._call(hub)

    def fill(self) -> None:
        """Place all waiting students; prices stay such that no exchange could improve the plan."""
        heap, joined, aimed, waiting, price = (
            self._heap,
            self.joined,
            self._aimed,
            self.members,
            self.net.price,
        )
        hubs = self.net.hubs
        while waiting:
            radius, node, source, cost = heappop(heap)
            if source >= 0:
                level = self._level_of(source)
                if level is not None and joined[node] is None and radius == cost + price[node] - level:
                    self._reach(node, source, radius)
                    level = self._level_of(source)
                if aimed[source] == radius:
                    self._aim(source, level)
                continue
            since = joined[~source]
            if since is not None and joined[node] is None and radius == since + price[node] - price[~source]:
                self._reach(node, source, radius)
            if ~source <= hubs and aimed[source] == radius:
                self._spread(~source, radius)

    def _reach(self, node: int, source: int, radius: int) -> None:
        self.radius = radius
        if node == SINK:
            self._cut(source)
        else:
            self._join(node, source)

    def _aim(self, s: int, level: int | None) -> None:
        """Queue the cheapest arc of a student to a node in no tree; the others wait until it has been used.

        The arcs are sorted by cost, and no price is below zero.
        """
        self._aimed[s] = None
        if level is None:
            return
        net, joined, price = self.net, self.joined, self.net.price
        reach, nearest, paid = net.beyond, -1, 0
        for cost, node in net.options[s]:
            if cost >= reach:
                break
            if joined[node] is None:
                there = cost + price[node]
                if there < reach:
                    reach, nearest, paid = there, node, cost
        hub = net.hub_of[s]
        if hub is not None and joined[hub] is None and self.level[s] is None:
            there = net.own[s] + price[hub]
            if there < reach:
                reach, nearest, paid = there, hub, net.own[s]
        if nearest >= 0:
            self._aimed[s] = radius = reach - level
            heappush(self._heap, (radius, nearest, s, paid))

    def _level_of(self, s: int) -> int | None:
        """What a student in a tree would pay at radius 0, or None for one in no tree."""
        node = self.net.at[s]
        if node is None:
            return self.level[s]
        joined = self.joined[node]
        return None if joined is None else self.net.guests[node][s] + self.net.price[node] - joined

    def _join(self, node: int, source: int) -> None:
        """Take a node into the tree that reached it, and offer what its people could do instead."""
        net, heap, joined, price = self.net, self._heap, self.joined, self.net.price
        root = self._root_of(source)
        joined[node], self.came[node], self.root[node] = self.radius, source, root
        self.inside.add(node)
        self.members[root].append(node)
        if node <= net.hubs:
            self._spread(node, self.radius)
            return
        base = self.radius - price[node]
        if net.children[node] or net.load[node] < net.cap[node]:
            for way in net.ways(node):
                if joined[way] is None:
                    heappush(heap, (base + price[way], way, ~node, 0))
        for student, paid in net.guests[node].items():
            self._aim(student, paid - base)
        for hub in net.inflow[node] if net.hubs else ():
            if joined[hub] is None:
                heappush(heap, (base + price[hub], hub, ~node, 0))

    def _root_of(self, source: int) -> int:
        if source < 0:
            return self.root[~source]
        node = self.net.at[source]
        return source if node is None else self.root[node]

    def _cut(self, source: int) -> None:
        """Exchange along the path that met a seat, and give the rest of its tree back to the others."""
        net, root, radius, joined = self.net, self._root_of(source), self.radius, self.joined
        self.came[SINK] = source
        moves, passes = net.chain(self.came, root, SINK)
        nodes = self.members.pop(root)
        self.level[root] = None
        for node in nodes:
            net.price[node] += radius - (joined[node] or 0)
            joined[node] = None
        self.inside.difference_update(nodes)
        net.move(moves)
        net.redirect(passes)
        for s, node in moves:
            if SINK < node <= net.hubs:
                heappush(self._asleep[node], (self._spare(s), s))
        for node in nodes:
            if node <= net.hubs:
                self._offer_hub(node)
            else:
                self._offer_again(node)
        hub = net.hub_of[root]
        if hub is not None and joined[hub] is None and self._line[hub] and self._line[hub][-1][1] == root:
            self._call(hub)

    def _offer_again(self, node: int) -> None:
        """All arcs from the remaining trees to a node that has left one."""
        net, joined = self.net, self.joined
        price = net.price
        here = price[node]
        self._offer_students(node, self.arriving[node])
        for other in net.around[node]:
            since = joined[other]  # never of the sink
            if since is not None and node in net.ways(other):
                heappush(self._heap, (since + here - price[other], node, ~other, 0))
        for hub in self._parked.pop(node, ()):
            heappush(self._near[hub], (here, net.load[node] >= net.cap[node], node))
        for hub, labs in net.feeds.items():
            since = joined[hub]
            if since is not None and node in labs:
                radius, aimed = since + here - price[hub], self._aimed[~hub]
                if aimed is None or radius < aimed:
                    self._aimed[~hub] = radius
                    heappush(self._heap, (radius, node, ~hub, 0))

    def _offer_students(self, node: int, arriving: Iterable[tuple[int, int]]) -> None:
        net, aimed, waiting, joined = self.net, self._aimed, self.level, self.joined
        at, guests, price, hubs = net.at, net.guests, net.price, net.hubs
        here = price[node]
        for cost, student in arriving:
            standing = at[student]
            if standing is None:
                level = waiting[student]
            else:
                since = joined[standing]
                if since is None or (standing <= hubs and student not in self._awake[standing]):
                    continue
                level = guests[standing][student] + price[standing] - since
            queued = aimed[student]
            radius = cost + here - level  # type: ignore[operator]
            if queued is None or radius < queued:
                aimed[student] = radius
                heappush(self._heap, (radius, node, student, cost))

    # ---------------------------------------------------------------- HUBS

    def _spread(self, hub: int, radius: int) -> None:
        """Queue what a hub in a tree does next: it reaches its cheapest lab, or somebody there looks for another place."""
        self._aimed[~hub] = None
        joined = self.joined[hub]
        if joined is None:
            return
        base = joined - self.net.price[hub]
        asleep = self._wake(hub, radius, base)
        near = self._nearest(hub)
        if near and (not asleep or near[0] <= asleep[0][0]):
            event = (base + near[0], near[2], ~hub, 0)
        elif asleep:
            event = (base + asleep[0][0], hub, ~hub, 0)
        else:
            return
        self._aimed[~hub] = event[0]
        heappush(self._heap, event)

    def _wake(self, hub: int, radius: int, base: int) -> list[tuple[int, int]]:
        """Let those at a hub look for another place whom the radius has come up to; return who sleeps on."""
        asleep, awake, guests = self._asleep[hub], self._awake[hub], self.net.guests[hub]
        while asleep and base + asleep[0][0] <= radius:
            s = heappop(asleep)[1]
            if s not in guests or s in awake:
                continue
            spare = self._spare(s)
            if base + spare <= radius:
                awake.add(s)
                self._aim(s, guests[s] - base)
            else:
                heappush(asleep, (spare, s))
        return asleep

    def _spare(self, s: int) -> int:
        """What the cheapest other place of somebody at a hub costs them more; prices only rise, and so does this."""
        net, least = self.net, self.net.beyond
        for cost, node in net.options[s]:
            if cost >= least:
                break
            least = min(least, cost + net.price[node])
        return least - net.own[s]

    def _nearest(self, hub: int) -> tuple[int, bool, int] | None:
        """The cheapest lab of a hub that is in no tree, if it can be with a free seat: (price, whether full, lab)."""
        near, joined, net = self._near[hub], self.joined, self.net
        while near:
            lab = near[0][2]
            now = (net.price[lab], net.load[lab] >= net.cap[lab], lab)
            if joined[lab] is not None:
                heappop(near)
                self._parked.setdefault(lab, []).append(hub)
            elif near[0] < now:
                heapreplace(near, now)
            else:
                return now
        return None

    def _call(self, hub: int) -> None:
        """Lead the nearest of those who wait to a hub in no tree."""
        line = self._line[hub]
        while line and self.level[line[-1][1]] is None:
            line.pop()
        if line:
            lack, s = line[-1]
            heappush(self._heap, (self.net.price[hub] - lack, hub, s, self.net.own[s]))

    def _offer_hub(self, hub: int) -> None:
        """A hub that has left a tree: to the nearest of those who wait, to all in trees who share its group, and
        to labs to which it sends people."""
        net, price = self.net, self.net.price
        self._aimed[~hub] = None
        for s in self._awake[hub]:
            heappush(self._asleep[hub], (self._spare(s), s))
        self._awake[hub].clear()
        self._call(hub)
        self._offer_students(hub, self._standing(hub))
        for lab in net.outflow[hub]:
            since = self.joined[lab]
            if since is not None:
                heappush(self._heap, (since + price[hub] - price[lab], hub, ~lab, 0))

    def _standing(self, hub: int) -> Iterable[tuple[int, int]]:
        """Who shares a hub's group and stands somewhere in a tree, with what the hub costs them; perhaps some others."""
        net = self.net
        if 4 * len(self.inside) > len(self.arriving[hub]):
            return [(own, s) for own, s in self.arriving[hub] if net.at[s] is not None]
        return [
            (net.own[s], s)
            for node in sorted(self.inside)
            if node > net.hubs or self._awake[node]
            for s in net.guests[node]
            if net.hub_of[s] == hub
        ]
