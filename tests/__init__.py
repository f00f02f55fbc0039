"""Everything that is tested, one folder per app; how the servers are chosen is in `servers.py`."""
