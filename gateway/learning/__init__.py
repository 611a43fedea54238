"""Teach a text model from the city's history and the desk's corrections, and say how good it is."""
