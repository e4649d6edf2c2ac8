"""The live search: a Textual application over `searcher.search`, which knows nothing of it."""
