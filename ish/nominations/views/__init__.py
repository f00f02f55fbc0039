"""The pages of nominations: a partner's students, lists to upload, decisions, coordinators."""
