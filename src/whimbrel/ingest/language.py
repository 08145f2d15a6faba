"""Is this text English? A share of function words, and the script.

A trained identifier was measured and refused: py3langid takes 0.5 to 0.65 s to load its model, a fifth of what coding a short
report may take from a cold start, to tell ninety languages apart where one question is asked. Function words are a quarter and
more of running English and hardly occur elsewhere; words that English shares with another list are counted for neither.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from whimbrel.config import LANGUAGE
from whimbrel.records import Problem, Report

UNKNOWN = "und"  # ISO 639-2 "undetermined"

_LOOK = 6000  # characters that are looked at: a thousand words settle the question
_FEW_WORDS = 8  # fewer count as English: a headline may have no function word at all
_MANY_WORDS = 40  # from here on a text almost without English function words is not running English
_LETTERS = 12  # in another script, so many letters are enough
_LEAST_SHARE = 0.06  # English news has 0.25 and more, lists of names 0.1
_LEAST_HITS, _OTHER_SHARE = 3, 0.1  # "de", "la", "al" in names stay under it

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")  # with what follows an apostrophe: the "s" of "Niger's" is no Czech word

_FUNCTION_WORDS = {
    "en": "the and of to that was were with for his her their from this these those which has have had will would been by "
    "not it is are after before they said who at be its about into than could should there when while during against "
    "between also more he she as but over out up what or if an on in",
    "fr": "le la les des du de et est dans pour par sur avec qui que une un au aux ce cette ces il elle son sa ses leur ont "
    "été pas plus après être mais ou selon entre",
    "es": "el la los las del de en que por para con una un su sus al se lo como más fue han ha este esta pero según entre "
    "sobre contra desde tras también",
    "pt": "os da dos das de em que por para com uma um seu sua ao no na nos nas mais foi são não pelo pela este esta mas "
    "segundo entre sobre contra também",
    "it": "il lo gli le della dei delle di che per con una un del nel nella alla al si non sono ha hanno più anche come tra "
    "dopo dal dalla sul questo questa",
    "de": "der die das und den dem des ein eine einen einem einer mit von für auf ist sind nicht im zu sich auch nach bei "
    "aus wie über wurde werden hat haben dass zwischen",
    "nl": "de het een en van met voor op dat niet zijn aan ook naar bij uit door over wordt werden hebben heeft maar tegen "
    "tussen deze",
    "sv": "och att det som en ett på är av för med den till inte om från han hon de kan var efter mellan mot vid ska",
    "da": "og det som en et på er af med den til ikke har om fra han hun de kan var efter mellem mod ved skal blev",
    "pl": "na do że się nie od po przez jest dla za jak są oraz ale ma był była było został przed przy między",
    "cs": "na že se do pro je jako byl byla bylo ale podle také po od při mezi který která které",
    "ro": "și în la cu pe din un care că fost pentru sunt mai nu este au al ai ale prin după între",
    "hu": "az és hogy nem egy van volt meg ez már csak mint szerint után között el ki",
    "fi": "ja ei että se oli hän joka mutta myös kun ovat sekä mukaan jälkeen tai ole kuin",
    "tr": "ve bir bu için ile da de olarak olan daha çok gibi sonra kadar olduğunu ise ancak arasında tarafından",
    "id": "yang dan di dari untuk dengan pada ini itu dalam akan tidak oleh ke sebagai telah juga adalah kepada mereka",
    "sw": "na ya wa kwa ni katika za la kuwa cha hiyo hilo huo baada pia lakini kama yake wake",
    "so": "iyo oo ka ku ee uu ay la soo waa waxaa inuu ayaa loo lagu kala",
    "vi": "và của là có được cho trong với các đã không này một người những tại về khi",
    "tl": "ang ng sa mga na ay si ni para kay ito hindi nang mula",
}


def language(text: str) -> str | None:
    """ISO 639-1 code of the language `text` seems to be in; None when it is not English and not one that is known here.

    Only the first 6,000 characters count. Short texts (under eight words of the Latin script) count as English.
    """
    head = text[:_LOOK]
    words = [word.lower() for word in _WORD.findall(head)]
    latin = sum(_is_latin(word) for word in words)
    if 2 * latin < len(words) and sum(map(len, words)) >= _LETTERS:
        return None
    return LANGUAGE if latin < _FEW_WORDS else _by_function_words(words)


def refusal(report: Report) -> Problem | None:
    """The Problem for a report that is not English and so is not coded; None when it may be coded.

    A language that the report states is believed; else the text decides.
    """
    stated = (report.language or "").strip().lower()
    found = re.split(r"[-_]", stated)[0] if stated and stated != UNKNOWN else language(report.text)
    if found in (LANGUAGE, "eng", "english"):
        return None
    what = f"states the language {stated!r}" if stated and stated != UNKNOWN else f"seems to be in {_name(found)}"
    return Problem(report.id, None, "ingest", "language", f"{what}; only English is coded")


def _by_function_words(words: list[str]) -> str | None:
    hits = {code: sum(word in listed for word in words) for code, listed in _lists().items()}
    other = max((code for code in hits if code != LANGUAGE), key=lambda code: (hits[code], code))
    if hits[other] >= max(_LEAST_HITS, _OTHER_SHARE * len(words)) and hits[other] > hits[LANGUAGE]:
        return other
    if len(words) >= _MANY_WORDS and hits[LANGUAGE] < _LEAST_SHARE * len(words):
        return None
    return LANGUAGE


@cache
def _lists() -> dict[str, frozenset[str]]:
    """The function words of each language; English ones without those of any other language, and the reverse."""
    lists = {code: frozenset(words.split()) for code, words in _FUNCTION_WORDS.items()}
    others = frozenset().union(*(words for code, words in lists.items() if code != LANGUAGE))
    english = lists[LANGUAGE]
    return {code: words - (others if code == LANGUAGE else english) for code, words in lists.items()}


def _is_latin(word: str) -> bool:
    return word.isascii() or unicodedata.name(word[0], "").startswith("LATIN")


def _name(code: str | None) -> str:
    return f"the language {code!r}" if code else "another language"
