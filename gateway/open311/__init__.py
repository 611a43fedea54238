"""Open311 GeoReport v2 for anybody's app: services, requests filed and read, in XML and JSON."""

from gateway.open311.server import open311_blueprint

__all__ = ["open311_blueprint"]
