"""The rulebook: what an administrator wrote, and what it decides. Pure."""
