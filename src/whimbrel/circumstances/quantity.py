"""Numbers that measure something, and what they measure.

A number counts when it stands with a noun ("15,000 troops") or in the place of one ("killing 12"). Its kind comes from the words
beside it first, where a report puts them ("wounding five others", "30 dead"), then from the tree, then from the noun. Ages, dates,
ordinals, durations that are no prison term, and numbers that are names ("Resolution 1701") measure nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from whimbrel.circumstances.kinds import (
    CARRIERS,
    CURRENCY,
    GUESTS,
    HELD,
    HURT,
    LENGTH,
    MEASURE,
    PERSON,
    PRISON,
    SIGNS,
    THING,
    TIME,
    UNITS,
    of_act,
    of_noun,
)
from whimbrel.circumstances.numbers import BOUNDS, HYPHENS, Number, bounds, read, with_range
from whimbrel.circumstances.words import word_set
from whimbrel.document import Syntax, Tokens
from whimbrel.records import Quantity, Span

MONTH = re.compile(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov"
    r"|dec)\.?"
)
# A number after these is part of a name or an age.
NUMBERED = word_set(
    "resolution resolutions article articles section number no no. nos. flight room page chapter act law "
    "highway route channel type phase "
    "protocol level category apollo boeing airbus aged age ages group unit class directive @ version # post posts building"
)
HAVE = word_set(
    "was were been be being are is got get gets had has have having will would can could may might must shall should do did does"
)
PASSIVE = word_set("was were been be being are is got get gets")
TAGS = {
    "NN": "NOUN",
    "NP": "PROPN",
    "JJ": "ADJ",
    "CD": "NUM",
    "DT": "DET",
    "PD": "DET",
    "IN": "ADP",
    "RB": "ADV",
    "VB": "VERB",
    "PR": "PRON",
    "CC": "CCONJ",
}
SKIPPED_LEFT = word_set("of to at the a an that for with up down - :")


@dataclass(frozen=True, slots=True)
class QuantityMention:
    """A number at tokens first..last (exclusive); `head` is the token of what it measures: a noun (`noun`, lower case), or the
    number itself (`noun` empty)."""

    first: int
    last: int
    head: int
    noun: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class _Draft:
    """A number with its bounds and noun, before its kind is known."""

    number: Number
    first: int
    last: int
    head: int
    effects: tuple[str, ...]
    unit: str | None
    kind: str | None
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class _Text:
    """A report's words in lower case, plain parts of speech (from the finer tags; helping verbs by their forms), and the tree."""

    lower: list[str]
    tags: list[str]
    syntax: Syntax

    def end(self, at: int) -> int:
        """The token after the sentence of a token."""
        return int(self.syntax.bounds[self.syntax.sentence[at] + 1])

    def start(self, at: int) -> int:
        """The first token of the sentence of a token."""
        return int(self.syntax.bounds[self.syntax.sentence[at]])


def _text(tokens: Tokens, syntax: Syntax) -> _Text:
    lower = [w.lower() for w in tokens.words]
    tags = []
    for word, upos, xpos in zip(tokens.words, syntax.upos, syntax.xpos, strict=True):
        fine = "NP" if xpos.startswith("NNP") else xpos[:2]
        tags.append("AUX" if word in HAVE or (word.lower() in HAVE and word != "May") else TAGS.get(fine, upos))
    return _Text(lower, tags, syntax)


def find(tokens: Tokens, syntax: Syntax) -> tuple[QuantityMention, ...]:
    """All quantities in reading order. Spans hold the number with its bounds and its unit or currency, not the noun."""
    text = _text(tokens, syntax)
    lower = text.lower
    drafts: list[_Draft] = []
    at = 0
    while at < len(lower):
        number = read(lower, at)
        if number is None:
            draft = _single(text, at)
        else:
            number = with_range(lower, number)
            at = number.last - 1
            draft = _draft(text, number)
        if draft is not None:
            drafts.append(draft)
        at += 1
    return tuple(_mention(tokens, d, kind, why) for d, (kind, why) in zip(drafts, _kinds(drafts, text), strict=True))


def _draft(text: _Text, number: Number) -> _Draft | None:
    lower = text.lower
    first, last = number.first, number.last
    money = first > 0 and lower[first - 1].upper() in {s.upper() for s in SIGNS}
    if money:
        first -= 2 if first > 1 and lower[first - 2] in {"us", "u.s."} else 1
    first, effects = bounds(lower, first)
    after = lower[last] if last < len(lower) else ""
    # "tens of millions of euros", "two million U.S. dollars"
    of = last + 1 if after in ("of", "us", "u.s.") and last + 1 < len(lower) else last
    if money or (of < len(lower) and CURRENCY.fullmatch(lower[of])):
        end = last if money else of + 1
        return _Draft(
            number,
            first,
            end,
            end - 1,
            effects,
            UNITS.get(lower[number.first - 1] if money else lower[of]),
            "money",
            "currency",
        )
    if after in {"percent", "%", "per"} and not (after == "per" and lower[last + 1 : last + 2] != ["cent"]):
        return _Draft(number, first, last + (2 if after == "per" else 1), last, effects, "percent", "other", "a share")
    step = last + 1 if after in HYPHENS and last + 1 < len(lower) else last
    unit = lower[step] if step < len(lower) else ""
    if TIME.fullmatch(unit):
        return _term(lower, number, first, step, effects)
    if MEASURE.fullmatch(unit) or (
        unit in {"square", "cubic", "metric"} and MEASURE.fullmatch(lower[step + 1] if step + 1 < len(lower) else "")
    ):
        end = step + (2 if unit in {"square", "cubic", "metric"} else 1)
        return (
            None
            if _far(lower, end)
            else _Draft(number, first, end, end - 1, effects, " ".join(lower[step:end]), "other", "a measure")
        )
    if not _counts(text, number, effects):
        return None
    return _Draft(number, first, last, _head(text, number), effects, None, None, "")


def _far(lower: Sequence[str], end: int) -> bool:
    """Whether a length says how far away something is: "20 kilometers north of"."""
    after = lower[end] if end < len(lower) else ""
    return (
        LENGTH.fullmatch(lower[end - 1]) is not None
        and re.fullmatch("from|away|outside|off|of|.*(?:north|south|east|west).*", after) is not None
    )


def _term(lower: Sequence[str], number: Number, first: int, unit: int, effects: tuple[str, ...]) -> _Draft | None:
    """A time is a quantity only as a prison term."""
    if lower[unit + 1 : unit + 3] in (["-", "old"], ["old", ","]) or "ago" in lower[unit + 1 : unit + 3]:
        return None
    near = [*lower[max(0, first - 7) : first], *lower[unit + 1 : unit + 5]]
    if not lower[unit].startswith(("year", "month", "day")) or not any(PRISON.fullmatch(w) for w in near):
        return None
    return _Draft(number, first, unit + 1, unit, effects, lower[unit].rstrip("s") + "s", "other", "a prison term")


def _counts(text: _Text, number: Number, effects: tuple[str, ...]) -> bool:
    """Whether a plain number counts something: no year, day of a month, clock time, age, vote, or number of a name."""
    lower, tags, syntax = text.lower, text.tags, text.syntax
    first, last = number.first, number.last
    before = lower[first - 1] if first else ""
    after = lower[last] if last < len(lower) else ""
    word = lower[first]
    if (
        MONTH.fullmatch(before)
        or MONTH.fullmatch(after)
        or after in {"am", "pm", "a.m.", "p.m.", "o'clock", "th", ":", "gmt", "utc"}
    ):
        return False
    if before in HYPHENS and first > 1 and lower[first - 2].isalpha() and number.last - first == 1 and word.isdigit():
        return False
    if (before in NUMBERED and not effects) or before in {"/", "'"} or after == "/":
        return False
    noun_after = last < len(lower) and tags[last] in {"NOUN", "ADJ", "PROPN", "VERB"}
    if word.isdigit() and len(word) == 4 and 1400 <= int(word) <= 2050 and last - first == 1:
        return bool(effects) or (
            noun_after and before not in {"in", "since", "of", "the", "by", "until", "after", "before", "late", "early"}
        )
    if before and tags[first - 1] == "PROPN" and syntax.head[first] == first - 1 and not noun_after:
        return False
    if word == "one" and last - first == 1:
        return after in {"of", "and"} or noun_after or of_act(before) is not None
    return True


def _month(text: _Text, at: int) -> bool:
    """A month by its name; "may" and "march" are also verbs."""
    return MONTH.fullmatch(text.lower[at]) is not None and text.tags[at] not in {"AUX", "VERB"}


def _head(text: _Text, number: Number) -> int:
    """The noun that a number counts: the last of the nouns after it, or the number itself."""
    lower, tags = text.lower, text.tags
    noun, at = -1, number.last
    stop = min(len(lower), at + 12, text.end(number.first))
    while at < stop:
        word, tag = lower[at], tags[at]
        if tag == "PROPN" and noun >= 0 and tags[noun] == "NOUN":
            break  # "50 people Sunday"
        if noun >= 0 and word.endswith(("ed", "ing")) and of_act(word) is not None:
            break  # "12 people killed", whatever the tagger thought
        if tag in {"NOUN", "PROPN"} and not MONTH.fullmatch(word) and not word.endswith("day"):
            noun = at
        elif word in {"'s", "’s"}:
            noun = -1
        elif (word == "of" and at == number.last) or word in HYPHENS or tag in {"ADJ", "NUM"}:
            if noun >= 0 and tag in {"ADJ", "NUM"}:
                break
        elif noun >= 0 or not (tag in {"DET", "PRON", "ADV", "PART"} or word in {",", "and", '"', "“"} or _participle(text, at)):
            break
        at += 1
    return noun if noun >= 0 else number.last - 1


def _participle(text: _Text, at: int) -> bool:
    """A verb form before a noun: "suspected militants"."""
    return text.syntax.xpos[at] in {"VBN", "VBG"} and at + 1 < len(text.tags) and text.tags[at + 1] in {"NOUN", "PROPN", "ADJ"}


def _single(text: _Text, at: int) -> _Draft | None:
    """ "a soldier" with a word of killing or wounding, "no injuries", "twice"."""
    lower = text.lower
    word = lower[at]
    if word == "twice" or (word == "once" and lower[at - 2 : at] == ["at", "least"]):
        first, effects = bounds(lower, at)
        return _Draft(Number(at, at + 1, 2.0 if word == "twice" else 1.0), first, at + 1, at, effects, None, "other", "times")
    if word not in {"a", "an", "no", "another", "nobody"}:
        return None
    number = Number(at, at + 1, 0.0 if word in {"no", "nobody"} else 1.0)
    head = _head(text, number)
    if word in {"no", "nobody"}:
        return _none(text, number, head)
    if (head == at and word == "another") or (head > at and PERSON.fullmatch(lower[head])):
        kind, why = _beside(text, _Draft(number, at, head + 1, head, (), None, None, ""))
        return _Draft(number, at, head + 1, head, (), None, kind, why) if kind in HURT - {"displaced"} else None
    return None


def _none(text: _Text, number: Number, head: int) -> _Draft | None:
    """ "no injuries", "no one was hurt"."""
    noun, at = text.lower[head], number.first
    if noun in {"deaths", "fatalities", "injuries", "casualties"}:
        return _Draft(number, at, head + 1, head, (), None, "dead" if noun in {"deaths", "fatalities"} else "injured", "none")
    person = noun in {"one", "nobody"} or text.lower[at + 1 : at + 2] == ["one"]
    if not person:
        return None
    last = at + 1 + (text.lower[at] == "no")
    near = (of_act(w) for w in text.lower[last : last + 4])
    kind = next((k for k in near if k in {"dead", "injured"}), None)
    return _Draft(number, at, last, last - 1, (), None, kind, "none") if kind else None


def _own(text: _Text, draft: _Draft) -> str | None:
    """The kind of the noun itself; of "mortar systems" that of the word before."""
    if draft.head < draft.number.last:
        return None
    noun = text.lower[draft.head]
    if noun in CARRIERS and draft.head > draft.number.last:
        return of_noun(text.lower[draft.head - 1])
    return of_noun(noun)


def _kinds(drafts: Sequence[_Draft], text: _Text) -> list[tuple[str, str]]:
    """Kind and reason of each; of neighbours joined by "and" one that has no words of its own takes the other's."""
    found = [(d.kind, d.why) if d.kind else _beside(text, d) for d in drafts]
    for order, step in ((range(1, len(drafts)), -1), (range(len(drafts) - 2, -1, -1), 1)):
        for i in order:
            left, right = sorted((i, i + step))
            near = 0 < drafts[right].first - drafts[left].head <= 6 and _joined(text, drafts[left], drafts[right])
            if found[i][0] is None and found[i + step][0] in HURT and near and _can(found[i + step][0], text, drafts[i]):
                found[i] = (found[i + step][0], f"as its neighbour: {found[i + step][1]}")
    return [(kind, why) if kind else _by_noun(text, d) for (kind, why), d in zip(found, drafts, strict=True)]


def _joined(text: _Text, left: _Draft, right: _Draft) -> bool:
    between = range(left.head + 1, right.first)
    words = {text.lower[i] for i in between}
    return bool({"and", "or", ",", "including"} & words) and not any(
        text.tags[i] == "VERB" and text.lower[i] != "including" for i in between
    )


def _beside(text: _Text, draft: _Draft) -> tuple[str | None, str]:
    """The kind by the word right after the noun, right before the number, later in the clause, or above them in the tree."""
    noun, own = text.lower[draft.head], _own(text, draft)
    if own in {"dead", "injured", "weapons"}:
        return own, f'"{noun}"'
    freed = _before(text, draft)
    looks = (_before, _after, _later, _above) if freed and freed[0] == "released" else (_after, _before, _later, _above)
    for look in looks:
        found = look(text, draft)
        if found is not None:
            kind, at = found
            if _can(kind, text, draft) and not (kind == "troops" and own != "troops") and not _sentenced(text, at):
                return ("abducted" if own == "abducted" and kind == "arrested" else kind), f'"{text.lower[at]}"'
    return None, ""


def _sentenced(text: _Text, at: int) -> bool:
    """ "sentenced to death" has killed nobody."""
    near = text.lower[max(0, at - 6) : at + 6]
    return text.lower[max(0, at - 1) : at + 1] == ["to", "death"] and any(w.startswith(("sentenc", "condemn")) for w in near)


def _can(kind: str | None, text: _Text, draft: _Draft) -> bool:
    """Whether what is counted can be killed, held or freed."""
    return kind not in HURT or draft.head < draft.number.last or not THING.fullmatch(text.lower[draft.head])


def _after(text: _Text, draft: _Draft) -> tuple[str, int] | None:
    """The word of acting right after the noun: "12 people were killed", "30 dead", "two died"."""
    return _befalls(text, draft, frozenset({"AUX", "ADV", "PART"}), 5)


def _later(text: _Text, draft: _Draft) -> tuple[str, int] | None:
    """The next verb of the clause, over what may stand between: "36 militants and troops from the north were killed"."""
    return _befalls(
        text, draft, frozenset({"AUX", "ADV", "PART", "ADP", "PROPN", "DET", "NOUN", "ADJ", "NUM", "CCONJ", "PRON"}), 14
    )


def _befalls(text: _Text, draft: _Draft, over: frozenset[str], reach: int) -> tuple[str, int] | None:
    """The first word of acting after the noun, reached over some parts of speech, if it befalls what is counted."""
    lower, tags, passive = text.lower, text.tags, False
    behind = max(draft.head + 1, draft.last)
    for at in range(behind, min(behind + reach, text.end(draft.first))):
        word, kind = lower[at], of_act(lower[at])
        verbal = tags[at] not in {"NOUN", "PROPN"} or passive or word in {"dead", "homeless"} or word.endswith("ed")
        if kind is not None and verbal and lower[at - 1] not in HYPHENS:
            active = kind in HURT - {"displaced"} and not passive and _takes_object(text, at)
            return None if active else (kind, at)
        if (
            tags[at] == "VERB"
            and (held := _held(lower, at))
            and (passive or word in {"remain", "remained", "languish", "remaining"})
        ):
            return held
        passive = passive or word in PASSIVE
        if (
            tags[at] not in over
            and word not in {"who", "that", "others", "more", "people", ",", "shot", "and"}
            and word not in PASSIVE
        ):
            return None
    return None


def _held(lower: Sequence[str], at: int) -> tuple[str, int] | None:
    """ "taken … into custody", "taken hostage", "remain behind bars"."""
    if not re.fullmatch("tak(?:e|en|ing)|took|remain(?:ed|ing)?|languish|held|put|placed", lower[at]):
        return None
    for i in range(at + 1, min(len(lower), at + 9)):
        if HELD.fullmatch(lower[i]):
            return ("abducted" if lower[i].startswith(("host", "capt")) else "arrested"), i
    return None


def _takes_object(text: _Text, at: int) -> bool:
    word, lower = text.lower[at], text.lower
    if re.fullmatch("die[sd]?|dead|fled|flees?|fleeing|perished|drowned|dying", word) or at + 1 >= len(lower):
        return False
    follows = text.tags[at + 1] in {"NUM", "DET", "NOUN", "PROPN", "PRON", "ADJ"} and not lower[at + 1].endswith("day")
    bound = lower[at + 1] in {"at", "about", "more", "up", "some"} and lower[at + 2 : at + 3] in (["least"], ["than"], ["to"])
    return (follows and lower[at + 1] not in {"this", "last", "early", "late", "yesterday", "today"}) or bound


def _before(text: _Text, draft: _Draft) -> tuple[str, int] | None:
    """The word of acting before the number: "wounding five", "the arrest of 14", "a death toll of 12"."""
    lower, tags = text.lower, text.tags
    at, start = draft.first - 1, text.start(draft.first)
    while at >= start and (
        lower[at] in SKIPPED_LEFT or tags[at] in {"ADV", "DET"} or tuple(lower[at : at + 1]) in BOUNDS or lower[at].endswith("day")
    ):
        at -= 1
    at = _over_names(text, at, start)
    if at < start:
        return None
    kind = of_act(lower[at])
    if kind is None and at - 2 >= start and lower[at - 1] == "and" and tags[at] == "VERB":
        kind = of_act(lower[at - 2])  # "killing and mutilating thousands"
    if kind is not None and (at == start or lower[at - 1] not in HYPHENS):
        return kind, at
    if held := _held(lower, at):
        return held
    if re.fullmatch("left|leaving|leaves|leave", lower[at]):
        near = range(draft.head + 1, min(len(lower), draft.head + 3))
        return next(((k, i) for i in near if (k := of_act(lower[i])) in HURT and k), None)
    if re.fullmatch(
        "risen|rose|rises?|rising|climbed|reached|surpassed|exceeded|stands?|put|puts|is|was|number(?:ed|s)?", lower[at]
    ):
        return next((("dead", i) for i in range(start, at + 1) if lower[i] in {"toll", "fatalities"}), None)
    return None


def _over_names(text: _Text, at: int, start: int) -> int:
    """Back over "X and" to what befell both: "killed Mr. Hariri and 20 others"."""
    if at <= start or text.lower[at] != "and" or text.tags[at - 1] not in {"PROPN", "PRON"}:
        return at
    at -= 1
    while at >= start and (text.tags[at] in {"PROPN", "PRON", "DET"} or text.lower[at] in {"of", "mr."}):
        at -= 1
    return at


def _above(text: _Text, draft: _Draft) -> tuple[str, int] | None:
    """The word that governs the noun in the tree, unless what is counted does the act."""
    syntax, at = text.syntax, draft.head
    for _ in range(3):
        up, relation = int(syntax.head[at]), syntax.deprel[at]
        if up < 0 or relation.split(":")[0] in {"obl", "advcl", "ccomp", "parataxis", "acl", "appos"}:
            return None
        kind = of_act(text.lower[up])
        if kind is not None and text.tags[up] in {"VERB", "ADJ"}:
            does = relation in {"nsubj", "csubj"} and kind in HURT and _takes_object(text, up)
            return None if does else (kind, up)
        if text.tags[up] == "VERB":
            return None
        at = up
    return None


def _by_noun(text: _Text, draft: _Draft) -> tuple[str, str]:
    """The kind of the noun alone; "other" when nothing says more."""
    kind = _own(text, draft)
    return (kind, f'"{text.lower[draft.head]}"') if kind else ("other", "counts no kind of its own")


def for_act(mention: QuantityMention, event: str) -> Quantity:
    """The quantity as a measure of an act of type `event`: fighters captured in an ASSAULT are abducted and in a COERCE
    arrested, and who is counted in a PROTEST or at a CONSULT takes part."""
    quantity = mention.quantity
    kind = quantity.kind
    if kind == "arrested" and event == "ASSAULT":
        kind = "abducted"
    elif kind in {"abducted", "released"} and event in {"COERCE", "SANCTION"}:
        kind = "arrested"
    elif (event == "PROTEST" and kind in {"other", "troops"} and PERSON.fullmatch(mention.noun)) or (
        event == "CONSULT" and kind == "other" and (PERSON.fullmatch(mention.noun) or mention.noun in GUESTS)
    ):
        kind = "participants"
    elif kind in {"arrested", "abducted"} and event in {"RETREAT", "CONCEDE"}:
        kind = "released"
    return quantity if kind == quantity.kind else replace(quantity, kind=kind, why=f"{quantity.why}, {event}")


def _mention(tokens: Tokens, draft: _Draft, kind: str, why: str) -> QuantityMention:
    number, effects = draft.number, draft.effects
    low: float | None = None
    best: float | None = number.value
    high = number.high
    if number.high is not None or number.least or "low" in effects:
        low, best = number.value, None
    elif "more" in effects:
        low = number.value
    elif "high" in effects:
        high, best = number.value, None
    span = Span(int(tokens.start[draft.first]), int(tokens.end[draft.last - 1]))
    quantity = Quantity(kind, span, low, best, high, draft.unit, "about" in effects, why)
    noun = tokens.words[draft.head].lower() if draft.head >= number.last else ""
    return QuantityMention(draft.first, draft.last, draft.head, noun, quantity)
