"""What this app tells the registries at the start."""


def connect() -> None:
    """Fill the registries."""
