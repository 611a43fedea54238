"""Bring the city's streets, addresses and landmarks into the store, and out of it for parsing.

`take_from_history` is called whenever the past requests have changed.
"""

from gateway.gazetteer.taking import Known, take, take_from_history

__all__ = ["Known", "take", "take_from_history"]
