"""Files that came with messages: stored once, and pictures made safe to look at (PROTOCOL 10)."""
