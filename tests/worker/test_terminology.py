"""The stage that finds the terms of a note's segments."""

from pathlib import Path

from document.languages import Direction, Language
from document.note import Run
from document.segment import KeepReason, Name, Segment
from glossary.loading import load
from worker.terminology import _matcher, find_terms

FR_ES = Direction(Language.FRENCH, Language.SPANISH)
GLOSSARY = "[x-1]\nfr: tissu productif (m)\nes: tejido productivo (m)\nen: productive fabric\n"


def segment(number: int, *runs: Run, keep: KeepReason | None = None) -> Segment:
    """A segment of some runs."""
    return Segment(id=f"b1.{number}", block="b1", runs=runs, language="fr", keep=keep)


def test_terms_are_found_across_formatting_and_kept_segments_are_skipped(tmp_path: Path) -> None:
    """A bold word within a term does not hide it; what is not translated has no terms to enforce."""
    path = tmp_path / "own.txt"
    path.write_text(GLOSSARY, encoding="utf-8")
    segments = [
        segment(1, Run(text="Le tissu "), Run(text="productif", bold=True), Run(text=" local.")),
        segment(2, Run(text="Tissu productif"), keep=KeepReason.NAME),
        segment(3, Run(text="Rien ici.")),
    ]
    found = find_terms(segments, [load(path)], FR_ES)
    assert list(found) == ["b1.1"]
    assert [(o.start, o.end, o.rendering) for o in found["b1.1"]] == [(3, 18, "tejido productivo")]


def test_what_is_kept_for_the_next_file_follows_the_glossaries(tmp_path: Path) -> None:
    """Another glossary, or another direction, is never answered from the one before; the same one is built once."""
    path = tmp_path / "own.txt"
    segments = [segment(1, Run(text="Le tissu productif."))]

    def rendering(text: str, direction: Direction) -> str:
        path.write_text(text, encoding="utf-8")
        return find_terms(segments, [load(path)], direction)["b1.1"][0].rendering

    other = GLOSSARY.replace("tejido productivo", "trama productiva")
    assert rendering(GLOSSARY, FR_ES) == "tejido productivo"
    assert rendering(other, FR_ES) == "trama productiva"
    assert rendering(other, Direction(Language.FRENCH, Language.ENGLISH)) == "productive fabric"
    built = _matcher.cache_info().misses
    assert rendering(other, FR_ES) == "trama productiva"
    assert _matcher.cache_info().misses == built


NAMES = """[x-1]
es: red (f)
fr: réseau (m)
en: network

[x-2]
es: economía solidaria (f)
fr: économie solidaire (f)
en: solidarity economy

[x-3]
es: Foro Abierto (m, proper)
fr: Forum Ouvert (m, proper)
en: Open Forum (proper)
"""


def found_in_name(path: Path, text: str, name: str, *, certain: bool) -> list[str]:
    """The terms found in a Spanish text with a name."""
    path.write_text(NAMES, encoding="utf-8")
    start = text.index(name)
    names = (Name(start=start, end=start + len(name), certain=certain),)
    piece = Segment(id="b1.1", block="b1", runs=(Run(text=text),), language="es", names=names)
    terms = find_terms([piece], [load(path)], Direction(Language.SPANISH, Language.FRENCH))
    return [term.source for term in terms.get("b1.1", ())]


def test_words_within_a_name_that_stays_are_no_terms(tmp_path: Path) -> None:
    """*Red* in an organisation's name is not the glossary's network; outside the name it is."""
    text = "La red acogió a la Red El Brezal."
    assert found_in_name(tmp_path / "own.txt", text, "Red El Brezal", certain=True) == ["red"]
    assert found_in_name(tmp_path / "own.txt", text, "Red El Brezal", certain=False) == ["red"]


def test_terms_that_are_the_whole_name_are_found(tmp_path: Path) -> None:
    """A name that the glossary knows, or that only says what it is, is translated."""
    path = tmp_path / "own.txt"
    assert found_in_name(path, "El Foro Abierto empieza.", "Foro Abierto", certain=True) == ["Foro Abierto"]
    whole = "Red de Economía Solidaria"
    assert found_in_name(path, f"La {whole} empieza.", whole, certain=True) == ["Red", "Economía Solidaria"]
