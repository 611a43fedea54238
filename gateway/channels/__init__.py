"""Channels: one way in and out each, all in the shape of `gateway.envelopes.Channel`."""
