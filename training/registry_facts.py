"""Fills people.csv and roles.csv of the registry from collected facts; rows written by hand stay and go first.

    PYTHONPATH=src python training/registry_facts.py ../shared/data      (needs rapidfuzz, which Whimbrel has)

Sources, the most trusted first: rows with the source "own knowledge"; heads of state and government of 2026 and of 2022; cabinets
of 2019; persons with dated government roles up to 2014; effective leaders 1945 to 2021. Only names, offices and dates are taken.
A person is one of the same state whose name has the same words, all words of the shorter name, or nearly the same letters.
A term is left out where the person has a term in such an office over at least half of the same time from a better source.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from rapidfuzz import fuzz

from whimbrel.actors.tables import OPEN, YEAR, day, normalise

TABLES = Path(__file__).parents[1] / "src/whimbrel/actors/data"
OWN = "own knowledge"
LEAST_SERVED = 2 * YEAR  # ministers of less than two years in all are left out: they are many and seldom named
HEADS = ("head of state", "head of government", "leader")
PEOPLE = ("entity", "name", "aliases", "code", "wikidata", "source", "checked")
ROLES = ("entity", "office", "title", "code", "sector", "from", "to", "source", "checked")


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# States whose effective leader is a head of government; elsewhere it is the head of state, or one of LEADERS.
CABINETS = words("""
    GBR CAN AUS NZL IND JPN DEU ITA ESP GRC NLD BEL LUX DNK SWE NOR ISL IRL AUT HUN CZE SVK SVN BGR EST LVA MKD ALB MNE
    ISR PAK BGD NPL MYS SGP THA KHM IRQ ETH MUS LSO JAM TTO BRB BHS BLZ GRD LCA VCT DMA KNA ATG PNG SLB VUT TUV FJI WSM
    MLT TON MNG FIN PRT
""")
LEADERS = words("CHN VNM LAO CUB PRK RUS DDR LBY IRN")
MONARCHS = {"SAU": "King", "JOR": "King", "MAR": "King", "KWT": "Emir", "QAT": "Emir", "OMN": "Sultan", "BHR": "King",
            "BRN": "Sultan", "SWZ": "King", "LIE": "Prince", "MCO": "Prince"}  # fmt: skip
# Correlates-of-war abbreviations that are not ISO 3166.
COW = dict(
    pair.split("=")
    for pair in sorted(
        words("""
    AAB=ATG ALG=DZA ANG=AGO AUL=AUS AUS=AUT BAH=BHR BAR=BRB BFO=BFA BHM=BHS BHU=BTN BNG=BGD BOS=BIH BOT=BWA BRU=BRN
    BUI=BDI BUL=BGR CAM=KHM CAO=CMR CAP=CPV CDI=CIV CEN=CAF CHA=TCD CON=COG COS=CRI CRO=HRV CZR=CZE CZE=CZE DEN=DNK
    DRC=COD DRV=VNM EQG=GNQ ETM=TLS FIJ=FJI FRN=FRA GAM=GMB GDR=DEU GFR=DEU GMY=DEU GRG=GEO GRN=GRD GUA=GTM GUI=GIN HAI=HTI
    HON=HND ICE=ISL INS=IDN IRE=IRL KUW=KWT KYR=KGZ KZK=KAZ LAT=LVA LEB=LBN LES=LSO LIB=LBY LIT=LTU MAA=MRT MAC=MKD
    MAD=MDV MAG=MDG MAL=MYS MAS=MUS MAW=MWI MLD=MDA MNC=MCO MON=MNG MOR=MAR MSI=MHL MYA=MMR MZM=MOZ NAU=NRU NEP=NPL
    NEW=NZL NIG=NGA NIR=NER NTH=NLD OMA=OMN PAL=PLW PAR=PRY PHI=PHL POR=PRT ROK=KOR ROM=ROU RVN=VNM SAF=ZAF SAL=SLV
    SEY=SYC SIE=SLE SIN=SGP SKN=KNA SLO=SVK SLU=LCA SLV=SVN SNM=SMR SOL=SLB SPN=ESP SRI=LKA SUD=SDN SVG=VCT SWA=SWZ
    SWD=SWE SWZ=CHE TAJ=TJK TAW=TWN TAZ=TZA THI=THA TOG=TGO TRI=TTO UAE=ARE UKG=GBR URU=URY VAN=VUT YAR=YEM YPR=YEM
    YUG=SRB ZAM=ZMB ZIM=ZWE BOL=BOL BEN=BEN COM=COM MNG=MNE MLT=MLT UPP=BFA
""")
    )
)
PHOENIX = {"ROM": "ROU", "KSV": "KOS", "TMP": "TLS", "ZAR": "COD", "SCG": "SRB", "YUG": "SRB", "IMY": "GBR"}
NO_NAME = words("""
    CHANCELLOR KANZLER BUNDESKANZLER GOVERNOR GOVENOR GOV GOV. MR. MRS. DR. GEN. SEN. PRES. REP. MINISTERS PRINCE SULTAN EMIR POPE
    MAYOR
    MINISTER PRESIDENT PREMIER SECRETARY GENERAL GOVERNMENT OFFICIAL ACTING FOREIGN PRIME KING QUEEN DEFENSE DEFENCE
    ADMINISTRATION AMBASSADOR COMMANDER CHIEF LEADER CABINET COUNCIL ARMY CHAIRMAN SPOKESMAN SENATOR CIA DIRECTOR
    AYATOLLAH HOJATOLISLAM SIR LORD SHEIKH GENERALS VICE DEPUTY COLONEL PARTY STATE MILITARY
""")
SMALL = words("AL EL BIN BEN IBN VON VAN DER DEN DE DA DI DOS DU LA UL UR AD AS AN OF AND ARAP OULD")
OFFICES = (
    (r"(?i)vice.president|deputy|assistant|minister.delegate|former|in charge|trade|^list", ""),
    (r"(?i)foreign (affairs|relations|&|and)|external affairs|^secretary of state$|^foreign minister", "foreign minister"),
    (r"(?i)(minister|secretary) (of|for) (national )?defen[sc]e|^defen[sc]e", "defence minister"),
    (r"(?i)^permanent representative to the un, new york", "ambassador to the UN"),
    (r"(?i)prime minister|^premier|chancellor|taoiseach|^head of government", "head of government"),
    (r"(?i)^(co-)?president( of| \(|$)|^monarch|^(king|queen|emir|sultan|grand duke|emperor|pope|amir|prince of)", "head of state"),
    (r"(?i)supreme leader|^general secretary|^first secretary|^military leader|^leader", "leader"),
)
# Titles of 2019's cabinets that name a head; "President, Central Bank" and the like do not.
PLAIN = re.compile(
    r"(Prime Minister|President|King|Queen|Emir|Amir|Sultan|Chancellor|Premier|Grand Duke|Emperor|Supreme Leader)( \(.*\))?"
)


@dataclass
class Fact:
    """One term of one person as a source has it."""

    name: str
    code: str
    office: str
    title: str
    start: str
    end: str
    source: str
    checked: str
    wikidata: str = ""
    sector: str = "GOV"
    aliases: tuple[str, ...] = ()
    surname_only: bool = False


@dataclass
class Person:
    entity: str
    row: dict[str, str]
    keys: set[str]
    terms: list[dict[str, str]] = field(default_factory=list)


def main(data: Path) -> None:
    people = Merger()
    people.keep_own()
    codes = state_codes()
    named = (leaders_2026, leaders_2022, cabinets_2019, phoenix)
    for source in (*(read(data, codes) for read in named), reign(data)):
        for fact in source:
            people.take(fact)
    people.close_terms()
    people.write()


def state_codes() -> dict[str, tuple[str, str]]:
    """Normalised name of a state → (code, sector)."""
    found: dict[str, tuple[str, str]] = {}
    with (TABLES / "states.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for name in [row["name"], *row["aliases"].split("|")]:
                found.setdefault(normalise(name), (row["code"], row["sector"] or "GOV"))
    return found


class Merger:
    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.by_code: dict[str, list[Person]] = defaultdict(list)

    def keep_own(self) -> None:
        """Rows written by hand, as they are."""
        for row in rows(TABLES / "people.csv"):
            if row["source"].startswith(OWN):
                row["source"], row["wikidata"] = OWN, ""
                self._add(Person(row["entity"], row, {normalise(n) for n in [row["name"], *row["aliases"].split("|")] if n}))
        for row in rows(TABLES / "roles.csv"):
            if row["source"].startswith(OWN) and row["entity"] in self.people:
                self.people[row["entity"]].terms.append(row)

    def _add(self, person: Person) -> None:
        self.people[person.entity] = person
        self.by_code[person.row["code"]].append(person)

    def take(self, fact: Fact) -> None:
        """Add the fact to the person it is about, who may be new; a term that ends before it begins is a slip of the source."""
        if day(fact.start) > day(fact.end, last=True):
            return
        person = self.match(fact)
        if person is None:
            if fact.surname_only:
                return  # a bare family name would be taken for anybody's
            person = self._new(fact)
        own = person.row["source"] == OWN
        confirm(person.terms, fact)
        person.row["wikidata"] = person.row["wikidata"] or fact.wikidata
        if not fact.surname_only:
            for name in (fact.name, *fact.aliases):
                key = normalise(name)
                part = any(set(key.split()) < set(known.split()) for known in person.keys)
                taken = any(key in other.keys for other in (person, *self.by_code[fact.code]))
                if not (taken or part) and " " in key:  # "Mohammad Reza" alone is many people's name
                    person.keys.add(key)
                    person.row["aliases"] = "|".join(filter(None, [person.row["aliases"], name]))
        if fact.office in HEADS[:2] and self.contested(person, fact):
            if own:
                return
            fact.office = "official"  # a rival, or an office that the source does not tell apart
        if not (covered(person.terms, fact) or (own and fact.office == "official")):
            person.terms.append(as_row(person.entity, fact))

    def contested(self, person: Person, fact: Fact) -> bool:
        """True when a row written by hand gives the office to somebody else for most of the fact's time."""
        others = [t for p in self.by_code[fact.code] if p is not person for t in p.terms if t["source"].startswith(OWN)]
        return covered([t for t in others if (t["code"], t["office"]) == (fact.code, fact.office)], fact)

    def match(self, fact: Fact) -> Person | None:
        key = normalise(fact.name)
        for person in self.people.values() if fact.code == "EUR" else self.by_code[fact.code]:
            if key in person.keys:
                return person
        if fact.surname_only:
            return self._by_family(fact, key)
        words = set(key.split())
        for person in self.by_code[fact.code]:
            if any(same(words, key, other) for other in person.keys):
                return person
        return self._by_office(fact, key)

    def _by_office(self, fact: Fact, key: str) -> Person | None:
        """The person in the same office at that time whose family name is spelt much alike ("Shoygu", "Shoigu")."""
        at = day(fact.start) or day(fact.checked)
        for person in self.by_code[fact.code]:
            held = any(t["office"] == fact.office and day(t["from"]) - YEAR <= at <= day(t["to"], last=True) for t in person.terms)
            alike = max(fuzz.ratio(mine, theirs) for mine in key.split() for k in person.keys for theirs in k.split()[-1:])
            if fact.office != "official" and held and alike >= 65:
                return person
        return None

    def _by_family(self, fact: Fact, key: str) -> Person | None:
        """The one person of the state with that family name and a term within two years of the fact's."""
        start = day(fact.start)
        found = []
        for person in self.by_code[fact.code]:
            near = any((day(t["from"]) or start) - 2 * YEAR <= start <= day(t["to"], True) + 2 * YEAR for t in person.terms)
            if near and any(key in (k.split()[0], k.split()[-1]) or k.endswith(" " + key) for k in person.keys if " " in k):
                found.append(person)
        return found[0] if len(found) == 1 else None

    def _new(self, fact: Fact) -> Person:
        slug = "person:" + re.sub(r"[^a-z0-9]+", "-", normalise(fact.name)).strip("-")
        others = (f"{slug}-{n}" for n in range(2, 99))
        entity = next(e for e in (slug, f"{slug}-{fact.code.lower()}", *others) if e not in self.people)
        values = (entity, fact.name, "", fact.code, fact.wikidata, fact.source, fact.checked)
        person = Person(entity, dict(zip(PEOPLE, values, strict=True)), {normalise(fact.name)})
        self._add(person)
        return person

    def close_terms(self) -> None:
        """An open term of a head ends when another one's begins after the day it was last seen open."""
        heads: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
        for person in self.people.values():
            for term in person.terms:
                if term["office"] in HEADS[:2] and term["code"] not in ("CHE", "SMR", "BIH", "AND") and term["from"]:
                    heads[term["code"], term["office"]].append(term)
        for terms in heads.values():
            for term, after in pairwise(sorted(terms, key=lambda t: (day(t["from"]), t["entity"]))):
                if not term["to"] and not term["source"].startswith(OWN) and day(after["from"]) >= day(term["checked"]) - YEAR // 2:
                    term["to"] = after["from"]

    def write(self) -> None:
        order = list(self.people.values())
        write(TABLES / "people.csv", PEOPLE, [p.row for p in order])
        terms = [t for p in order for t in sorted(p.terms, key=lambda t: (not t["source"].startswith(OWN), day(t["from"])))]
        write(TABLES / "roles.csv", ROLES, terms)


def same(words: set[str], key: str, other: str) -> bool:
    theirs = set(other.split())
    short = min(len(words), len(theirs))
    if short < 2:
        return False
    return words <= theirs or theirs <= words or (fuzz.ratio(key, other) >= 90 and key.split()[-1][:2] == other.split()[-1][:2])


def covered(terms: list[dict[str, str]], fact: Fact) -> bool:
    """True when a term of a like office covers half of the fact's."""
    start, end = span(fact.start, fact.end, fact.checked)
    for term in terms:
        its_start, its_end = span(term["from"], term["to"], term["checked"])
        like = fact.office in (term["office"], "official") or (fact.office in HEADS and term["office"] in HEADS)
        if like and 2 * (min(end, its_end) - max(start, its_start)) >= end - start:
            return True
    return False


def confirm(terms: list[dict[str, str]], fact: Fact) -> None:
    """A later source that still has the person in office moves the day on which the open term was checked."""
    for term in terms:
        heads = fact.office in HEADS and term["office"] in HEADS
        if heads and not (term["to"] or fact.end) and day(fact.checked) > day(term["checked"]):
            term["checked"] = fact.checked
            term["source"] = f"{term['source'].split(';')[0]}; {fact.source}"


def span(start: str, end: str, checked: str) -> tuple[int, int]:
    last = day(end, last=True)
    return day(start) or day(checked) - 2 * YEAR, day(checked) + 2 * YEAR if last == OPEN else last


def as_row(entity: str, fact: Fact) -> dict[str, str]:
    values = (entity, fact.office, fact.title, fact.code, fact.sector, fact.start, fact.end, fact.source, fact.checked)
    return dict(zip(ROLES, values, strict=True))


def office_of(title: str) -> str:
    for pattern, office in OFFICES:
        if re.search(pattern, title):
            return office
    return ""


def leaders_2026(data: Path, codes: dict[str, tuple[str, str]]) -> Iterator[Fact]:
    for row in rows(data / "gaz_world_leaders_2026/all-leaders.csv"):
        code, sector = codes.get(normalise(row["Country"]), ("EUR", "") if row["Country"] == "European Union" else ("", ""))
        for kind, office in (("HoG", "head of government"), ("HoS", "head of state")):
            name = row["Head of Government" if kind == "HoG" else "Head of State"]
            title, since = row[f"{kind} Title"], row[f"{kind} Since"]
            # The table lists the crown prince and prime minister of Saudi Arabia as king too.
            if not (code and name) or (code == "SAU" and kind == "HoS"):
                continue
            if title == "President":
                office = "head of state"
            yield Fact(name, code, office, title, since, "", "gaz_world_leaders_2026", "2026-08", sector=sector)


def leaders_2022(data: Path, codes: dict[str, tuple[str, str]]) -> Iterator[Fact]:
    for part in ("wikidata", "wikipedia"):
        for row in rows(data / f"gaz_world_leaders_2022/{part}.csv"):
            country = row["country"].split(" (")[0].replace("–", "-")
            code, sector = codes.get(normalise(country), ("", ""))
            title = re.split(r" of (?!the Council|Government)", row["positionlabel" if part == "wikipedia" else "positionLabel"])[0]
            name = re.sub(r" \(.*\)| of .*$", "", row["officeholderlabel" if part == "wikipedia" else "officeholderLabel"])
            office = office_of(title) or ("head of state" if title in ("Monarchy", "President", "pope") else "")
            if not (code and office and " " in name) or NO_NAME.intersection(name.upper().split()):
                continue
            title = {"Monarchy": "monarch"}.get(title, title)
            office = "leader of an unrecognised state" if sector == "PRE" else office
            qid = row["officeholder"]
            yield Fact(
                name, code, office, title, row["start_year"], row["end_year"], "gaz_world_leaders_2022", "2022-09", qid, sector
            )


def cabinets_2019(data: Path, codes: dict[str, tuple[str, str]]) -> Iterator[Fact]:
    with zipfile.ZipFile(data / "gaz_cia_world_leaders_2019/json.zip") as archive:
        offices = json.loads(archive.read("dist/json/government-offices.json"))
    for record in offices.values():
        title = next(iter(record["datatypeProperties"].values()))
        labels = {key.rpartition("#")[2]: value for p in record["objectProperties"] for key, value in p.items()}
        country, holder = labels.get("hasCountry"), labels.get("hasGovernmentOfficial")
        office = office_of(title)
        if not (country and holder and office) or (office in HEADS and not PLAIN.fullmatch(title)):
            continue
        label = "http://www.w3.org/2000/01/rdf-schema#label"
        place = re.sub(r"^(.*), (.*)$", r"\2 \1", country[label].replace(" (Vatican City)", "")).strip()
        code, _ = codes.get(normalise(place), ("", ""))
        name = plain_case(re.sub(r", .*|\(.*?\)", "", holder[label]))
        if code and len(name.split()) > 1:
            title = office.title() if office in ("foreign minister", "defence minister") else title.split(",")[0]
            yield Fact(name, code, office, title, "", "", "gaz_cia_world_leaders_2019", "2019-06-04")


def phoenix(data: Path, codes: dict[str, tuple[str, str]]) -> Iterator[Fact]:
    """Persons with dated roles GOV, ELI, MIL, OPP, REB: at least two words, not an office, at least one dated role."""
    known = {code for code, _ in codes.values()}
    name, names, roles = "", [], []
    path = data / "gaz_petrarch2_dictionaries/Phoenix.Countries.actors.txt.gz"
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as lines:
        for line in [*lines, "END_"]:
            text = line.split("#")[0].rstrip()
            if not text.strip():
                continue
            if text.lstrip().startswith("["):
                roles.append(text.strip("\t []"))
            elif text.startswith("+"):
                names.append(text[1:].strip("_ "))
            else:
                yield from phoenix_person(name, names, roles, known)
                name, _, rest = text.partition("[")
                name, names, roles = name.strip("_ "), [], [rest.strip(" ]")] if rest else []


def phoenix_person(name: str, names: list[str], roles: list[str], known: set[str]) -> Iterator[Fact]:
    heads = any(re.match(r"[A-Z]{3}ELI\b", role) for role in roles)
    pattern = re.compile(r"([A-Z]{3})(GOV|MIL|OPP|REB)(MIL)?\s+([<>]?)(\d{6,8})(?:-(\d{6,8}))?")
    terms = [m for role in roles if (m := pattern.fullmatch(role))]
    served = sum(day(phoenix_day(m[6] or "140131")) - day(phoenix_day(m[5])) for m in terms)
    if not is_name(name) or (not heads and (len(name.split("_")) > 4 or served < LEAST_SERVED)):
        return
    aliases = tuple(plain_case(n.replace("_", " ")) for n in names if is_name(n))
    for term in terms:
        code = PHOENIX.get(term[1], term[1])
        if code not in known:
            continue
        first, last = phoenix_day(term[5]), phoenix_day(term[6] or "")
        start, end = ("", first) if term[4] == "<" else (first, last)
        office = "official" if term[2] == "GOV" else "opposition leader" if term[2] == "OPP" else "commander"
        title = "head of government or state" if heads and not term[3] else "government official" if term[2] == "GOV" else office
        yield Fact(
            plain_case(name.replace("_", " ")), code, office, title, start, end, "gaz_petrarch2_dictionaries", "2014-01-30",
            sector=term[2], aliases=aliases,
        )  # fmt: skip


def is_name(text: str) -> bool:
    words = text.replace("_", " ").split()
    return (
        len(words) >= 2
        and not NO_NAME.intersection(re.split(r"[_ -]", text))
        and all(re.fullmatch(r"[A-Z][A-Z'.-]*", w) for w in words)
        and sum(len(w) > 2 for w in words) >= 2
    )


def phoenix_day(cell: str) -> str:
    """YYMMDD or YYYYMMDD → YYYY-MM-DD; two-digit years up to 14 are of this century (the file is of January 2014)."""
    if len(cell) == 6:
        cell = ("20" if int(cell[:2]) <= 14 else "19") + cell
    if len(cell) != 8:
        return ""
    year, month, the_day = cell[:4], cell[4:6], cell[6:]
    return f"{year}-{month}-{the_day}" if "01" <= month <= "12" and "01" <= the_day <= "31" else year


def reign(data: Path) -> Iterator[Fact]:
    with gzip.open(data / "gaz_reign/leaderlist_3_21.csv.gz", "rt", encoding="utf-8", errors="replace", newline="") as lines:
        for row in csv.DictReader(lines):
            code = COW.get(row["stateabb"], row["stateabb"])
            name = " ".join(row["leader"].replace("_", " ").split())
            if code in ("CHE", "SMR", "KOS") or not re.fullmatch(r"[^\W\d_][\w'’. -]+", name):
                continue
            office = "head of government" if code in CABINETS else "leader" if code in LEADERS else "head of state"
            title = MONARCHS.get(code) or {"leader": "leader", "head of state": "President"}.get(office, "Prime Minister")
            start = f"{row['syear']}-{int(row['smonth']):02}-{int(row['sdate'] or 1):02}"
            end = f"{row['eyear']}-{int(row['emonth']):02}" if row["eyear"] and row["emonth"] else ""
            yield Fact(name, code, office, title, start, end, "gaz_reign", "2021-03", surname_only=" " not in name)


def plain_case(name: str) -> str:
    """ "Ajilon NASIU", "ABDUL AL-KABIR" → "Ajilon Nasiu", "Abdul al-Kabir"."""
    return " ".join("-".join(_plain(part, i + j) for j, part in enumerate(w.split("-"))) for i, w in enumerate(name.split()))


def _plain(part: str, position: int) -> str:
    if not part.isupper() or len(part) == 1 or "." in part:
        return part
    if re.fullmatch(r"I{2,3}|I?V", part):
        return part
    if part in SMALL:
        return part.lower() if position else part.capitalize()
    if part.startswith("MC") and len(part) > 4:
        return "Mc" + part[2:].capitalize()
    return "'".join(p.capitalize() for p in part.split("'"))


def rows(path: Path) -> Iterator[dict[str, str]]:
    if path.exists():
        with path.open(encoding="utf-8", newline="") as lines:
            yield from list(csv.DictReader(lines))


def write(path: Path, columns: tuple[str, ...], table: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
