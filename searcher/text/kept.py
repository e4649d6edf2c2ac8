"""Tables that take long to make, kept in the platform's cache folder from one process to the next.

They are mapped into memory, so that processes share them. Whoever empties the folder loses nothing but time.
"""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

# What was made so long ago is made anew, and so what no program uses any more goes.
_OLD_SECONDS = 60 * 86_400


def kept(name: str, arrays: Sequence[str], made_of: str, make: Callable[[], Mapping[str, Array]]) -> dict[str, Array]:
    """What `make` gives, named by `arrays`, as it was kept, and read-only then. Where nothing is, it is made.

    `made_of` stands for all that it depends on: for another one it is made anew.
    """
    from hashlib import blake2b  # here, for a query looks at code points but needs no table

    stem = f"{name}-{blake2b(made_of.encode(), digest_size=8).hexdigest()}"
    try:
        folder = _own_folder()
        return {each: np.asarray(np.load(folder / f"{stem}.{each}.npy", mmap_mode="r")) for each in arrays}
    except (OSError, ValueError, EOFError):
        pass
    made = dict(make())
    with suppress(OSError):
        folder = _own_folder()
        _forget_old(folder)
        for each in arrays:
            _keep(folder / f"{stem}.{each}.npy", made[each])
    return made


def cache_folder() -> Path:
    """Where they are kept."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("searcher", appauthor=False)) / "tables"


def _own_folder() -> Path:
    """The folder, made if it is not there. Raises OSError, also where it belongs to somebody else."""
    folder = cache_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder}: belongs to somebody else")
    return folder


def _keep(path: Path, array: Array) -> None:
    """Write an array, whole or not at all."""
    from searcher.files import Replacing

    with Replacing(path, private=True) as file:
        np.save(file, array, allow_pickle=False)


def _forget_old(folder: Path) -> None:
    before = time.time() - _OLD_SECONDS
    for path in folder.iterdir():
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
