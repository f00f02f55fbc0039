"""Institutes, lab projects, hosts, wishes and the plan; may import profiles and below."""
