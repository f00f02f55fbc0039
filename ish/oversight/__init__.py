"""Who may read what, who looked, and the data protection officer who watches over both; may import placements and below."""
