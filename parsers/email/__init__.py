"""Reading mail: bytes in, a `Mail` out, whatever the bytes."""
