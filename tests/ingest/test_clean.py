from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whimbrel.ingest.clean import Decoded, decode, is_binary, without_surrogates

TEXT = "Zoë said:\r\n“no”, \u200f\U0001f600\x01"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_and_plain_unicode_is_kept_to_the_letter(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == Decoded(TEXT)
    assert not is_binary(TEXT.encode(encoding))


@given(st.text())
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    if not text.startswith("\ufeff"):
        assert decode(text.encode()).text == text


def test_another_encoding_is_assumed_and_said() -> None:
    assert decode("Zoë “met” him – twice".encode("cp1252")) == Decoded("Zoë “met” him – twice", "Windows-1252")


def test_a_byte_that_windows_1252_lacks_takes_one_character() -> None:
    assert decode(b"a\x81\xe9") == Decoded("a\ufffdé", "Windows-1252")


def test_damaged_utf_16_is_read_as_far_as_it_goes() -> None:
    assert decode(b"\xff\xfea\x00b") == Decoded("a\ufffd", "damaged UTF-16")


@pytest.mark.parametrize("data", [b"%PDF-1.7\nplain so far", b"PK\x03\x04", bytes(range(256)) * 4, b"a\x00b\x00c\x00"])
def test_what_is_no_text(data: bytes) -> None:
    assert is_binary(data)


def test_a_stray_control_character_makes_no_binary() -> None:
    assert not is_binary(b"The minister\x00 met them. " * 5)


def test_half_characters_are_replaced_one_for_one() -> None:
    assert without_surrogates("a\ud83db\U0001f600") == "a\ufffdb\U0001f600"
