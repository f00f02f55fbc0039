"""Pages of consents: the seat of a guardian or student, what organisers see and record, what is asked."""
