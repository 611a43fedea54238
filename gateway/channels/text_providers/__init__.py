"""Providers that carry texts: one shape for all, one file for each."""
