"""Need to know: declarations, reveal, look log, erasure and subject access; may import jobs, clock and accounts."""
