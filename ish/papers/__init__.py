"""Typeset papers (PDF) from templates of ours; knows nobody's data, is given it; stands beside the outbox."""
