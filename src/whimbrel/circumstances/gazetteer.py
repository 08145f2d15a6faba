"""Names of places, and what they mean: countries, regions, cities, and places that are no cities.

The table is our own (`data/README.md` names its sources). It is read once, as two texts: a line per place, and a line per name with
the numbers of its places, the likeliest first. A line is split only when its place is asked for.
"""

from __future__ import annotations

import gzip
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files

from whimbrel.circumstances.words import word_set
from whimbrel.document import GAP_LINE, Tokens
from whimbrel.errors import DataError

KINDS = ("country", "demonym", "admin1", "named", "city")
# Marks, in the table of names, a name that is also an English word or a person's name.
WEAK = "~"
LONGEST = 7  # words of a name
# A place where the report looks is meant although another of its name has more people, up to so many times more.
NEARER = 5
ARTICLES = word_set("al el ar as ash at ad an az ed es et il the")
# Small words inside names: "Rio de Janeiro", "Sar-e Pul", "Stratford upon Avon".
INNER = word_set(
    "of de del della di da do dos das du des la le les el al ar as az ad ul en sur am an der upon e i y bin "
    "and und the es au aux sous"
)
# Small words that may end a name in the table: "Rafah border crossing", "Bagram air base".
TAILS = word_set(
    "air base border crossing camp refugee prison airport headquarters naval nuclear plant complex forest state country mosque "
                  "temple shrine peninsula delta valley rainforest territories region island islands reactor")  # fmt: skip
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ə": "e"})
MARKS = dict.fromkeys(map(ord, "'’‘ʻʼʿʾ`´.\""), None)
HYPHENS = frozenset("-‐‑–")
# A name of three letters or fewer is one only where it is written in capitals ("US", "DRC") or is listed here.
SHORT = word_set("bor van hit gao jos aba oyo edo imo wau tor qom bam fes lae goa mbo tyr tin fua uyo jos ica ibb sur tur")


def key(name: str) -> str:
    """The form under which names are compared: lower case, no accents, no apostrophes or periods, hyphens as spaces."""
    lowered = name.lower().translate(LETTERS).translate(MARKS)
    if not lowered.isascii():
        lowered = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c)).translate(MARKS)
    for hyphen in HYPHENS:
        if hyphen in lowered:
            lowered = lowered.replace(hyphen, " ")
    return " ".join(lowered.split())


def without_article(k: str) -> str:
    """A key without the Arabic or English article before it: reports write "Qaim" and "al-Qaim"."""
    first, _, rest = k.partition(" ")
    return rest if rest and len(rest) > 3 and first in ARTICLES else k


@dataclass(frozen=True, slots=True)
class GazetteerRow:
    """One place. `country` is our code (ISO alpha-3; dependencies have their state's), empty for seas and continents; degrees are
    WGS 84, a country's are its capital's; `weak`: the name it was found by is also a word or a personal name."""

    kind: str
    name: str
    country: str
    admin1: str
    lat: float
    lon: float
    geonameid: int | None
    population: int
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a text, tokens first..last (exclusive)."""

    first: int
    last: int
    row: GazetteerRow


@dataclass(frozen=True)
class Gazetteer:
    """Places by name. `rows` are lines of the table of places, `names` maps a key to the numbers of its places."""

    rows: Sequence[str]
    names: dict[str, str] = field(repr=False)

    @classmethod
    def load(cls) -> Gazetteer:
        """The shipped table; DataError when it is damaged."""
        folder = files("whimbrel.circumstances") / "data"
        try:
            places = gzip.decompress((folder / "places.tsv.gz").read_bytes()).decode("utf-8")
            names = gzip.decompress((folder / "names.tsv.gz").read_bytes()).decode("utf-8")
        except (OSError, EOFError, UnicodeDecodeError) as error:
            raise DataError(f"the table of places cannot be read ({error}); install whimbrel again") from error
        flat = names.replace("\n", "\t").split("\t")
        return cls(places.split("\n"), dict(zip(flat[::2], flat[1::2], strict=True)))

    def find(self, name: str, prefer: Sequence[str] = ()) -> GazetteerRow | None:
        """The place a name means: one in the earliest country of `prefer` that has it, else the likeliest; None when unknown."""
        return self._best(key(name), prefer, frozenset(KINDS) - {"demonym"})

    def country(self, name: str, prefer: Sequence[str] = ()) -> str | None:
        """The code of the country of the place that `find` gives; None for seas, unknown names, and names that are also words."""
        row = self.find(name, prefer)
        return row.country or None if row is not None and not row.weak else None

    def region(self, name: str, prefer: Sequence[str] = ()) -> GazetteerRow | None:
        """The region (no city) of a name, for "Kandahar province"."""
        return self._best(key(name), prefer, frozenset({"admin1", "named"}))

    def demonym(self, name: str) -> GazetteerRow | None:
        """The country of a demonym ("Iraqi"); None for other words."""
        return self._best(key(name), (), frozenset({"demonym"}))

    def candidates(self, name: str) -> tuple[GazetteerRow, ...]:
        """All places of a name, the likeliest first, without demonyms."""
        return tuple(row for row in self._rows(key(name)) if row.kind != "demonym")

    def capital(self, country: GazetteerRow) -> GazetteerRow | None:
        """The capital of a country row: the city at its coordinates."""
        return self._capitals.get(country.country)

    @cached_property
    def _capitals(self) -> dict[str, GazetteerRow]:
        """Capitals by country code: the largest city at the coordinates of the country."""
        wanted: dict[tuple[str, str], str] = {}
        out: dict[str, GazetteerRow] = {}
        for line in self.rows:
            kind, _, country, _, lat, lon, *_ = line.split("\t")
            if kind == "0":
                wanted.setdefault((lat, lon), country)
            elif kind == str(KINDS.index("city")) and wanted.get((lat, lon)) == country:
                out.setdefault(country, self._row(line, False))
        return out

    def scan(self, tokens: Tokens) -> list[Found]:
        """Places named in a text, longest names first; names that are also words or people's names only where the words beside
        them speak of a place, and never a part of a longer name."""
        out: list[Found] = []
        words = tokens.words
        at = 0
        for first, last in _runs(tokens):
            at = max(at, first)
            while at < last:
                found = self._longest(words, at, last)
                if found is None:
                    at += 1
                    continue
                out.append(found)
                at = found.last
        return [f for f in out if not f.row.weak or _spoken_of_as_place(words, f)]

    def _longest(self, words: Sequence[str], at: int, last: int) -> Found | None:
        parts = [key(w) for w in words[at : min(last, at + 2 * LONGEST)]]
        for n in range(len(parts), 0, -1):
            end = at + n
            if words[end - 1] in HYPHENS or words[end - 1].lower() in INNER:
                continue
            k = " ".join(p for p in parts[:n] if p)
            numbers = self.names.get(k)
            if numbers is None and parts[0] != "the" and k != (bare := without_article(k)):
                k, numbers = bare, self.names.get(bare)
            if numbers is not None and _written_as_name(words[at:end], k):
                row = next((r for r in self._rows(k) if r.kind != "demonym"), None)
                if row is not None and not (row.kind == "city" and _acronym(words[at:end])):
                    return Found(at, end, row)
        return None

    def _best(self, k: str, prefer: Sequence[str], kinds: frozenset[str]) -> GazetteerRow | None:
        rows = [r for r in self._rows(k) or self._rows(without_article(k)) if r.kind in kinds]
        for code in prefer:
            for near in rows:
                if near.country == code and _may_replace(near, rows[0]):
                    return near
        return rows[0] if rows else None

    def _rows(self, k: str) -> list[GazetteerRow]:
        numbers = self.names.get(k, "")
        weak = numbers.startswith(WEAK)
        return [self._row(self.rows[int(n)], weak) for n in numbers.lstrip(WEAK).split(",") if n]

    def _row(self, line: str, weak: bool) -> GazetteerRow:
        kind, name, country, admin1, lat, lon, number, size = line.split("\t")
        return GazetteerRow(
            KINDS[int(kind)], name, country, admin1, float(lat), float(lon), int(number) if number else None, int(size or 0), weak
        )


def _may_replace(near: GazetteerRow, likeliest: GazetteerRow) -> bool:
    """Whether a place may be meant instead of the likeliest of its name: Hyderabad in Pakistan, but not Moscow in Idaho."""
    if near is likeliest or likeliest.kind == near.kind == "admin1":
        return True
    return likeliest.kind != "country" and (near.kind in {"named", "admin1"} or near.population * NEARER >= likeliest.population)


def _written_as_name(written: Sequence[str], k: str) -> bool:
    return len(k) > 3 or k in SHORT or all(w.isupper() for w in written)


def _acronym(written: Sequence[str]) -> bool:
    """ "UN" and "AIDS" are no towns; whole headlines in capitals are left to longer words."""
    return len(written) == 1 and written[0].isupper() and len(written[0].replace(".", "")) <= 5


def _runs(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """Stretches of capitalised words, with small words and hyphens between them, inside one line."""
    words, gap = tokens.words, tokens.gap
    at, n = 0, len(words)
    while at < n:
        word = words[at]
        article = word in ARTICLES and at + 2 < n and words[at + 1] in HYPHENS and words[at + 2][0].isupper()
        if not (word[0].isupper() or article):
            at += 1
            continue
        last = end = at + 1
        while end < n and end - last < 4 and gap[end] < GAP_LINE:
            if words[end][0].isupper():
                last = end + 1
            elif not (words[end] in HYPHENS or words[end].lower() in INNER):
                break
            end += 1
        tail = last
        while tail < n and tail < last + 3 and words[tail] in TAILS and gap[tail] < GAP_LINE:
            tail += 1
        yield at, tail
        at = last


# Words right before a name that make it a place.
BEFORE = word_set(
    """
    in at near from outside around to toward towards into inside across through throughout over off above leaving left reach
    reached entered visit visited visiting northern southern eastern western central north south east west northeast northwest
    southeast southwest northeastern northwestern southeastern southwestern downtown mainland via between within retake retook
    capture captured seized bombed shelled besieged
    """
)
# Words that name a kind of place: "the town of X", "X province".
PLACE_NOUNS = word_set(
    """
    city cities town towns village villages province provinces state states district districts region regions area county capital
    port island islands suburb suburbs neighborhood neighbourhood prefecture governorate peninsula valley mountains river border
    camp base prison airport airfield crossing settlement territory enclave republic department municipality oblast stronghold
    square plant dam mosque parish resort site facility reactor complex compound side coast shore waters soil quarter hamlet
    outpost checkpoint
    """
)


def _spoken_of_as_place(words: Sequence[str], found: Found) -> bool:
    before = words[found.first - 1].lower() if found.first else ""
    after = words[found.last].lower() if found.last < len(words) else ""
    if after in PLACE_NOUNS or before in BEFORE:
        return True
    return before == "of" and found.first > 1 and words[found.first - 2].lower() in PLACE_NOUNS
