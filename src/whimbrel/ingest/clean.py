"""From bytes to text, exactly: no character is added, dropped or normalised, so offsets hold in the file as it was given."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

REPLACEMENT = "\ufffd"

# The longer mark first: UTF-32's little-endian mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# First bytes of files that are often lying among reports and may pass for text further on.
_MAGIC = (
    b"%PDF-", b"PK\x03\x04", b"\x1f\x8b",
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"SQLite format 3\0", b"PAR1"
)  # fmt: skip
_CONTROL = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1b")
_LOOK = 8192  # bytes that are looked at
_SHARE = 0.1  # text damaged in transfer has a stray control character here and there; programs and images have a fifth and more


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how it was read. `assumed` names the encoding when it was guessed and not known, and is None otherwise."""

    text: str
    assumed: str | None = None


def is_binary(data: bytes) -> bool:
    """True when the bytes are no text in any encoding that `decode` knows."""
    if data.startswith(_MAGIC):
        return True
    if any(data.startswith(mark) for mark, _ in _MARKS):
        return False
    head = data[:_LOOK]
    return sum(byte in _CONTROL for byte in head) > _SHARE * len(head)


def decode(data: bytes) -> Decoded:
    """UTF-8 (with or without a byte order mark), UTF-16 and UTF-32 with one; anything else is taken for Windows-1252.

    Windows-1252 is assumed because it is what western news archives and office programs wrote before UTF-8, and because it gives
    one character for each byte: nothing after a wrong guess is shifted. Bytes that it does not define become U+FFFD.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_marked(data, encoding)
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        return Decoded(data.decode("cp1252", errors="replace"), "Windows-1252")


def _decode_marked(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding))
    except UnicodeDecodeError:
        name = encoding.removesuffix("-sig").upper()
        return Decoded(data.decode(encoding, errors="replace"), f"damaged {name}")


def without_surrogates(text: str) -> str:
    """`text` with lone surrogates (left by broken escapes, or by file names that are not UTF-8) replaced by U+FFFD one for one."""
    try:
        text.encode()
        return text
    except UnicodeEncodeError:
        return "".join(REPLACEMENT if "\ud800" <= character <= "\udfff" else character for character in text)
