"""Travel, the roster and the demonstration."""
