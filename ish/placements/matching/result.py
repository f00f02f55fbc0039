"""What the engine hands back: a plan, its value, and the proof; made of plain data, to be stored and replayed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

ENGINE = "2"  # raised whenever the same input and seed could give another plan


@dataclass(frozen=True, slots=True)
class Result:
    """A plan under a preset and a seed. With conflicts nobody is placed and there is no certificate."""

    preset: str
    seed: int | str
    assignment: dict[str, str | None]
    objective: tuple[int, ...]
    profile: tuple[int, ...]
    unplaced: int
    off_list: int
    conflicts: tuple[dict[str, Any], ...]
    certificate: dict[str, Any] | None
    engine: str = ENGINE

    def as_json(self) -> dict[str, Any]:
        """A plain dictionary for JSON, from which `from_json` makes the same result again."""
        data = asdict(self)
        return {**data, **{name: list(data[name]) for name in ("objective", "profile", "conflicts")}}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Result:
        """The result that `as_json` wrote; raises KeyError when a part is missing."""
        return cls(
            preset=data["preset"],
            seed=data["seed"],
            assignment=dict(data["assignment"]),
            objective=tuple(data["objective"]),
            profile=tuple(data["profile"]),
            unplaced=data["unplaced"],
            off_list=data["off_list"],
            conflicts=tuple(data["conflicts"]),
            certificate=data["certificate"],
            engine=data["engine"],
        )
