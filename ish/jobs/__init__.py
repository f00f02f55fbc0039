"""Background work with progress: the row is the truth, the task only a doorbell; may import accounts."""
