"""Find open tickets that may be about the same problem."""
