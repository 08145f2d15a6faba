"""Words the registry reads around names: titles and the offices they stand for, particles, names that are English words."""

from __future__ import annotations

# Names that are also English words: they mean the actor only as the tables write them ("Turkey", "US", "WHO").
ENGLISH = """
us who it is un so no do go act aid all am an and are arm as at base be big bus but by can car care cat dot fast for ford
gap gas grad hope how ice if in ira irs led less mad map men mercy most move new not now off on or our out pact pen people
plan poll pole poles polish rally rat save seal ship sit star step swap the to was we wing work you china turkey japan
chad guinea jersey brazil nice eta isis cis sap cord cares spa pin nap fan
"""
WORDS = frozenset(ENGLISH.split())
# The office that a title before a name, or before "of X", stands for; "" for a form of address that names none.
TITLES: dict[str, str] = {
    title: office
    for office, titles in {
        "head of state": "president|king|queen|emir|emperor|sultan|pope|monarch|head of state",
        "head of government": "prime minister|premier|chancellor|taoiseach|pm|head of government",
        "foreign minister": "foreign minister|foreign secretary|secretary of state|external affairs minister|"
        "foreign affairs minister|minister of foreign affairs|minister for foreign affairs",
        "defence minister": "defence minister|defense minister|defence secretary|defense secretary|secretary of defense|"
        "minister of defence|minister of defense|secretary of defence",
        "secretary-general": "secretary general",
        "vice president": "vice president",
        "national security adviser": "national security adviser|national security advisor",
        "leader": "supreme leader|leader|general secretary|chairman|party leader",
        "opposition leader": "opposition leader",  # never the head of state for want of another
        "leader of an armed group": "rebel leader",
        "": "mr|mrs|ms|miss|dr|sir|lord|lady|dame|general|gen|colonel|col|lieutenant|lt|major|maj|captain|capt|admiral|adm|marshal|"
        "senator|sen|representative|rep|congressman|congresswoman|governor|gov|mayor|sheikh|sheik|shaikh|ayatollah|mullah|imam|reverend|"
        "rev|cardinal|archbishop|judge|justice|professor|prof|minister|secretary|ambassador|envoy|spokesman|spokeswoman|spokesperson|"
        "comrade|prince|princess|crown prince|commander|dictator|strongman|lawmaker|activist|politician|chief|field marshal",
    }.items()
    for title in titles.split("|")
}
# Words that take a title away from the one who holds it today: "former president" alone names nobody here.
UNSEATED = frozenset(["former", "ex", "late", "deputy", "acting", "interim", "outgoing", "incoming", "assistant", "under"])
# An office that is not filled in the tables is looked for under the next: an American president is head of government too.
INSTEAD = {"head of government": ("head of state", "leader"), "head of state": ("leader",), "leader": ("head of state",)}
WEIGHT = {"head of state": 0.1, "head of government": 0.1, "leader": 0.09, "secretary-general": 0.09, "foreign minister": 0.07,
          "defence minister": 0.06, "vice president": 0.06}  # fmt: skip
# Reports name the leaders of these by the bare family name most often.
GREAT = {"USA": 0.06, "RUS": 0.05, "CHN": 0.05, "GBR": 0.05, "UNO": 0.05, "FRA": 0.04, "DEU": 0.04, "ISR": 0.03, "IRN": 0.03}
FAMILY_FIRST = frozenset(["CHN", "PRK", "KOR", "TWN", "VNM", "HKG", "SGP", "KHM"])
SMALL = "al el bin ben ibn von van der den de da di dos du la le ul ur abu st mc"
PARTICLES = frozenset(SMALL.split())
# Names that the tables give to one state and that are another's where its name stands before them: "the Peruvian Congress".
COMMON = """
congress|senate|house of representatives|national guard|coast guard|parliament|national assembly|supreme court|high court|
constitutional court|court of appeals|democrats|republicans|democratic party|republican party|labor party|labour party|labour|
conservatives|conservative party|liberals|liberal party|socialist party|communist party|green party|greens|social democrats|
central bank|federal reserve|treasury|treasury department|state department|justice department|defense department|foreign ministry|
foreign office|home office|defense ministry|defence ministry|interior ministry|national security council|joint chiefs of staff|
marines|marine corps|air force|navy|army|royal navy|royal air force|special forces|secret service|border patrol|attorney general|
revolutionary guards|revolutionary guard|guardian council|lower house|upper house|house of commons|house of lords|
security council|electoral commission|election commission|human rights commission|state media|state television|state radio
"""
EVERYWHERE = frozenset(" ".join(name.split()) for name in COMMON.split("|"))


def family_names(words: list[str], code: str) -> list[str]:
    """Forms in which a full name (normalised words) is shortened to the family name."""
    if code in FAMILY_FIRST and words[0] not in TITLES:
        return [words[0]]
    names = [words[-1]]
    if words[-2] in PARTICLES:  # "al Assad", "von der Leyen"
        start = len(words) - 2
        while start > 1 and words[start - 1] in PARTICLES:
            start -= 1
        names.append(" ".join(words[start:]))
    elif len(words) > 2 and len(words[-2]) > 1:  # "López Obrador", and "Kirchner" is not the last word
        names += [" ".join(words[-2:])]
    return names
