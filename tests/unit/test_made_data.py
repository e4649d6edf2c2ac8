"""The compiled tables are the same bytes whenever and wherever they are made of the same files."""

import hashlib
import os
import subprocess
import sys

from places import ROOT

from searcher.entities import meanings, table

MAKE = """
import hashlib, pathlib, sys
import build_translations, compile_names
from searcher.entities.compiled import CompiledTable
made = compile_names.compiled(), build_translations.compiled(list(CompiledTable(pathlib.Path(sys.argv[1]).read_bytes())))
print(*(hashlib.sha256(data).hexdigest() for data in made))
"""


def test_tables_are_what_the_build_makes_in_whatever_process() -> None:
    environment = {
        **os.environ,
        # Sets of texts lie in another order in each process, unless it is told an order.
        "PYTHONHASHSEED": "1",
        "LC_ALL": "C",
        "TZ": "Pacific/Kiritimati",
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tools"))),
    }
    words = [sys.executable, "-c", MAKE, str(meanings.BUNDLED)]
    made = subprocess.run(words, env=environment, capture_output=True, text=True, check=True).stdout.split()
    assert made == [hashlib.sha256(path.read_bytes()).hexdigest() for path in (table.BUNDLED, meanings.BUNDLED)]
