"""Reading, writing, and taking the handbook along."""
