"""Bodies as they stream in: decompressed here, so that a cap holds on what comes out."""

from __future__ import annotations

import zlib

from bot.domain.errors import SourceError

MAX_BODY = 5 * 1024 * 1024
MAX_COMPRESSED = 1024 * 1024

_GZIP = b"\x1f\x8b"
_GZIP_WINDOW = 31


class Body:
    """Collects one body. Whether it is compressed is told by its first bytes: headers lie both ways, no feed starts so.

    Units: bytes. Raises: SourceError from `add` and `whole`, as soon as a cap is passed or the data are broken.
    """

    def __init__(self) -> None:
        self.n_received = 0
        self._parts: list[bytes] = []
        self._n_out = 0
        self._head = b""
        self._inflater: zlib._Decompress | None = None

    def add(self, chunk: bytes) -> None:
        self.n_received += len(chunk)
        if self._inflater is None and self._n_out == 0:
            self._head += chunk
            if len(self._head) < len(_GZIP):
                return
            chunk, self._head = self._head, b""
            if chunk.startswith(_GZIP):
                self._inflater = zlib.decompressobj(_GZIP_WINDOW)
        if self._inflater is None:
            self._keep(chunk)
        else:
            self._inflate(self._inflater, chunk)

    def whole(self) -> bytes:
        """The body, after the last chunk."""
        if self._inflater is not None and not self._inflater.eof:
            raise SourceError("the compressed answer breaks off")
        return b"".join((*self._parts, self._head))

    def _inflate(self, inflater: zlib._Decompress, chunk: bytes) -> None:
        if self.n_received > MAX_COMPRESSED:
            raise SourceError(f"the compressed answer is larger than {MAX_COMPRESSED >> 20} MiB")
        try:
            while chunk and not inflater.eof:
                self._keep(inflater.decompress(chunk, MAX_BODY + 1 - self._n_out))
                chunk = inflater.unconsumed_tail
        except zlib.error as err:
            raise SourceError("the compressed answer is damaged") from err

    def _keep(self, data: bytes) -> None:
        self._n_out += len(data)
        if self._n_out > MAX_BODY:
            raise SourceError(f"the answer is larger than {MAX_BODY >> 20} MiB")
        self._parts.append(data)
