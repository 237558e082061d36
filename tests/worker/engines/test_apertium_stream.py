"""The stream in which sentences travel through Apertium."""

from hypothesis import given
from hypothesis import strategies as st

from worker.engines.apertium_stream import UNKNOWN, Passage, decode, encode, plain, transfer, without_stop
from worker.engines.engine import Mark

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"], exclude_characters="\u00ad"), min_size=1
).map(lambda text: " ".join(plain(text).split()))


@given(st.lists(TEXTS.filter(lambda text: any(c.isalnum() for c in text)), min_size=1, max_size=5))
def test_what_is_encoded_comes_back_from_a_mode_that_changes_nothing(texts):
    """Every character, special or not, survives writing and reading, and every sentence keeps its number."""
    back = decode(encode([Passage(text) for text in texts]))
    assert len(back) == len(texts)
    for number, text in enumerate(texts):
        assert text in {back[number].text, without_stop(back[number]).text}


def test_a_mark_comes_back_where_the_word_stands():
    """A marked word is found again by its key, also when the stage has moved it."""
    sent = encode([Passage("le mur blanc", (Mark(8, 12, 7),))])
    assert "[[t:k:8]]blanc[[/]]" in sent
    moved = sent.replace("le mur [[t:k:8]]blanc[[/]]", "the [[t:k:8]]white[[/]] wall")
    assert [(m.key, "the white wall"[m.start : m.end]) for m in decode(moved)[0].marks] == [(7, "white")]


def test_unknown_words_lose_their_mark_and_are_reported():
    """The stars, at signs and number signs that the stages put on words do not stay in the text."""
    back = decode("un *Xqz y @cosa y #ir.[][\n\n0\n\n]")[0]
    assert without_stop(back).text == "un Xqz y cosa y ir"
    assert [back.text[m.start : m.end] for m in back.marks if m.key == UNKNOWN] == ["Xqz", "cosa", "ir"]


def test_a_sentence_whose_number_was_lost_is_missing():
    """A number that did not come back is not guessed."""
    assert set(decode("uno.[][\n\n0\n\n]dos. tres.[][\n\n2\n\n]")) == {0, 2}


def test_marks_move_to_a_rendering_that_differs_in_a_word():
    """Places are brought over word by word where the marked rendering took another form."""
    marked = Passage("the walls of houses", (Mark(13, 19, 1),))
    assert transfer(marked, "the wall of houses") == (Mark(12, 18, 1),)
