"""Names of organisations, sponsors and persons, which stand in the target as they stand in the source.

A name is a run of capitalised words. Only capitals that mean something count: not those of a sentence's first word, of
a heading in title case or of a line in capitals, and not those of institutions, regions, months and peoples, which
every language names in its own way.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from simplemma import is_known

from document.languages import LANGUAGES

_TOKEN = re.compile(r"[^\W\d_]+(?:[’'.-][^\W\d_]+)*|&")
_ELIDED = re.compile(r"^(?:[ld]|qu)[’'](?=\w)", re.IGNORECASE)
_LINKS = frozenset("de du des d la le les l del los las el of the & für und van von der den do da dos di".split())  # noqa: SIM905
_FORMS = frozenset("eg ag gmbh ggmbh ev".split())  # noqa: SIM905
"""Legal forms that are written in small letters in part; they end a name."""

_HEADS = frozenset(
    """
    foundation trust fund bank mutual network institute university
    fondation fonds banque caisse mutuelle réseau institut université
    fundación fondo banco caja mutua red instituto universidad
    stiftung genossenschaftsbank verband verein fondazione fundació fundação rede rete
    """.split()  # noqa: SIM905
)
"""What organisations call themselves, in the languages that meet at the forums."""

_TRANSLATED = frozenset(
    """
    ville villes cité ciudad ciudades city cities town region région región comarca commune municipal municipale
    municipality métropole département departamento department province provincia estado estados état états state states
    ministère ministerio ministry ministre ministra ministro minister direction dirección directorate secretaría
    secrétariat secretariat concejalía consejería concejala gobierno gouvernement government mairie ayuntamiento council
    conseil consejo diputación parlement parlamento parliament commission comisión committee comité préfecture
    république república republic agenda objectif objectifs objetivo objetivos goals
    nations naciones unies unidas united unie unido kingdom royaume reino organisation organización organization
    union unión european europe européen européenne europeo europea world mondial mondiale mundial global international
    internationale internacional national nationale nacional regional régional régionale central centrale
    interamericano interamericana iberoamericano iberoamericana latin latina latine latino américa amérique america
    africa áfrica afrique asia asie europa africano africana african asiatique asian asiático
    north south east west northern southern eastern western nord sud est ouest norte sur este oeste
    general générale working group groupe grupo forum foro conference conférence conferencia congress congreso congrès
    assembly assemblée asamblea summit cumbre sommet encuentro rencontre rencontres declaration déclaration declaración
    charter charte carta charter programme program programa plan act loi ley décret decreto law
    january february march april may june july august september october november december
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi dimanche
    lunes martes miércoles jueves viernes sábado domingo
    english french spanish german italian portuguese español francés inglés alemán français anglais espagnol allemand
    session séance sesión workshop atelier taller panel mesa table room salle sala annex annexe anexo
    figure figura tableau tabla chapter chapitre capítulo article artículo
    """.split()  # noqa: SIM905
)
"""Words of what every language names in its own way: with one of them, a run is an institution, a place or a label."""

_LEAD_IN = re.compile(
    r"(?<!\w)(?:sponsor(?:s|ed by)|(?:with (?:the )?|thanks to the )support (?:of|from)|supported by|funded by"
    r"|with funding from|in partnership with"
    r"|avec (?:le soutien|l[’']appui|le concours|la participation)(?: financière?)? d(?:e|u|es)"
    r"|(?:soutenue?s?|financée?s?) par"
    r"|en partenariat avec|parrainée?s? par|(?:sponsors?|partenaires|mécènes)(?:\s[^:.]{1,30}?)?(?=\s?:)"
    r"|con (?:el apoyo|el patrocinio|la colaboración|la financiación) del?|patrocina(?:n|do por|da por)?|auspician?"
    r"|financiad[oa]s? por|apoyad[oa]s? por|en colaboración con|en alianza con"
    r"|(?:colaboran|patrocinadores|partners)(?=\s?:))(?!\w)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…](?=\s+[«“\"(¿¡]?[A-ZÀ-Ý])|$")
_BEGINNING = re.compile(r"(?:^|[.!?…:·|•–—]\s)[\s«“\"'‘(\[¿¡]*$")
_AFTER = re.compile(r"(?<!\w)(?:by|with|from|at|called|par|avec|chez|comme|por|con|como)\s$")
"""Words after which capitals without an article can only be a name."""

_LONG_WORD = 4
_TITLE_CASE = 0.7


def names(text: str, *, furniture: bool = False) -> Iterator[tuple[int, int]]:
    """Find the names in a text, in their order; in ``furniture`` a single word may be one, as after "Sponsored by"."""
    thanks = list(_thanks(text))
    title = _is_title(text)
    for run in _runs(text):
        start = run[0].start()
        credited = any(first <= start < last for first, last in thanks)
        if title and not (credited or _is_listed(text, run)):
            continue
        words = run if credited or title else _without_beginning(text, run)
        if words and _is_name(words, single=furniture, credited=credited, alone=_is_alone(text, words)):
            yield words[0].start(), words[-1].end()


def _thanks(text: str) -> Iterator[tuple[int, int]]:
    """The stretches that name who is thanked: from the lead-in to the end of its sentence."""
    for found in _LEAD_IN.finditer(text):
        end = _SENTENCE_END.search(text, found.end())
        yield found.end(), end.start() if end else len(text)


def _is_title(text: str) -> bool:
    """Tell whether most of a text's words have capitals, so that a capital says nothing."""
    words = [w for w in _TOKEN.findall(text) if len(w) >= _LONG_WORD]
    capitals = sum(1 for word in words if str(word)[0].isupper())
    return capitals > _TITLE_CASE * len(words)


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Capitalised words that follow each other, small linking words between them left in."""
    run: list[re.Match[str]] = []
    for token in _tokens(text):
        apart = bool(run) and text[run[-1].end() : token.start()].strip(" \u00a0") != ""
        if apart or not (_is_capital(token) or token[0].casefold() in _LINKS | _FORMS):
            yield from _ended(run)
            run = []
        if _is_capital(token) or (run and not apart and token[0].casefold() in _LINKS | _FORMS):
            run.append(token)
    yield from _ended(run)


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """The words, an elided article apart from its noun."""
    for token in _TOKEN.finditer(text):
        elided = _ELIDED.match(token[0])
        if elided:
            yield from filter(None, [_TOKEN.match(text, token.start() + elided.end(), token.end())])
        else:
            yield token


def _is_capital(token: re.Match[str]) -> bool:
    return token[0][0].isupper()


def _ended(run: Sequence[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """A run without the linking words at its end."""
    words = list(run)
    while words and words[-1][0].casefold() in _LINKS:
        words.pop()
    if words:
        yield words


def _without_beginning(text: str, run: list[re.Match[str]]) -> list[re.Match[str]]:
    """A run without the word that has its capital from its sentence, unless the whole is clearly a name."""
    if not _BEGINNING.search(text[: run[0].start()]) or _is_organisation(run):
        return run
    rest = run[1:]
    while rest and not _is_capital(rest[0]):
        rest = rest[1:]
    return rest


def _is_listed(text: str, run: Sequence[re.Match[str]]) -> bool:
    """Tell whether a run stands between commas, as places and persons do also in lines full of capitals."""
    before, after = text[: run[0].start()].rstrip(), text[run[-1].end() :].lstrip()
    return "," in {before[-1:], after[:1]} and before[-1:] in {"", ","} and after[:1] in {"", ",", "."}


def _is_alone(text: str, words: Sequence[re.Match[str]]) -> bool:
    """Tell whether nothing but capitals follows a word that would need an article before anything but a name."""
    return all(map(_is_capital, words)) and _AFTER.search(text[: words[0].start()]) is not None


def _is_name(words: Sequence[re.Match[str]], *, single: bool, credited: bool, alone: bool) -> bool:
    proper = [word[0] for word in words if _is_capital(word)]
    if any(part in _TRANSLATED for word in proper for part in word.casefold().split("-")):
        return False
    if len(proper) == 1 and proper[0].isupper():
        return False  # An acronym, which is a code or a term.
    if len(proper) == 1:
        return credited or (single and _is_strange(proper[0]))
    return credited or alone or _is_organisation(words) or any(_is_strange(word) for word in proper)


def _is_organisation(words: Sequence[re.Match[str]]) -> bool:
    """Tell whether an organisation's word begins or ends a run of several, or a sign joins its parts."""
    edges = {words[0][0].casefold(), words[-1][0].casefold()}
    proper = [word[0] for word in words if _is_capital(word)]
    return len(proper) > 1 and (bool(edges & _HEADS) or any(word[0] == "&" for word in words))


@cache
def _is_strange(word: str) -> bool:
    """Tell whether a word is in none of our dictionaries, so that it can only be a name."""
    return (
        len(word) > 2
        and not word.isupper()
        and not any(is_known(word.casefold(), str(language)) for language in LANGUAGES)
    )
