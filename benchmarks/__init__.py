"""Ours against the peers, in one run: what a call costs, what regenerating costs."""
