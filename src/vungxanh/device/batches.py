"""Signed batches are fetched, and compared here with what this phone heard: nothing goes out (kéo lô khoá đã ký).

The network and the comparison run in threads, the store is touched only by the caller's own; each batch is settled in
one transaction, so after kill -9 the next pull begins with the first batch that was not.
"""

import asyncio
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from vungxanh.core.exposure import index as indexes
from vungxanh.core.exposure import keyset
from vungxanh.core.exposure.envelope import Sealed
from vungxanh.core.exposure.problems import Problem, refused
from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.core.tracing.problems import Refused
from vungxanh.device import channel as channels
from vungxanh.device import http
from vungxanh.device.channel import Channel, Met
from vungxanh.device.exchange import ask_child
from vungxanh.device.ledger import Request
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.store import Store

PATH = "/exposure/v1/"
BATCH_S = 600.0
ASK_AGAIN = {"unknown_signer", "signer_not_valid"}


@dataclass(slots=True)
class News:
    """What a pull brought: batches and keys looked at, who was newly met, how many findings were taken back, and what
    was wrong (code, vi, en). `fingerprint` is that of the server's root key when it was trusted at first use."""

    server: str
    batches: int = 0
    keys: int = 0
    met: list[Met] = field(default_factory=list)
    forgotten: int = 0
    unchanged: bool = False
    fingerprint: str = ""
    problems: list[dict[str, str]] = field(default_factory=list)


def owners_keys(path: Path) -> keyset.KeySet:
    """The key set in a file of the owner, who vouches for it; raises DeviceProblem."""
    try:
        with path.open("rb") as file:
            data = file.read(keyset.MOST_BYTES + 1)
        return keyset.key_set_of(Sealed(data, keyset.FORMAT, keyset.MOST_BYTES).content)
    except OSError as error:
        raise DeviceProblem("file_missing", {"file": path, "reason": error.strerror or error}) from None
    except Refused as wrong:
        raise _as_device_problem(str(path), wrong.problem) from None


def _as_device_problem(source: str, problem: Any) -> DeviceProblem:
    facts = {"source": source, "code": problem.code, "vi": problem.sentence("vi"), "en": problem.sentence("en")}
    return DeviceProblem("list_refused", facts)


async def pull(store: Store, folder: Path, server: str, now_ms: int, *, owners: keyset.KeySet | None = None) -> News:
    """Fetch what is new, compare it, forget what was taken back. Raises DeviceProblem when nothing could be done."""
    server = server.rstrip("/")
    http.checked(server)
    store.flush()
    return await _Pull(store, folder, channels.channel_of(store, server), now_ms).run(owners)


class _Pull:
    """One visit to one server."""

    def __init__(self, store: Store, folder: Path, channel: Channel, now_ms: int) -> None:
        self._store, self._folder, self._channel, self._now_ms = store, folder, channel, now_ms
        self._news = News(channel.server)

    async def run(self, owners: keyset.KeySet | None) -> News:
        self._believe(owners)
        if self._channel.trust is None or self._now_ms - self._channel.keys_ms >= DAY_MS:
            await self._renew_keys()
        document = await self._fetched("index", "index.json", indexes.MOST_BYTES, self._channel.etag)
        if document is None:
            self._news.unchanged = True
        else:
            await self._take(*document)
        if hours := indexes.stale_hours(self._channel.issued_s, self._now_ms // 1000):
            self._trouble(Problem("index_stale", {"hours": hours}))
        return self._news

    def _believe(self, owners: keyset.KeySet | None) -> None:
        """The set that the owner names replaces what was believed, once; then it is followed to its successors."""
        if owners is None:
            return
        form = keyset.form_of(owners)
        named = "owner " + sha256(json.dumps(form, sort_keys=True).encode()).hexdigest()[:16]
        if self._channel.pinned != named:
            self._keep(trust=form, pinned=named, keys_etag="")

    async def _take(self, etag: str, data: bytes) -> None:
        """Compare every batch of the index that was not compared yet."""
        index = await self._checked(data)
        listed = {str(one.number) for one in index.batches}
        with self._store.database.transaction():
            seen = channels.channel_of(self._store, self._channel.server).seen
            self._keep(
                sequence=index.sequence,
                issued_s=index.issued_s,
                digest=sha256(data).hexdigest(),
                etag="",
                seen={number: digest for number, digest in seen.items() if number in listed},
            )
        done = [await self._batch(entry) for entry in index.batches if str(entry.number) not in self._channel.seen]
        if all(done):
            self._keep(sequence=index.sequence, etag=etag)

    def _trusted(self) -> keyset.KeySet:
        held = self._channel.trusted
        if held is None:
            raise _as_device_problem(self._channel.server, refused("unknown_signer", signers="–").problem)
        return held

    def _keep(self, **changes: Any) -> None:
        self._channel = channels.keep(self._store, self._channel.server, **changes)

    def _log(self, what: str, outcome: str, **facts: object) -> None:
        facts = {"server": self._channel.server, **facts}
        self._store.ledger.add(Request(self._now_ms, "agent", what, outcome, facts=facts))

    def _trouble(self, problem: Any) -> None:
        self._news.problems.append({"code": problem.code, **{one: problem.sentence(one) for one in ("vi", "en")}})

    def _url(self, path: str) -> str:
        return self._channel.server + PATH + path

    async def _fetched(self, what: str, path: str, limit: int, etag: str) -> tuple[str, bytes] | None:
        """A small document and its ETag, or None when it is the same; the request stands in the log."""
        got = bytearray()
        try:
            named = await asyncio.to_thread(http.newer, self._url(path), got.extend, limit, etag=etag)
        except (OSError, DeviceProblem) as error:
            self._log(what, "failed", reason=str(error) or type(error).__name__)
            if isinstance(error, DeviceProblem):
                raise
            raise DeviceProblem("not_fetched", {"source": self._url(path), "reason": error}) from error
        self._log(what, "unchanged" if named is None else "fetched", bytes=len(got))
        return None if named is None else (named, bytes(got))

    async def _renew_keys(self) -> None:
        """The newest key set: vouched for by what is trusted, or pinned when nothing is trusted yet."""
        try:
            got = await self._fetched("signing_keys", "keys.json", keyset.MOST_BYTES, self._channel.keys_etag)
        except DeviceProblem as problem:
            if self._channel.trust is None:
                raise
            self._trouble(problem)
            return
        if got is None:
            self._keep(keys_ms=self._now_ms)
            return
        try:
            held = keyset.read_key_set(got[1], self._channel.trusted, now_s=self._now_ms // 1000)
        except Refused as wrong:
            self._log("signing_keys", "refused", reason=wrong.problem.code)
            if self._channel.trust is None:
                raise _as_device_problem(self._url("keys.json"), wrong.problem) from None
            self._trouble(wrong.problem)
            return
        before = self._channel.trusted
        changes = {"trust": keyset.form_of(held), "keys_etag": got[0], "keys_ms": self._now_ms}
        with self._store.database.transaction():
            if before is not None:
                changes |= self._without_dropped(before, held)
            self._keep(**changes, pinned=self._channel.pinned or "first_use")
            if before is None:
                self._news.fingerprint = held.root.fingerprint
                self._log("signing_keys", "pinned", fingerprint=self._news.fingerprint)

    def _without_dropped(self, before: keyset.KeySet, now: keyset.KeySet) -> dict[str, Any]:
        """What a key did that left the set before its time, as a leaked one does, is undone: whoever had it may have
        named batches that never were, and numbers that would shut out the true ones. All that is listed is compared
        again, from the index that was made with this set or after it."""
        dropped = {one.id for one in before.keys if one.id not in now.signers and one.until_s > self._now_ms // 1000}
        if not dropped:
            return {}
        gone = channels.forget_signed(self._store, self._channel.server, dropped)
        self._news.forgotten += gone
        self._log("signing_keys", "dropped", signers=", ".join(sorted(dropped)), forgotten=gone)
        sequence = min(self._channel.sequence, now.issued_s - 1)
        return {"seen": {}, "sequence": sequence, "digest": "", "etag": ""}

    async def _checked(self, data: bytes) -> indexes.Index:
        """The index, read strictly; a signer that is not known yet is asked for once."""
        try:
            return self._read(data)
        except Refused as wrong:
            problem = wrong.problem
        if problem.code in ASK_AGAIN and self._channel.keys_ms != self._now_ms:
            await self._renew_keys()
            try:
                return self._read(data)
            except Refused as wrong:
                problem = wrong.problem
        self._log("index", "refused", reason=problem.code)
        raise _as_device_problem(self._url("index.json"), problem)

    def _read(self, data: bytes) -> indexes.Index:
        held = self._channel
        now_s, trusted = self._now_ms // 1000, self._trusted().signers
        index = indexes.read_index(data, trusted, now_s=now_s, highest=held.sequence)
        if index.sequence == held.sequence and held.digest != sha256(data).hexdigest():
            raise refused("index_rolled_back", sequence=index.sequence, highest=held.sequence)
        for entry in index.batches:
            if held.seen.get(str(entry.number), entry.sha256) != entry.sha256:
                raise refused("batch_rewritten", number=entry.number)
        return index

    async def _batch(self, entry: indexes.Entry) -> bool:
        """Whether a batch was compared and settled; what was wrong with it stands in the news and in the log."""
        question = {
            "folder": str(self._folder),
            "trust": keyset.form_of(self._trusted()),
            "head": [entry.number, entry.from_s, entry.until_s],
        }
        with tempfile.TemporaryDirectory(prefix="vungxanh-batch-") as place:
            file = Path(place) / "batch.bin"
            try:
                answer = await asyncio.to_thread(_compared, self._url(entry.path), entry, file, question)
            except (OSError, DeviceProblem, Refused) as error:
                said = error.problem.code if isinstance(error, Refused) else str(error) or type(error).__name__
                self._log("batch", "failed", number=entry.number, reason=said)
                self._trouble(_problem_of(error, self._url(entry.path)))
                return False
        if "refused" in answer:
            self._log("batch", "refused", number=entry.number, reason=answer["code"])
            self._news.problems.append({"code": answer["code"], **answer["refused"]})
            return False
        self._settle(entry, answer)
        return True

    def _settle(self, entry: indexes.Entry, answer: Mapping[str, Any]) -> None:
        """Findings, what takes them back, the cursor and the log change together."""
        server, number = self._channel.server, entry.number
        said = [Met(**one, server=server, batch=number, signer=answer["signer"]) for one in answer["said"]]
        with self._store.database.transaction():
            kept, replaced = channels.take(self._store, said)
            before = {one.key for one in replaced if not one.revoked}
            gone = before & {one.key for one in kept if one.revoked}
            new = [one for one in kept if not one.revoked and one.key not in before]
            if gone:
                self._log("finding", "forgotten", number=number, count=len(gone))
            seen = channels.channel_of(self._store, server).seen
            self._keep(seen={**seen, str(number): entry.sha256})
            self._log("batch", "matched", number=number, keys=answer["keys"], met=len(new))
        if replaced:
            self._store.database.forget_deleted()
        self._news.batches += 1
        self._news.keys += answer["keys"]
        self._news.forgotten += len(gone)
        self._news.met = [one for one in self._news.met if one.key not in gone] + new


def _problem_of(error: Exception, url: str) -> Any:
    if isinstance(error, Refused):
        return error.problem
    return error if isinstance(error, DeviceProblem) else DeviceProblem("not_fetched", {"source": url, "reason": error})


def _compared(url: str, entry: indexes.Entry, file: Path, question: dict[str, Any]) -> dict[str, Any]:
    """Fetch a batch, check it against the index, compare it in a process of its own. Touches no store."""
    digest = sha256()
    with file.open("wb") as out:
        http.newer(url, _both(out, digest.update), entry.nbytes, overall_s=BATCH_S)
    if file.stat().st_size != entry.nbytes or digest.hexdigest() != entry.sha256:
        raise refused("wrong_digest", number=entry.number)
    return ask_child({**question, "batch": str(file)})


def _both(out: BinaryIO, update: Callable[[bytes], object]) -> Callable[[bytes], None]:
    def write(piece: bytes) -> None:
        update(piece)
        out.write(piece)

    return write
