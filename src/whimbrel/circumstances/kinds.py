"""Words that say what a number measures: words of acting ("wounded"), nouns ("rockets"), and what cannot be hurt or freed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from whimbrel.circumstances.words import word_set

# Kinds of what befalls somebody.
HURT = frozenset({"dead", "injured", "abducted", "arrested", "released", "displaced"})


def _patterns(table: Iterable[tuple[str, str]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(pattern)) for kind, pattern in table)


# As verbs, participles and nouns of acting; the first kind that fits.
ACTS = _patterns(
    (
        (
            "dead",
            r"kill(?:s|ed|ing|ings)?|die[sd]?|dying|dead|deaths?|murder(?:s|ed|ing)?|assassinat(?:ed|ing|ions?)|execut(?:ed|ing|ions?)"
            r"|slain|slaughter(?:ed|ing)?|massacr(?:ed|e|es|ing)|behead(?:ed|ing)|perish(?:ed|ing)|drown(?:ed|ing)|hang(?:ed|ing)"
            r"|fatally|fatalit(?:y|ies)|toll|lives|martyred|gunned|bod(?:y|ies)|corpses?|los(?:ing|t)",
        ),
        ("injured", r"wound(?:s|ed|ing)?|injur(?:ed|ing|ies|y)|hurt(?:ing)?|maim(?:ed|ing)|casualties|hospitali[sz]ed"),
        ("abducted", r"kidnap(?:s|ped|ping|pings)?|abduct(?:s|ed|ing|ions?)?|hostages?|hijack(?:ed|ing)?"),
        ("released", r"releas(?:e|es|ed|ing)|free(?:d|s|ing)?|pardon(?:ed|ing)"),
        (
            "displaced",
            r"displac(?:e|es|ed|ing)|fled|flee(?:s|ing)?|evacuat(?:e|es|ed|ing)|uproot(?:ed|ing)?|homeless|driven|forced|refugees?",
        ),
        (
            "arrested",
            r"arrest(?:s|ed|ing)?|detain(?:s|ed|ing)?|detention|captur(?:e|es|ed|ing)|apprehend(?:ed|ing)?|jail(?:ed|ing)?"
            r"|imprison(?:ed|ing)?|rounded|custody|bars|held|holding|nabbed|caught",
        ),
        (
            "participants",
            r"protest(?:s|ed|ing)?|march(?:ed|es|ing)|demonstrat(?:e|ed|es|ing)|rall(?:y|ied|ies|ying)|riot(?:ed|ing)?|gather(?:ed|ing)?"
            r"|attend(?:ed|ing|s)?|participat(?:e|ed|ing)|chant(?:ed|ing)|converg(?:ed|ing)|joined|strike|stag(?:ed|ing)|poured|thronged"
            r"|boycott(?:ed|ing)?",
        ),
        (
            "troops",
            r"deploy(?:s|ed|ing|ment)?|send(?:s|ing)?|sent|withdr(?:aw|ew|awn|awing|awal)|contribut(?:e|ed|es|ing)|station(?:ed|ing)",
        ),
    )
)
# As the noun that is counted.
NOUNS = _patterns(
    (
        ("dead", r"deaths?|fatalities|dead|lives|killings?|murders?"),
        ("injured", r"injuries|wounded|injured"),
        ("arrested", r"arrests|detainees|captives"),
        ("abducted", r"hostages?|abductions|kidnappings"),
        ("displaced", r"refugees|evacuees|displaced|homeless|idps"),
        (
            "participants",
            r"protest[eo]rs?|demonstrators?|marchers|participants|delegates|supporters|attendees|strikers|rioters|activists|mourners"
            r"|pilgrims|worshippers",
        ),
        (
            "troops",
            r"troops?|soldiers?|peacekeepers?|marines?|personnel|servicem[ae]n|reservists|forces?|paratroopers|battalions?|brigades?"
            r"|fighters|policem[ae]n|police|commandos|military|officers|monitors|sailors|contingents?|airmen|reinforcements",
        ),
        (
            "weapons",
            r"missiles?|rockets?|bombs?|shells?|mortars?|warheads?|tanks?|munitions|rounds?|grenades?|weapons?|rifles?|drones?|mines?"
            r"|explosives?|interceptors?|guns?|torpedoes|bullets|detonators?|devices?|warships?|jets?|artillery|rpgs|vbieds?|ieds?"
            r"|launchers?|helicopters|aircraft",
        ),
    )
)
# Nouns that say little; the word before them says what is counted ("mortar systems").
CARRIERS = word_set("systems pieces batteries carriers planes caches")
PERSON = re.compile(
    r"people|persons?|m[ae]n|wom[ae]n|boys?|girls?|child(?:ren)?|teenagers?|youths?|civilians?|soldiers?|troops?|militants?|rebels?"
    r"|insurgents?|policem[ae]n|police|officers?|officials?|guards?|members?|others?|more|fighters?|workers?|students?|journalists?"
    r"|protest[eo]rs?|demonstrators?|marines?|villagers?|prisoners?|detainees?|suspects?|terrorists?|bombers?|gunm[ae]n|peacekeepers?"
    r"|sailors?|leaders?|activists?|residents?|settlers?|hostages?|lawmakers?|staff|employees?|drivers?|commanders?|bystanders?"
    r"|passengers?|servicem[ae]n|miners|farmers|monks|peasants|teachers|doctors|lawyers|inmates|seekers|refugees|supporters|[a-z]+ians?"
)
GUESTS = word_set("nations countries states delegations governments parties ministers representatives leaders delegates")
# What is not hurt, held or freed itself: "killed in two attacks", "captured three towns".
THING = re.compile(
    r"attacks?|bombings?|blasts?|explosions?|incidents?|strikes?|airstrikes?|raids?|clashes|operations?|battles?|wars?|gunbattles?"
    r"|ambush(?:es)?|accidents?|cases?|towns?|cit(?:y|ies)|villages?|provinces?|districts?|areas?|countr(?:y|ies)|nations?|states?"
    r"|regions?|places?|locations?|sites?|square|parts?|fronts?|positions?|cars?|vehicles?|trucks?|bus(?:es)?|trains?|planes?"
    r"|helicopters?|ships?|boats?|vessels?|tankers?|houses?|homes?|buildings?|offices?|shops?|stores?|schools?|hospitals?|mosques?"
    r"|churches|bases?|checkpoints?|posts?|camps?|stations?|bridges?|tunnels?|routes?|charges?|counts?|times?|occasions?|rounds?|points?"
    r"|seats?|votes?|documents?|projects?|agreements?|deals?|assets|accounts?|computers?|units?|demands?|meetings?|talks|reunions?"
    r"|elections?|discussions?|summits?|hide-?outs?|facilit(?:y|ies)|kilos?|bags?|copies|barrels?|acres?|dams?|fields?|oil|weapons?|bombs?"
)
HELD = re.compile("custody|captive|captivity|hostage|prisoner|prison|jail|bars|detention")

# Money, times, prison terms and measures.
SIGNS = word_set("$ € £ ¥ US$ A$ C$ USD EUR GBP NOK SEK DKK CHF JPY CNY INR")
CURRENCY = re.compile(
    r"dollars?|euros?|yen|rubles?|roubles?|yuan|rupees?|pesos?|dinars?|shekels?|francs?"
    r"|riyals?|reals?|cents?|liras?|kroner|kronor|kron[ae]"
)
# Currencies of one state or union; a dollar without more is that of the United States.
UNITS = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR",
    "euros": "EUR", "£": "GBP", "yen": "JPY", "¥": "JPY", "yuan": "CNY", "ruble": "RUB", "rubles": "RUB", "rouble": "RUB",
    "roubles": "RUB", "shekel": "ILS", "shekels": "ILS",
    **{code.lower(): code for code in ("GBP", "NOK", "SEK", "DKK", "CHF", "JPY", "CNY", "INR")},
}  # fmt: skip
TIME = re.compile(r"(?:second|minute|hour|day|night|week|weekend|month|year|decade|century|centurie|anniversary|anniversarie)s?")
PRISON = re.compile(
    r"prison|jail|sentence[ds]?|sentencing|imprisonment|imprisoned|jailed|bars|behind|labor|labour|terms?|convicted|serv(?:e|ed|ing)"
)
MEASURE = re.compile(
    r"(?:kilo|mega|centi|milli)?(?:gram|ton|tonne|liter|litre|watt|meter|metre|hectare|acre|barrel|gallon)s?|kilos?|miles?|feet|foot"
    r"|inch(?:es)?|bags?|kms?|kg"
)
LENGTH = re.compile(r"(?:kilo|centi)?(?:meter|metre)s?|miles?|feet|foot|inch(?:es)?|kms?")


def of_act(word: str) -> str | None:
    """The kind that a word of acting decides (lower case); None for other words."""
    return next((kind for kind, pattern in ACTS if pattern.fullmatch(word)), None)


def of_noun(word: str) -> str | None:
    """The kind of a counted noun (lower case); None when the noun alone does not say."""
    return next((kind for kind, pattern in NOUNS if pattern.fullmatch(word)), None)
