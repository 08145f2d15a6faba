"""Agreement of two codings, on small reports written here."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest

CORPUS = Path(__file__).parents[2] / "corpus"
HEADING = "# id: {} | published: 2025-03-04 | style: wire | publisher: Invented Wire\n"
SENTENCES = ("Peru met Chile on Monday.", "Peru threatened Chile.", "It rained.")
MET = '> CONSULT t="met" a="Peru"=PER:GOV a="Chile"=CHL:GOV w="on Monday"=2025-03-03/day c=diplomatic\n'
THREATENED = '> THREATEN.{} t="threatened" a="Peru"=PER:GOV r="Chile"=CHL:GOV\n'


@pytest.fixture
def agree(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(CORPUS))
    return importlib.import_module("agree")


def write(folder: Path, *claims: str, name: str = "x", sentences: tuple[str, ...] = SENTENCES) -> Path:
    folder.mkdir(exist_ok=True)
    lines = (f"{sentence}\n{claim}" for sentence, claim in zip(sentences, claims, strict=True))
    (folder / f"{name}.txt").write_text(HEADING.format(name) + "".join(lines), encoding="utf-8")
    return folder


def test_the_same_coding_agrees_in_everything(agree: ModuleType, tmp_path: Path) -> None:
    claims = (MET, THREATENED.format("violence"), "")
    found = agree.agreement(agree.pair_up(write(tmp_path / "1", *claims), write(tmp_path / "2", *claims)))
    assert (found.reports, found.sentences, found.claims) == (1, 3, (2, 2))
    assert set(found.f1.values()) == {1.0} and {value for value, _ in found.shares.values()} == {1.0}
    assert found.kappa == {"sentence has a claim": (1.0, 3), "type": (1.0, 2)}
    assert list(agree.disagreements(agree.pair_up(tmp_path / "1", tmp_path / "2"))) == []


def test_differences_count_the_same_in_both_directions(agree: ModuleType, tmp_path: Path) -> None:
    write(tmp_path / "1", MET, THREATENED.format("violence"), "")
    extra = '> AID t="Peru" a="Peru"=PER:GOV r="Chile"=CHL:GOV\n'
    write(tmp_path / "2", MET.replace("CONSULT", "AGREE"), THREATENED.format("relations") + extra, "")
    there, back = (agree.agreement(agree.pair_up(tmp_path / a, tmp_path / b)) for a, b in ("12", "21"))
    assert there.f1 == back.f1 and there.shares == back.shares and there.kappa == back.kappa
    assert there.claims == (2, 3) and there.f1["event"] == 0.4 and there.f1["detect"] == 0.8
    assert there.shares["mode"] == (0.0, 2) and there.shares["sides"] == (1.0, 2)


def test_only_the_reports_of_the_second_count(agree: ModuleType, tmp_path: Path) -> None:
    write(tmp_path / "1", MET, "", "")
    write(tmp_path / "1", '> COERCE.arrest t="jailed" a="Peru"=PER:GOV\n', name="y", sentences=("Peru jailed a man.",))
    write(tmp_path / "2", MET, "", "")
    assert agree.agreement(agree.pair_up(tmp_path / "1", tmp_path / "2")).claims == (1, 1)


def test_every_disagreement_is_listed_below_its_sentence(agree: ModuleType, tmp_path: Path) -> None:
    write(tmp_path / "1", MET, THREATENED.format("violence"), "")
    write(tmp_path / "2", "", THREATENED.format("relations"), "")
    assert list(agree.disagreements(agree.pair_up(tmp_path / "1", tmp_path / "2"))) == [
        "x: Peru met Chile on Monday.",
        "    only first:  CONSULT 'met' actor CHL:GOV, PER:GOV",
        "x: Peru threatened Chile.",
        "    'threatened' mode: violence / relations",
    ]


def test_kappa_is_agreement_beyond_chance(agree: ModuleType) -> None:
    pairs = [("a", "a")] * 4 + [("b", "b")] * 4 + [("a", "b"), ("b", "a")]
    assert agree.kappa(pairs) == (pytest.approx(0.6), 10)
    assert agree.kappa([("a", "b"), ("b", "a"), ("a", "a"), ("b", "b")]) == (0.0, 4)


@pytest.mark.parametrize(
    ("name", "sentences", "says"),
    [("y", SENTENCES, "has no report y"), ("x", (SENTENCES[0], "Changed.", SENTENCES[2]), "text of x is not the same")],
)
def test_what_cannot_be_compared_is_said(
    agree: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, sentences: tuple[str, ...], says: str
) -> None:
    write(tmp_path / "1", MET, "", "")
    write(tmp_path / "2", MET, "", "", name=name, sentences=sentences)
    assert agree.main([str(tmp_path / "1"), str(tmp_path / "2")]) == 2
    assert says in capsys.readouterr().err


def test_a_blank_has_whole_reports_of_every_group_without_claims(agree: ModuleType, tmp_path: Path) -> None:
    for group in "ab":
        text = "\n".join(HEADING.format(f"{group}-{n}") + f"| Sentence {n}.\n" + MET + "Another.\n" for n in range(20))
        (tmp_path / f"{group}-01.txt").write_text(text, encoding="utf-8")
    (tmp_path / "f-01.txt").write_text(HEADING.format("f-1") + "Left out.\n", encoding="utf-8")
    blank = agree.blank(tmp_path, 20, 3, "ab")
    assert blank == agree.blank(tmp_path, 20, 3, "ab") != agree.blank(tmp_path, 20, 4, "ab")
    assert ">" not in blank and "Left out." not in blank
    assert blank.count("# id: a-") == blank.count("# id: b-") == 5 and blank.count("| Sentence") == blank.count("Another.") == 10
