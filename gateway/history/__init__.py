"""Past requests of the city: read from its exports or from Open311, kept, and reported on."""
