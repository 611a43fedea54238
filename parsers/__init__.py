"""Understand what people write: bytes or text in, frozen values out. Pure and total."""
