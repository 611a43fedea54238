"""The store: typed rows and the statements that read and write them. Helpers never commit."""
