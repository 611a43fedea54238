"""What everybody may read of a request, without what it tells of persons, kept ready for lists."""
