"""Rehearsing: what another rulebook would have done with real requests, before it counts."""
