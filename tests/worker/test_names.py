"""Which words of a note are names, and what they hold against."""

import pytest

from document.segment import Span
from worker.names import Passage, Setting, are_all, find_names, holds_against, introduces


def found(*texts: str, language: str = "fr", setting: Setting = Setting.LINE) -> list[list[str]]:
    """The names in each text of a note."""
    passages = [Passage(text=text, language=language, setting=setting) for text in texts]
    return [
        [text[name.start : name.end] for name in names] for text, names in zip(texts, find_names(passages), strict=True)
    ]


def kept(text: str, language: str = "fr", setting: Setting = Setting.LINE) -> bool:
    """Whether a text alone in its note is nothing but names."""
    return are_all(text, find_names([Passage(text=text, language=language, setting=setting)])[0])


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "es",
            "Con el apoyo de la Caja Sierra Clara y la Stiftung für Gemeinwohl Oderbruch",
            ["Caja Sierra Clara", "Stiftung für Gemeinwohl Oderbruch"],
        ),
        ("en", "Sponsored by the Meadow & Mill Trust.", ["Meadow & Mill Trust"]),
        (
            "en",
            "Sponsored by the Meadow & Mill Trust, Genossenschaftsbank Lindenau eG and Harbour Mutual",
            ["Meadow & Mill Trust", "Genossenschaftsbank Lindenau eG", "Harbour Mutual"],
        ),
        ("en", "A day centre run by Lantern Home Care opened its doors.", ["Lantern Home Care"]),
        ("en", "Supported by Bright Kettle and the City Council.", ["Bright Kettle"]),
        ("en", "The evening was led by Grace Okafor and two neighbours.", ["Grace Okafor"]),
        ("en", "The tenants asked the Willow Housing Fund for a loan.", ["Willow Housing Fund"]),
        ("fr", "La session sera ouverte par Amina Diallo avec les élus.", ["Amina Diallo"]),
        ("fr", "Marie Dupont présidera la table ronde.", ["Marie Dupont"]),
        ("fr", "Mme Thévenard répondra aux questions avec Mme Claire Thévenard.", ["Claire Thévenard"]),
        (
            "fr",
            "La Fondazione Radici Comuni et la Fundació Seira ouvriront.",
            ["Fondazione Radici Comuni", "Fundació Seira"],
        ),
        ("fr", "Projet financé par la Associação Maré Viva et la Région.", ["Associação Maré Viva"]),
        ("fr", "Les habitants et la Xarxa Agroactiva signent un accord.", ["Xarxa Agroactiva"]),
        ("fr", "Une étude de la Brot und Leben gGmbH a été publiée.", ["Brot und Leben gGmbH"]),
        ("es", "La Red El Brezal reparte cestas en la comarca.", ["Red El Brezal"]),
        ("es", "Trabajamos con la Rete Semi Rurali desde hace años.", ["Rete Semi Rurali"]),
        ("es", "La mesa contó con Jordi Puigdomènech y sus vecinos.", ["Jordi Puigdomènech"]),
        ("es", "Patrocina Banca Etica Prossima, con la Diputación.", ["Banca Etica Prossima"]),
        ("es", "La Federação Minhota participa por primera vez.", ["Federação Minhota"]),
    ],
)
def test_sponsors_organisations_and_persons_are_names(language, text, expected):
    """Who supports, who runs and who speaks stands in the target as in the source, in any of Europe's languages."""
    assert found(text, language=language) == [expected]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Les communes préparent la rencontre avec les habitants."),
        ("en", "The Ministry of Labour and the City Council support the plan."),
        ("en", "Community Wealth Building and Social Procurement"),
        ("fr", "L’ÉCONOMIE SOCIALE ET SOLIDAIRE EN DÉBAT"),
        ("es", "La Asamblea General de las Naciones Unidas aprobó la resolución."),
        ("fr", "Le Forum mondial de l’économie sociale se tiendra en octobre à Bordeaux."),
        ("en", "Blockchain Cooperatives"),
        ("fr", "Réseau des villes solidaires"),
        ("es", "El Ayuntamiento de Zaragoza y la Unión Europea firman la Carta."),
        ("fr", "Madame la Maire de Grenoble ouvre la séance avec Coop57."),
        ("fr", "Le projet est soutenu par la Fondation et par des habitants."),
        ("en", "In March the Global Forum meets in Seville."),
        ("fr", ""),
    ],
)
def test_sentences_titles_and_institutions_are_none(language, text):
    """What every language says in its own way is translated."""
    assert found(text, language=language) == [[]]


@pytest.mark.parametrize(
    "text",
    [
        "Marie Dupont",
        "José Luis Echeverri, Jean-Marc Thibault",
        "Fundación Mondragón",
        "Fondazione Radici Comuni · Stiftung Lindenau",
        "Réseau intercontinental de promotion de l’économie sociale et solidaire (RIPESS)",
    ],
)
def test_a_line_can_be_nothing_but_names(text):
    """An item of persons or organisations, and marks between them, stays whole."""
    assert kept(text)


@pytest.mark.parametrize(
    "text",
    [
        "Développement Local",
        "Marie Dupont, présidente du réseau",
        "Ateliers à Bordeaux et à Genève",
        "Ateliers de Genève",
        "Madame la Maire de Grenoble",
        "Intervenants : Marta Puig, Xabier Goikoetxea",
        "Mme Claire Petit",
        "Commerce équitable, finance solidaire",
        "Réseau de coopératives",
        "Fondation des villes, un projet commun.",
        "ESS",
        "Genève",
    ],
)
def test_a_line_with_a_word_to_translate_is_not(text):
    """Ordinary words, forms of address and single words are for the engine."""
    assert not kept(text)


def test_a_heading_is_not_a_line_of_names():
    """A heading says something even when it looks like a name."""
    assert not kept("Plateforme Mondragón", setting=Setting.HEADING)


def test_an_author_is_a_person_in_english_too():
    """English gives capitals to ordinary words, but not in the line of authors."""
    assert not kept("Blockchain Cooperatives", "en")
    assert kept("Rosa Echeverri", "en", Setting.AUTHOR)


def test_what_is_certain_in_one_place_is_known_in_all_others():
    """Of Harbour Mutual and Lantern Home Care nothing but the sponsors' line tells that they are names."""
    names = found(
        "Lantern Home Care",
        "Guest: Harbour Mutual",
        "With the support of Harbour Mutual and Lantern\u00a0Home Care.",
        language="en",
    )
    assert names == [["Lantern Home Care"], ["Harbour Mutual"], ["Harbour Mutual", "Lantern\u00a0Home Care"]]


def test_a_running_line_needs_less():
    """Footers name sponsors: there an organisation's word among capitals is enough."""
    texts = ("Caja Sierra Clara · edición de otoño", "La asamblea eligió a la Caja Sierra Clara.")
    passages = [
        Passage(text=text, language="es", setting=setting)
        for text, setting in zip(texts, (Setting.RUNNING, Setting.LINE), strict=True)
    ]
    assert [[name.certain for name in names] for names in find_names(passages)] == [[True], [True]]
    assert [name.certain for name in find_names(passages[1:])[0]] == [False]


@pytest.mark.parametrize(
    "text", ["Avec le soutien de :", "Partenaires :", "Sponsors", "Con el apoyo de", "Supported by"]
)
def test_words_above_a_list_announce_sponsors(text):
    """A heading or a sentence may end where the list of those who are thanked begins."""
    assert introduces(text)


@pytest.mark.parametrize("text", ["Les partenaires du projet se réunissent.", "Programme", ""])
def test_other_words_announce_nothing(text):
    """Words about partners are no announcement."""
    assert not introduces(text)


def test_items_below_are_credited():
    """What stands in a list of sponsors is a name by its capitals alone, unless it is one word."""
    texts = ("Bright Kettle", "Venue")
    names = find_names([Passage(text=text, language="en", credited=True) for text in texts])
    assert [are_all(*each) for each in zip(texts, names, strict=True)] == [True, False]


@pytest.mark.parametrize(
    ("name", "term", "stays"),
    [
        ("Red El Brezal", "Red", True),
        ("Lantern Home Care", "Home Care", True),
        ("Canopy Network", "Network", True),
        ("Fondation des Deux Estuaires", "Fondation", True),
        ("Red de Economía Solidaria", "Economía Solidaria", False),
        ("Economía Social de Zaragoza", "Economía Social", False),
        ("Digital Platform Cooperativism", "Platform Cooperativism", False),
    ],
)
def test_a_name_holds_against_terms_unless_they_say_it_all(name, term, stays):
    """A term within a name is no term, but a name made of terms is translated."""
    start = name.index(term)
    span = Span(start=start, end=start + len(term))
    assert holds_against(name, span, [span], certain=True) is stays


def test_a_name_that_is_not_certain_gives_way_to_terms():
    """Except to its organisation's word."""
    home_care, fund = Span(start=6, end=15), Span(start=12, end=16)
    assert not holds_against("Acorn Home Care", home_care, [home_care], certain=False)
    assert holds_against("Willow Care Fund", fund, [fund], certain=False)
