"""Engines: each runs plans over the documents of a library, and gives the same hits as the others."""
