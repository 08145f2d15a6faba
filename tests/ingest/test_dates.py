from __future__ import annotations

from datetime import date

import pytest

from whimbrel.ingest.dates import parse_date


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05",
        " 2024-03-05 ",
        "20240305",
        "2024-03-05T23:59:59Z",
        "2024-03-05 23:59",
        "2024-03-05T00:10:00.1234567+09:00",
        "Tue, 05 Mar 2024 23:10:00 +0300",
        "Tue, 5 Mar 2024 23:10:00 GMT",
        "5 Mar 2024 10:00:00 -0800",
    ],
)
def test_a_date_in_any_usual_form(text: str) -> None:
    assert parse_date(text) == date(2024, 3, 5)


@pytest.mark.parametrize(
    "text",
    ["", "2024-02-30", "2024-13-01", "yesterday", "05/03/2024", "0001-01-01", "9999-12-31", "Tue, 35 Mar 2024", "1709596800"],
)
def test_anything_else_is_refused_with_what_is_accepted(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a date; write it as 2024-03-05"):
        parse_date(text)
