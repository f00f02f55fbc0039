"""Pages of interviews: for organisers, for those on a panel, for students."""
