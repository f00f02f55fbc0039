"""Pages of forgetting."""
