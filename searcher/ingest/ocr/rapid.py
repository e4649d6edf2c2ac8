"""The library rapidocr, in a process for each picture; run as a module this is that process.

Its models read Latin letters, Chinese and Japanese.
"""

import io
import json
import sys
from importlib.util import find_spec

from searcher.ingest.ocr.commands import RecognitionError, run
from searcher.text.languages import language

_SCRIPTS = frozenset(["Latn", "Hans", "Hant", "Jpan"])
# The longer side of the picture that lines are looked for in: 200 points an inch of a page, in a third of the memory
# that all of it would take.
_MOST_SIDE = 1600
_LEAST_SURENESS = 0.6
_SETTINGS = {
    "Global.log_level": "critical",
    "Global.max_side_len": 4000,
    "Det.limit_type": "max",
    "Det.limit_side_len": _MOST_SIDE,
    "Rec.rec_batch_num": 1,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "EngineConfig.onnxruntime.enable_cpu_mem_arena": False,
}


def is_installed() -> bool:
    """Whether the libraries are there."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


def reads(lang: str) -> bool:
    """Whether the models know the letters that a language (ISO 639) is usually written in."""
    known = language(lang)
    return known is not None and known.scripts[0] in _SCRIPTS


def text_of(picture: bytes, page: int, langs: tuple[str, ...]) -> str:
    """The lines of a page (from 0) of a picture that the models are sure of, whatever `langs`.

    Raises RecognitionError.
    """
    told = run([sys.executable, "-m", __name__, str(page)], picture)
    try:
        lines = json.loads(told)
    except ValueError:
        raise RecognitionError("OCR failed on it") from None
    return "\n".join(line for line in lines if any(map(str.isalnum, line)))


def _main(page: int) -> None:
    """Write the lines of the picture in the standard input as JSON."""
    import cv2
    import numpy as np
    from PIL import Image
    from rapidocr import RapidOCR

    cv2.setNumThreads(1)
    with Image.open(io.BytesIO(sys.stdin.buffer.read())) as picture:
        picture.seek(page)
        pixels = np.asarray(picture.convert("RGB"))[:, :, ::-1]
    found = RapidOCR(params=_SETTINGS)(pixels)
    rows = zip(found.txts or (), found.scores or (), strict=True)
    sys.stdout.write(json.dumps([line for line, sureness in rows if sureness >= _LEAST_SURENESS]))


if __name__ == "__main__":
    _main(int(sys.argv[1]))
