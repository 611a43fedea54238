"""Bring the city's streets, addresses and landmarks into the store, and out of it for parsing."""
