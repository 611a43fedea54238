"""Whether a server keeps what Open311 GeoReport v2 asks, requirement by requirement; for any server."""
