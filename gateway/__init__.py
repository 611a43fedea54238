"""The intake gateway: everything with effects, and policy."""
