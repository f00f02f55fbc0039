"""The messages of the demonstration: what had been written to people by the stage."""

from logistics.demo.build import World


def messages(world: World) -> None:
    """Write the messages that the season had sent by the stage."""
