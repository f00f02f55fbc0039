"""Until when what is kept, the nightly erasure, and the evidence of it; may import everything of ish."""
