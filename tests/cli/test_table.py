"""The table, whole: what is generated is pinned as it looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from whimbrel.cli.table import Look, Table, columns, date_words, plain, status_words
from whimbrel.records import Claim, Coded, Entity, Place, Quantity, Report, Span, Speaker, When

TEXT = (
    "Russian drones struck a market in Kharkiv on Tuesday, killing three people and wounding at least 12 more, Governor Oleh Koval "
    "said, while rescue workers were still searching the ruins of two houses near the river late at night. "
    "Kenya and the United Nations will meet envoys of Somalia's government in Nairobi. It did not deny that."
)
REPORT = Report("r1", TEXT, "Strike on a market", "https://example.org/1", "Wire", date(2024, 3, 7))


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def who(words: str, name: str, code: str | None = None, sector: str | None = None, why: str = "") -> Entity:
    return Entity(at(words), words, name, None, code, sector, why=why)


FIRST, SECOND, THIRD = (
    at(TEXT[: TEXT.index("Kenya") - 1]),
    at("Kenya and the United Nations will meet envoys of Somalia's government in Nairobi."),
    at("It did not deny that."),
)
STRIKE = Claim(
    "c1",
    "r1",
    "ASSAULT",
    ("drone", "explosives"),
    ("military",),
    (),
    (who("Russian", "Russia", "RUS", "MIL", "a nationality"),),
    (who("a market", "Ukraine", "UKR"),),
    When(date(2024, 3, 5), None, "day", at("Tuesday")),
    Place(at("Kharkiv"), "Kharkiv", 706483, 49.98, 36.25, "UKR", "07", "city"),
    (Quantity("dead", at("three"), None, 3.0), Quantity("injured", at("at least 12"), 12.0)),
    (Speaker(who("Governor Oleh Koval", "Oleh Koval", "UKR", "GOV"), at("said")),),
    FIRST,
    at("struck"),
    0.91,
    ("frame strike",),
    "whimbrel 0",
)
MEETING = Claim(
    "c2",
    "r1",
    "AGREE",
    (),
    (),
    ("future",),
    (who("Kenya", "Kenya", "KEN", "GOV"), who("the United Nations", "United Nations", "UNO")),
    (who("envoys", "Somalia", "SOM", "GOV"),),
    When(None, None, None),
    Place(at("Nairobi"), "Nairobi", 184745, -1.28, 36.82, "KEN", None, "city"),
    (),
    (),
    SECOND,
    at("meet"),
    0.5,
    (),
    "whimbrel 0",
)
DENIAL = replace(
    MEETING,
    actors=(),
    recipients=(),
    place=None,
    evidence=THIRD,
    trigger=at("deny"),
    event="REJECT",
    auxiliary=("historical", "negation"),
)
CODED = Coded(REPORT, (STRIKE, MEETING, DENIAL))


class FakeScale:
    def quad(self, event: str) -> int:
        return {"ASSAULT": 4}.get(event, 1)

    def score(self, event: str, modes: object) -> float:
        return 0.0


AT_100 = """\
Strike on a market
2024-03-07 · Wire · https://example.org/1
────────────────────────────────────────────────────────────────────────────────────────────────────
  1  ASSAULT drone, explosives  Russia [RUS MIL] → Ukraine [UKR]
     happened · 2024-03-05 · in Kharkiv (UKR) · 3 dead, at least 12 injured · says Oleh
     Koval [UKR GOV]
     “Russian drones *struck* a market in Kharkiv on Tuesday, killing three people and wounding …”

  2  AGREE  Kenya [KEN GOV] + United Nations [UNO] → Somalia [SOM GOV]
     planned · no date · in Nairobi (KEN)
     “Kenya and the United Nations will *meet* envoys of Somalia's government in Nairobi.”

  3  REJECT  nobody named
     background, denied · no date
     “It did not *deny* that.”

1 report, 3 claims
"""


def test_the_table_at_100_columns() -> None:
    table = Table(Look(100), FakeScale())
    assert (table.write(CODED) + table.footer()) == AT_100


@pytest.mark.parametrize("width", [60, 75, 100, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    lines = Table(Look(width), FakeScale(), explain=True).write(CODED).splitlines()
    assert max(columns(line) for line in lines) <= width
    assert all("*struck*" in "".join(lines) for _ in lines)


def test_colour_changes_no_word() -> None:
    painted = Table(Look(100, colour=True), FakeScale()).write(CODED)
    assert "\x1b[1;31mASSAULT\x1b[0m" in painted and "\x1b[1;4mstruck\x1b[0m" in painted and "\x1b[36mplanned\x1b[0m" in painted
    for code in ("1;31", "1;32", "1;4", "1", "2", "36", "33", "31", "0"):
        painted = painted.replace(f"\x1b[{code}m", "")
    assert painted == Table(Look(100), FakeScale()).write(CODED).replace("*", "")


def test_the_report_cannot_steer_the_terminal() -> None:
    report = Report("r\x1b[2J", "A\x1b[31m met\x07 \u202eB.", "T\x1b]0;x\x07\n")
    claim = replace(DENIAL, evidence=Span(0, len(report.text)), trigger=Span(7, 10), why=("\x1b[2J",))
    shown = Table(Look(100), explain=True).write(Coded(report, (claim,)))
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)


def test_a_sentence_of_a_hundred_thousand_characters_is_cut_quickly() -> None:
    text = "word " * 10_000 + "struck " + "word " * 10_000
    claim = replace(DENIAL, evidence=Span(0, len(text)), trigger=Span(50_000, 50_006))
    line = Table(Look(60)).write(Coded(Report("r", text), (claim,))).splitlines()[-1]
    assert line == "     “… word word word word *struck* word word word word …”"


def test_a_report_without_claims_says_so_and_reports_are_parted() -> None:
    table = Table(Look(60))
    shown = table.write(Coded(Report("a", "x"), ())) + table.write(Coded(Report("b", "x"), ())) + table.footer()
    assert shown == "\n".join(
        [
            "a",
            "no publication date",
            "─" * 60,
            "     no claims",
            "",
            "b",
            "no publication date",
            "─" * 60,
            "     no claims",
            "",
            "2 reports, 0 claims",
            "",
        ]
    )


@pytest.mark.parametrize(
    ("auxiliary", "expected"),
    [
        ((), "happened"),
        (("hypothetical",), "possible"),
        (("historical", "negation"), "background, denied"),
        (("future",), "planned"),
    ],
)
def test_status(auxiliary: tuple[str, ...], expected: str) -> None:
    assert status_words(auxiliary) == expected


DAY, LATER = date(1994, 3, 4), date(1994, 4, 1)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (When(DAY, None, "day"), "1994-03-04"),
        (When(DAY, LATER, "day"), "1994-03-04 to 1994-04-01"),
        (When(DAY, DAY, "day"), "1994-03-04"),
        (When(DAY, None, "report"), "1994-03-04 (report's date)"),
        (When(DAY, None, "week"), "week of 1994-03-04"),
        (When(DAY, None, "month"), "1994-03"),
        (When(DAY, LATER, "season"), "season from 1994-03-04 to 1994-04-01"),
        (When(DAY, None, "year"), "1994"),
        (When(DAY, None, "decade"), "1990s"),
        (When(None, None, None), "no date"),
        (When(None, None, None, at("Tuesday")), "date unresolved: “Tuesday”"),
    ],
)
def test_dates(when: When, expected: str) -> None:
    assert date_words(when, REPORT) == expected


def test_display_columns() -> None:
    assert [columns(text) for text in ("abc", "é", "e\u0301", "平壤", "\U0001f600", "\u200f")] == [3, 1, 1, 4, 2, 0]
    assert plain(" a\r\n\tb\x00 ") == "a b"


def test_the_look_obeys_the_terminal_and_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for columns_, width in (("40", 60), ("90", 90), ("300", 120)):
        monkeypatch.setenv("COLUMNS", columns_)
        assert Look.of_terminal(True) == Look(width, colour=True)
    assert Look.of_terminal(False) == Look(100, colour=False)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not Look.of_terminal(True).colour
