from __future__ import annotations

import pytest

from whimbrel.ingest.language import language, refusal
from whimbrel.records import Report

OTHERS = {
    "fr": "Le ministre a déclaré que les troupes ne quitteront pas la ville avant la fin de la semaine.",
    "es": "El ministro dijo que las tropas no saldrán de la ciudad antes del fin de semana.",
    "de": "Der Minister sagte, dass die Truppen die Stadt nicht vor dem Ende der Woche verlassen werden.",
    "pt": "O ministro disse que as tropas não vão sair da cidade antes do fim da semana.",
    "it": "Il ministro ha detto che le truppe non lasceranno la città prima della fine della settimana.",
    "nl": "De minister zei dat het leger de stad niet voor het einde van de week zal verlaten.",
    "tr": "Bakan, askerlerin hafta sonuna kadar ve daha sonra bir süre için şehirde kalacağını söyledi.",
    "id": "Menteri itu mengatakan pasukan tidak akan meninggalkan kota dan akan tinggal di sana untuk sementara.",
    "sw": "Waziri alisema kwamba wanajeshi hawataondoka katika mji huo kabla ya mwisho wa wiki na kurudi.",
}


@pytest.mark.parametrize(("code", "text"), OTHERS.items())
def test_other_languages_are_told_by_their_small_words(code: str, text: str) -> None:
    assert language(text) == code


@pytest.mark.parametrize(
    "text", ["Министр заявил, что войска останутся.", "قال الوزير إن القوات ستبقى في المدينة", "部长表示部队将留在城里直到周末结束"]
)
def test_other_scripts_are_not_english(text: str) -> None:
    assert language(text) is None


def test_a_long_text_without_small_words_is_not_english() -> None:
    assert language("Qalliq misi ayllu wasi llaqta runa warmi urqu " * 8) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "42",
        "Putin, Xi, Modi",
        "President Dos Santos met Queen Máxima",
        "The leader of the Partido dos Trabalhadores, Luiz Inácio Lula da Silva, met with the mayor of Rio de Janeiro.",
        "«Мы против», said the minister, who refused to say more about the plan.",
        "\U0001f600 \u200f",
    ],
)
def test_english_with_foreign_names_and_short_texts_are_english(text: str) -> None:
    assert language(text) == "en"


def test_the_stated_language_is_believed() -> None:
    english = "The minister said that the troops will stay in the city."
    assert refusal(Report("a", english, language="en-GB")) is None
    assert refusal(Report("a", english, language="und")) is None
    stated = refusal(Report("a", english, language="FR"))
    assert stated is not None and (stated.report, stated.code, "'fr'" in stated.message) == ("a", "language", True)


def test_an_english_label_is_believed_too() -> None:
    assert refusal(Report("a", OTHERS["fr"], language="en")) is None
    assert refusal(Report("a", OTHERS["fr"])) is not None
