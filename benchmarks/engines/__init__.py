"""One module an engine, and what measures them; `benchmarks/engines.py` is the command."""
