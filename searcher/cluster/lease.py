"""One writer of a part at a time: its claim lies in the part's record, which is only replaced by who has read its
newest state.

Whoever writes renews the claim. Who wants the part and sees for LEASE_SECONDS of its own clock that nothing was
renewed takes it over: no two clocks need to agree. The one that it was taken from may not know it yet; it cannot commit
any more, because the record is another than the one that it has read. Nor can what it still sends be mistaken for
anything: the numbers of its batches were reserved in the record before, and nobody uses them again.
"""

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable

from searcher.cluster.catalog import Claim, PartRecord, PartState, Place, TakenError, read_part, swap_part
from searcher.cluster.client import Cluster
from searcher.errors import SearcherError
from searcher.index.lock import LockedError
from searcher.records import replace
from searcher.telling import unsaid

LEASE_SECONDS = 60.0
"""After so long without a renewal, another may take a part over."""
_RENEW_SECONDS = LEASE_SECONDS / 4
_LOOK_SECONDS = 1.0


class LostError(SearcherError):
    """Another writer has taken the part over."""


class Lease:
    """The right to write one part, held until `release`. Its methods may be called by several threads."""

    def __init__(
        self,
        cluster: Cluster,
        place: Place,
        part: str,
        folder: str = "",
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], object] = time.sleep,
        say: Callable[[str], object] = unsaid,
    ) -> None:
        """Take the part, which may last LEASE_SECONDS where another was killed that held it.

        `folder`: a word for the library's folder on this machine, whose own lock the caller holds: who held the part
        from there is gone, and not waited for. `clock` gives seconds that only grow. `say` is given a line where it is
        waited for another. Raises LockedError where another writes the part.
        """
        self._cluster = cluster
        self._place = place
        self._part = part
        self._clock = clock
        self._wait = wait
        self._say = say
        self._folder = f"{folder} on {socket.gethostname()}" if folder else ""
        self._owner = f"process {os.getpid()} on {socket.gethostname()} {secrets.token_hex(8)}"
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._lost = ""
        self._keeper: threading.Thread | None = None
        before = self._free()
        claim = Claim(self._owner, self._folder, 1, before.claim.reserved if before is not None else 0)
        try:
            self._state = self._swap(before, before.record if before is not None else PartRecord(part), claim, True)
        except TakenError as error:
            raise self._busy(error.owner) from None
        self._renewed = clock()

    def _free(self) -> PartState | None:
        """The state of the part as soon as nobody writes it."""
        seen = read_part(self._cluster, self._place, self._part)
        began = self._clock()
        is_told = False
        while seen is not None and seen.claim.owner and not (self._folder and seen.claim.folder == self._folder):
            if not is_told:
                self._say(self._waiting(seen.claim.owner))
                is_told = True
            self._wait(_LOOK_SECONDS)
            now = read_part(self._cluster, self._place, self._part)
            if now is None or now.version != seen.version:
                if now is not None and now.claim.owner:
                    raise self._busy(now.claim.owner)
                seen = now
            elif self._clock() - began >= LEASE_SECONDS:
                break
        return seen

    @property
    def record(self) -> PartRecord:
        """The last commit of the part."""
        return self._state.record

    @property
    def reserved(self) -> int:
        """No batch of the part was ever sent with a higher number."""
        return self._state.claim.reserved

    def write(self, record: PartRecord) -> None:
        """Make a record the newest of its part. Raises LostError if the part was taken over."""
        self._write(record, max(self.reserved, record.generation), visible=True)

    def reserve(self, count: int) -> int:
        """The first of so many numbers of batches that nobody has used or will use."""
        first = self.reserved + 1
        self._write(self.record, self.reserved + count)
        return first

    def require(self) -> None:
        """Raise LostError if the part was taken over, as far as that is known or long enough ago to be so."""
        if self._lost:
            raise self._taken()
        if self._clock() - self._renewed >= LEASE_SECONDS:
            self.renew()

    def renew(self, cluster: Cluster | None = None) -> None:
        """Say that the part is still being written, by another client if one is given."""
        self._write(None, None, cluster=cluster)

    def keep(self, cluster: Cluster) -> None:
        """Renew the claim from now on in another thread, by a client of its own."""

        def run() -> None:
            while not self._ended.wait(_RENEW_SECONDS):
                try:
                    self.renew(cluster)
                except LostError:
                    break
                except SearcherError:
                    continue  # the next commit tells it
            cluster.close()

        self._keeper = threading.Thread(target=run, name="lease", daemon=True)
        self._keeper.start()

    def release(self) -> None:
        """Let others write the part. A cluster that does not answer is not waited for: the claim ends by itself."""
        self._ended.set()
        try:
            if not self._lost and self._state.claim.owner:
                self._write(None, None, owner="")
        except SearcherError:
            return

    def _write(
        self,
        record: PartRecord | None,
        reserved: int | None,
        *,
        visible: bool = False,
        owner: str | None = None,
        cluster: Cluster | None = None,
    ) -> None:
        with self._lock:
            if self._lost:
                raise self._taken()
            for _ in range(2):
                before = self._state
                claim = replace(
                    before.claim,
                    owner=self._owner if owner is None else owner,
                    beat=before.claim.beat + 1,
                    reserved=before.claim.reserved if reserved is None else reserved,
                )
                try:
                    self._state = self._swap(before, record or before.record, claim, visible, cluster)
                except TakenError as error:
                    now = error.state
                    if now is None or now.claim.owner != self._owner or now.record != before.record:
                        self._lost = error.owner or "another process"
                        raise self._taken() from None
                    # An own renewal of which no answer came.
                    self._state = now
                else:
                    break
            self._renewed = self._clock()

    def _swap(
        self,
        before: PartState | None,
        record: PartRecord,
        claim: Claim,
        visible: bool = False,
        cluster: Cluster | None = None,
    ) -> PartState:
        return swap_part(cluster or self._cluster, self._place, before, record, claim, visible=visible)

    @property
    def _what(self) -> str:
        return self._place.index if self._part == "1/1" else f"part {self._part} of {self._place.index}"

    def _waiting(self, owner: str) -> str:
        # The clock of this machine: when the claim was renewed last is known to its owner alone.
        until = time.strftime("%H:%M:%S", time.localtime(time.time() + LEASE_SECONDS))
        return (
            f"{_shown(owner)} holds {self._what}: waiting for {LEASE_SECONDS:.0f} seconds, until {until}, whether it "
            "is still at work"
        )

    def _busy(self, owner: str) -> LockedError:
        return LockedError(f"{_shown(owner)} is indexing {self._what}; try again when it is done")

    def _taken(self) -> LostError:
        return LostError(
            f"{_shown(self._lost)} has taken {self._what} over, because this run was not heard of for "
            f"{LEASE_SECONDS:.0f} seconds; what it had committed is kept: run `searcher index` again when that one is "
            "done"
        )


def _shown(owner: str) -> str:
    """Who it is, without the random part."""
    return owner.rpartition(" ")[0] or "another process"
