"""Who of those that share a group of labs sits in which of the seats their hubs were given, so that no city crowds a lab.

All labs of a group that are as cheap as any of it suit all of them equally; the lottery decides. Free seats of such labs are
dealt out, too. Only the number of people a city and lab is limited.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from itertools import chain, islice

from .network import SINK, Network

ENOUGH = 8  # people without a seat, after whom nobody looks for more of them
FORGET = 50  # full labs passed in vain, after which they are no longer looked at


class Seating:
    """The seats of a filled network; `assignment` after `fill` is the plan, unless somebody's city is `stuck`."""

    def __init__(self, net: Network) -> None:
        self.net = net
        self.city = [student.city for student in net.students]
        self.limit = net.instance.same_city_max
        self.inside: Counter[tuple[str | None, int]] = Counter()
        self.free = [cap - load for cap, load in zip(net.cap, net.load, strict=True)]
        self.seat: dict[int, int] = {}  # student → lab node
        self.people: dict[int, dict[int, None]] = {}  # lab node → those of the seated who are there
        self.stuck: set[str] = set()
        self.line = [s for s in range(len(net.at)) if not self._keeps_place(s)]
        for lab, flow in enumerate(net.inflow):
            self.free[lab] += sum(flow.values())
        self._places = self._suitable()
        self._open = dict(self._places)

    def _keeps_place(self, s: int) -> bool:
        """Say whether somebody has a lab already and not only a hub, and count them there."""
        net, node = self.net, self.net.standing(s)
        if SINK < node <= net.hubs:
            return False
        self.inside[self.city[s], net.parent[node] or node] += 1
        return True

    def _suitable(self) -> dict[int, list[int]]:
        """The labs of a group that are as cheap as any of it and have seats to deal out, by the group."""
        net, price = self.net, self.net.price
        found: dict[int, list[int]] = {}
        for s in self.line:
            pool = net.choices[s].pool
            if id(pool) not in found:
                nodes = sorted(net.lab_node[lab] for lab in pool)
                least = min(price[node] for node in nodes)
                found[id(pool)] = [node for node in nodes if self.free[node] and price[node] == least]
        return found

    def fill(self) -> bool:
        """Seat everybody; return whether that was possible. If not, `stuck` names cities that are too many for the seats."""
        failed = 0
        for s in self.line:
            if not self._sit_down(s) and not self._make_room(s):
                failed += 1
                if failed == ENOUGH:
                    break
        return not failed

    def _sit_down(self, s: int) -> bool:
        """Take a free seat, the first from a point that the lottery draws."""
        group = id(self.net.choices[s].pool)
        labs = self._open[group]
        start, full = self.net.own[s] % max(1, len(labs)), 0
        for lab in chain(islice(labs, start, None), islice(labs, start)):
            if not self.free[lab]:
                full += 1
            elif not self._crowded(s, lab):
                self._put(s, lab)
                self.free[lab] -= 1
                if full >= FORGET:
                    self._open[group] = [lab for lab in labs if self.free[lab]]
                return True
        return False

    def _crowded(self, s: int, lab: int) -> bool:
        city = self.city[s]
        return self.limit is not None and city is not None and self.inside[city, lab] >= self.limit

    def _put(self, s: int, lab: int) -> None:
        self.seat[s] = lab
        self.people.setdefault(lab, {})[s] = None
        self.inside[self.city[s], lab] += 1

    def _leave(self, s: int) -> int:
        lab = self.seat.pop(s)
        del self.people[lab][s]
        self.inside[self.city[s], lab] -= 1
        return lab

    def _make_room(self, start: int) -> bool:
        """Find a chain of seated people who move on, so that a student can sit down (breadth first)."""
        came: dict[int, tuple[int, int]] = {}
        seen: set[object] = set()
        queue = deque([start])
        while queue:
            s = queue.popleft()
            for lab in self._places[id(self.net.choices[s].pool)]:
                crowded = self._crowded(s, lab)
                place = (self.city[s], lab) if crowded else lab
                if lab in seen or place in seen:
                    continue
                seen.add(place)
                if self.free[lab] and not crowded:
                    self._shift(came, start, s, lab)
                    return True
                for other in self._who_could_leave(s, lab, crowded):
                    if other not in came:
                        came[other] = s, lab
                        queue.append(other)
        self.stuck.update(place[0] for place in seen if isinstance(place, tuple))
        return False

    def _who_could_leave(self, s: int, lab: int, crowded: bool) -> Iterator[int]:
        for other in self.people.get(lab, {}):
            if not crowded or self.city[other] == self.city[s]:
                yield other

    def _shift(self, came: dict[int, tuple[int, int]], start: int, last: int, lab: int) -> None:
        self.free[lab] -= 1
        s, to = last, lab
        while s != start:
            left = self._leave(s)
            self._put(s, to)
            s, to = came[s][0], left
        self._put(start, to)

    def assignment(self) -> dict[str, str | None]:
        """Student id → lab id, or None for the unplaced."""
        net = self.net
        return {
            student.id: net.lab_of[self.seat[s] if s in self.seat else net.standing(s)]
            for s, student in enumerate(net.students)
        }
