"""The advisory board and interviews: dossiers, opinions, scores, slots; may import applications and below."""
