"""`python -m searcher`."""

from searcher.cli.main import program

program()
