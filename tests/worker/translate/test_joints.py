"""Where words meet in the target."""

import pytest

from document.languages import Language
from worker.translate.joints import join
from worker.translate.tape import Tape

FR, ES, EN = Language


def joined(text, language, source=""):
    """Mend a text's joints."""
    tape = Tape(text)
    join(tape, source, language)
    return tape.text


@pytest.mark.parametrize(
    ("text", "language", "result"),
    [
        ("deux milliards de heures", FR, "deux milliards d’heures"),
        ("il va à le marché de les villes", FR, "il va au marché des villes"),
        ("pour les aider à le faire", FR, "pour les aider à le faire"),
        ("si il vient et si elle part", FR, "s’il vient et si elle part"),
        ("le onze mai, le huit mai, le hameau", FR, "le onze mai, le huit mai, le hameau"),
        ("la économie que elle porte", FR, "l’économie qu’elle porte"),
        ("a el foro de el barrio", ES, "al foro del barrio"),
        ("cooperativas y iniciativas, hielo y hierba", ES, "cooperativas e iniciativas, hielo y hierba"),
        ("a economy, an union, an NGO, a university", EN, "an economy, a union, an NGO, a university"),
        ("from 9:00 to 11:00 a.m..", EN, "from 9:00 to 11:00 a.m."),
    ],
)
def test_small_words_fit_the_word_after_them(text, language, result):
    """Elisions, contractions and articles follow the sound that begins the next word."""
    assert joined(text, language) == result


def test_a_doubled_word_is_said_once_unless_the_source_doubles_too():
    """What an engine says twice goes, also with another capital; what the note says twice stays."""
    assert joined("prix le prix le prix del Del norte", ES) == "prix le prix del norte"
    assert joined("nous nous réunissons", FR) == "nous nous réunissons"
    assert joined("poco a poco poco a poco", ES, "poco a poco poco a poco") == "poco a poco poco a poco"


def test_a_word_that_is_a_term_is_not_the_one_to_go():
    """Of two equal words the free one goes."""
    tape = Tape("prix prix")
    tape.own(0, 4, 1)
    join(tape, "price", FR)
    assert (tape.text, tape.owners) == ("prix", [1] * 4)


def test_small_words_have_small_letters_within_a_sentence_except_in_names():
    """A capital that the source does not have comes from the engine."""
    assert joined("el norte Del mundo", ES, "the North of the world") == "el norte del mundo"
    assert joined("voy a La Paz", ES, "I go to La Paz") == "voy a La Paz"
