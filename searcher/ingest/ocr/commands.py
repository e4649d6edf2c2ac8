"""Running a program on one picture: what takes it too long, or ends it, costs this picture alone."""

import os
import subprocess

SECONDS = 180
"""What a picture may take, on a machine that has other work too: a page usually takes 1 to 4 s."""


class RecognitionError(ValueError):
    """A picture that is not read: `str(error)` is the reason; `lang` the language that nothing here reads, or ""."""

    def __init__(self, reason: str, lang: str = "") -> None:
        super().__init__(reason)
        self.lang = lang


def run(command: list[str], data: bytes = b"") -> bytes:
    """What a program writes when it is given the data. Raises RecognitionError."""
    # The pictures of several files are read at the same time: more threads for each would only wait for each other.
    environ = {**os.environ, "OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    try:
        # In a session of its own Ctrl+C does not reach it, which would look like a fault of the picture.
        done = subprocess.run(
            command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=SECONDS, env=environ,
            check=False, start_new_session=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise RecognitionError(f"OCR took more than {SECONDS} s") from None
    except OSError as error:
        raise RecognitionError(f"{command[0]} cannot be started ({error.strerror})") from None
    if done.returncode:
        raise RecognitionError("OCR failed on it")
    return done.stdout
