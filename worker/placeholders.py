"""Words that take other words' places while an engine translates, and the small grammar of putting them in and out.

A *stand-in* is a concrete noun that every dictionary on the way knows: with the right gender and number in place of a
term, the engine makes articles and adjectives agree as if the term stood there. Each noun here has been seen to come
back from Apertium in all six directions, by every route (tests/worker/translate/test_stand_ins.py does it again).
They begin with a consonant, so that French and English articles in front of them have their full form.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from document.languages import Language


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun in one language: its two numbers and its gender (``m``, ``f``; None in English)."""

    singular: str
    plural: str
    gender: str | None


@dataclass(frozen=True, slots=True)
class StandIn:
    """A noun in three languages; its name is the French singular."""

    nouns: dict[Language, Noun]

    def form(self, language: Language, *, plural: bool) -> str:
        """Give the noun in a language and number."""
        noun = self.nouns[language]
        return noun.plural if plural else noun.singular

    def forms(self, language: Language) -> tuple[str, str]:
        """Give both forms, singular first."""
        noun = self.nouns[language]
        return noun.singular, noun.plural


# Two letters say the gender in French and in Spanish; then singular and plural in French, Spanish and English.
_POOL = """
mm violon violons violín violines violin violins
mm chapeau chapeaux sombrero sombreros hat hats
mm fromage fromages queso quesos cheese cheeses
mm miroir miroirs espejo espejos mirror mirrors
mm camion camions camión camiones truck trucks
mm jardin jardins jardín jardines garden gardens
mm château châteaux castillo castillos castle castles
mm piano pianos piano pianos piano pianos
mm dictionnaire dictionnaires diccionario diccionarios dictionary dictionaries
mm balcon balcons balcón balcones balcony balconies
mm poème poèmes poema poemas poem poems
mm musée musées museo museos museum museums
mm cimetière cimetières cementerio cementerios cemetery cemeteries
mm triangle triangles triángulo triángulos triangle triangles
ff guitare guitares guitarra guitarras guitar guitars
ff chemise chemises camisa camisas shirt shirts
ff cathédrale cathédrales catedral catedrales cathedral cathedrals
ff baleine baleines ballena ballenas whale whales
ff statue statues estatua estatuas statue statues
ff plage plages playa playas beach beaches
ff chapelle chapelles capilla capillas chapel chapels
ff couronne couronnes corona coronas crown crowns
ff jupe jupes falda faldas skirt skirts
ff carotte carottes zanahoria zanahorias carrot carrots
ff pyramide pyramides pirámide pirámides pyramid pyramids
ff pharmacie pharmacies farmacia farmacias pharmacy pharmacies
ff bibliothèque bibliothèques biblioteca bibliotecas library libraries
mf vélo vélos bicicleta bicicletas bicycle bicycles
mf genou genoux rodilla rodillas knee knees
mf nuage nuages nube nubes cloud clouds
mf drapeau drapeaux bandera banderas flag flags
mf papillon papillons mariposa mariposas butterfly butterflies
mf cauchemar cauchemars pesadilla pesadillas nightmare nightmares
mf rat rats rata ratas rat rats
fm dent dents diente dientes tooth teeth
fm chaussette chaussettes calcetín calcetines sock socks
fm chaussure chaussures zapato zapatos shoe shoes
fm planète planètes planeta planetas planet planets
fm tomate tomates tomate tomates tomato tomatoes
fm cigarette cigarettes cigarrillo cigarrillos cigarette cigarettes
"""


def _stand_in(line: str) -> StandIn:
    genders, fr, frs, es, ess, en, ens = line.split()
    return StandIn(
        {
            Language.FRENCH: Noun(fr, frs, genders[0]),
            Language.SPANISH: Noun(es, ess, genders[1]),
            Language.ENGLISH: Noun(en, ens, None),
        }
    )


STAND_INS = tuple(_stand_in(line) for line in _POOL.strip().splitlines())


def candidates(
    genders: Mapping[Language, str | None], text: str, taken: Iterable[StandIn] = (), skip: int = 0
) -> list[StandIn]:
    """List the stand-ins of these genders that are free for a sentence, starting ``skip`` further on in the pool.

    A gender that is None, or a language that is not asked for, does not matter. Nouns that ``text`` itself contains are
    left out. When all are taken they may be used again: an engine that follows marks tells them apart.
    """
    fit = [s for s in STAND_INS if all(g is None or s.nouns[lang].gender in {g, None} for lang, g in genders.items())]
    low = text.casefold()
    fit = [s for s in fit if not any(form in low for lang in genders for form in s.forms(lang))] or fit
    used = list(taken)
    free = [s for s in fit if s not in used] or fit
    turn = skip % len(free)
    return free[turn:] + free[:turn]


@dataclass(frozen=True, slots=True)
class _Turn:
    """How the words in front of a noun change: ``pattern`` ends where the noun begins."""

    pattern: re.Pattern[str]
    new: str


def _turns(*pairs: tuple[str, str]) -> tuple[_Turn, ...]:
    return tuple(_Turn(re.compile(rf"(?<![\w’'])(?:{pattern})$", re.IGNORECASE), new) for pattern, new in pairs)


# Before a stand-in, which begins with a consonant.
_FR_SINGULAR_M = _turns((r"de l['’]", "du "), (r"à l['’]", "au "), (r"l['’]", "le "))
_FR_SINGULAR_F = _turns(
    (r"l['’]", "la "), (r"mon ", "ma "), (r"ton ", "ta "), (r"son ", "sa "), (r"du ", "de la "), (r"au ", "à la ")
)
_FR_ANY = _turns(
    (r"d['’]", "de "),
    (r"qu['’]", "que "),
    (r"jusqu['’]", "jusque "),
    (r"lorsqu['’]", "lorsque "),
    (r"cet ", "ce "),
    (r"bel ", "beau "),
    (r"nouvel ", "nouveau "),
    (r"vieil ", "vieux "),
)
_ES_SINGULAR_F = _turns(("el ", "la "), ("al ", "a la "), ("del ", "de la "), ("un ", "una "))
_ES_ANY = _turns(("e ", "y "), ("u ", "o "))
_EN_ANY = _turns(("an ", "a "))

# Before the real noun, when it begins with a vowel sound.
_FR_VOWEL = _turns(
    (r"le |la ", "l’"),
    (r"du |de la ", "de l’"),
    (r"au |à la ", "à l’"),
    (r"de ", "d’"),
    (r"que ", "qu’"),
    (r"ce ", "cet "),
    (r"ma ", "mon "),
    (r"ta ", "ton "),
    (r"sa ", "son "),
    (r"beau ", "bel "),
    (r"nouveau ", "nouvel "),
)
_FR_VOWEL_PLURAL = _turns((r"de ", "d’"), (r"que ", "qu’"))
_ES_STRESSED_A = _turns(("la ", "el "), ("a la ", "al "), ("de la ", "del "), ("una ", "un "))
_ES_I = _turns(("y ", "e "))
_ES_O = _turns(("o ", "u "))
_EN_VOWEL = _turns(("a ", "an "))
_EN_CONSONANT = _turns(("an ", "a "))

FRENCH_VOWEL_SOUND = re.compile(
    r"[aeiouyàâäéèêëîïôöùûœæ]"
    r"|h(?!a(?:ndicap|sard|ut|meau|lte|lle?s?\b|che|ine|ngar|nche|usse|rcel|rdi|ricot|ckathon|ïti)"
    r"|éros?\b|ub|iérarch|ors|uit|onte|ollande|ongr|eurt)",
    re.IGNORECASE,
)
_ES_A = re.compile(
    r"(?:h?á\w+|agua|aguas?|alma|alba|ala|arma|ancla|aula|área|hambre|habla|haba|hacha|acta|asma)\b", re.IGNORECASE
)
ENGLISH_VOWEL_SOUND = re.compile(
    r"(?![Uu]ni(?!n)|[Uu]s[aeiu]|[Uu]til|[Ee]u|[Oo]ne\b|[Oo]nce\b|U[A-Z])[aeiouAEIOU]"
    r"|[Hh](?:our|onest|onou?r|eir)|(?:[FHLMNRSX])(?=[A-Z0-9]|\b)"
)


def _turned(left: str, turns: Iterable[_Turn]) -> str:
    for turn in turns:
        found = turn.pattern.search(left)
        if found:
            new = turn.new[:1].upper() + turn.new[1:] if found[0][0].isupper() else turn.new
            if found[0].isupper() and sum(c.isalpha() for c in found[0]) > 1:
                new = new.upper()
            return left[: found.start()] + new
    return left


def before_stand_in(left: str, language: Language, gender: str | None, *, plural: bool) -> str:
    """Give the words in front of a term the form that they have in front of a stand-in of this gender and number."""
    if language is Language.ENGLISH:
        return _turned(left, _EN_ANY)
    if language is Language.SPANISH:
        left = _turned(left, _ES_ANY)
        return left if plural or gender != "f" else _turned(left, _ES_SINGULAR_F)
    if not plural:
        articles = _FR_SINGULAR_F if gender == "f" else _FR_SINGULAR_M
        turned = _turned(left, articles)
        if turned != left:
            return turned
    return _turned(left, _FR_ANY)


def before_term(left: str, language: Language, term: str, *, plural: bool) -> str:
    """Give the words in front of a stand-in in the target the form that they have in front of the term."""
    if language is Language.ENGLISH:
        return _turned(left, _EN_VOWEL if ENGLISH_VOWEL_SOUND.match(term) else _EN_CONSONANT)
    if language is Language.SPANISH:
        low = term.casefold()
        if re.match(r"h?i(?!e)", low):
            left = _turned(left, _ES_I)
        if re.match(r"h?[oó]", low):
            left = _turned(left, _ES_O)
        return _turned(left, _ES_STRESSED_A) if not plural and _ES_A.match(term) else left
    if not FRENCH_VOWEL_SOUND.match(term):
        return left
    return _turned(left, _FR_VOWEL_PLURAL if plural else _FR_VOWEL)


_TO_SINGULAR = {
    Language.FRENCH: {
        "m": _turns(
            ("les ", "le "), ("des ", "du "), ("aux ", "au "), ("ces ", "ce "), ("ses ", "son "), ("leurs ", "leur ")
        ),
        "f": _turns(("les ", "la "), ("des ", "de la "), ("aux ", "à la "), ("ces ", "cette "), ("ses ", "sa ")),
    },
    Language.SPANISH: {
        "m": _turns(("de los ", "del "), ("a los ", "al "), ("los ", "el "), ("unos ", "un "), ("estos ", "este ")),
        "f": _turns(("las ", "la "), ("unas ", "una "), ("estas ", "esta ")),
    },
    Language.ENGLISH: {"m": _turns(("these ", "this "), ("those ", "that "))},
}
_TO_PLURAL = {
    Language.FRENCH: {
        "m": _turns(("de la ", "des "), ("du ", "des "), ("au ", "aux "), ("le |la ", "les "), ("une? ", "des ")),
    },
    Language.SPANISH: {
        "m": _turns(("del ", "de los "), ("al ", "a los "), ("el ", "los "), ("un ", "unos "), ("este ", "estos ")),
        "f": _turns(("la ", "las "), ("una ", "unas "), ("esta ", "estas ")),
    },
    Language.ENGLISH: {"m": _turns(("an? ", ""), ("this ", "these "), ("that ", "those "))},
}


def renumbered(left: str, language: Language, gender: str | None, *, plural: bool) -> str:
    """Give the words in front of a noun the other number, where the target knows a term in that number only."""
    tables = (_TO_PLURAL if plural else _TO_SINGULAR)[language]
    return _turned(left, tables.get(gender or "m", tables["m"]))


_ARTICLES = {
    Language.FRENCH: {"le": "m", "un": "m", "du": "m", "au": "m", "la": "f", "une": "f", "cette": "f", "ce": "m"},
    Language.SPANISH: {"el": "m", "un": "m", "del": "m", "al": "m", "la": "f", "una": "f", "los": "m", "las": "f"},
}


def gender_by_article(left: str, language: Language) -> str | None:
    """Tell a noun's gender by the word in front of it, None when that does not tell."""
    words = left.casefold().split()
    return _ARTICLES.get(language, {}).get(words[-1]) if words else None


INERT = ("Zaqma", "Zoqna", "Zuqra", "Zeqla", "Ziqva", "Zyqda", "Zaqla", "Zoqra", "Zuqna", "Zeqma")
"""Tokens that no dictionary knows, so that an engine passes them on as they are: for names and addresses."""
