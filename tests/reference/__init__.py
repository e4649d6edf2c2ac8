"""The same plans on stock Whoosh, posting by posting: slow, simple, and what the engine is compared with."""
