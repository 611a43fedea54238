"""A believable week in a made-up city, sent through the real doors."""
