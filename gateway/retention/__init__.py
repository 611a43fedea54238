"""How long persons are kept: made anonymous after a time, given out or erased when they ask for it."""
