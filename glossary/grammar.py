"""The small words of the three languages: prepositions, articles, conjunctions, and those that tell a noun's number."""

from document.languages import Language


def _each(french: str, spanish: str, english: str) -> dict[Language, frozenset[str]]:
    return {
        Language.FRENCH: frozenset(french.split()),
        Language.SPANISH: frozenset(spanish.split()),
        Language.ENGLISH: frozenset(english.split()),
    }


LINKS = _each(
    "à au aux de du des d en pour par sur sous sans avec entre dans contre vers hors chez face",
    "a al de del en para por con sin entre sobre contra hacia desde ante bajo según",
    "of to for in on with without by from at through between against into under over as within",
)
"""Prepositions, those that have swallowed an article too: they end the part of a term that takes the plural."""

ARTICLES = _each("le la l les", "el la los las", "the")

CONJUNCTIONS = _each("et ou ni mais comme", "y e o u ni pero como", "and or nor but as than")

PLURAL_HINTS = _each(
    "les des aux ces ses leurs nos vos mes plusieurs certains certaines quelques deux trois "
    "quatre cinq six sept huit neuf dix douze différents différentes divers diverses nombreux nombreuses",
    "los las unos unas estos estas esos esas sus nuestros nuestras varios varias algunos algunas muchos muchas "
    "diversos diversas distintos distintas dos tres cuatro cinco seis siete ocho nueve diez doce veinte",
    "these those many several various few two three four five six seven eight nine ten twelve twenty some all both",
)
"""Words before a noun that show that it stands in the plural."""

SINGULAR_HINTS = _each(
    "le la l un une ce cet cette sa son notre leur du au chaque",
    "el la un una este esta su nuestro nuestra del al cada",
    "a an this each every",
)
"""Words before a noun that show that it stands in the singular."""

BEFORE_NOUNS = _each(
    "petit petite petits petites grand grande grands grandes nouveau nouvelle nouveaux nouvelles jeune jeunes bon "
    "bonne bons bonnes autre autres premier première premiers premières principal principale principaux principales",
    "pequeño pequeña pequeños pequeñas gran grandes nuevo nueva nuevos nuevas joven jóvenes buen buena buenos buenas "
    "otro otra otros otras primer primera primeros primeras principal principales demás mayor mayores",
    "",
)
"""Adjectives that stand before their noun in French and Spanish, where most stand after it."""

AFTER_NOUNS = _each(
    "",
    "",
    "is are was were be been has have had do does did can could may might must shall should will would who that which "
    "it its they their not also to play plays provides provide employs employ serves serve brings bring makes make "
    "gives give allows allow creates create remains remain seeks seek began begins became becomes operates operate "
    "belongs belong pays pay sells buys owns hires enables enable depends depend exists includes include involves "
    "shows keeps keep takes take often already now still here today",
)
"""Words that may follow an English noun at once, and never follow an adjective that belongs to one."""

INVARIABLE = _each(
    "et ou non ensemble être faire socialement écologiquement économiquement",
    "y e o u no clave socialmente ecológicamente económicamente",
    "",
)
"""Words inside a term that stay as they are in its plural."""

PREFIXES = frozenset(
    word
    for words in _each(
        "anti auto bio co éco inter intra macro méso micro multi non outre pluri post pré ré semi socio sub trans vice",
        "anti auto bio co eco inter intra macro micro multi no post pre re semi socio sub trans vice",
        "anti auto bio co eco inter intra macro micro multi non post pre re semi socio sub trans vice",
    ).values()
    for word in words
)
"""Word parts before a hyphen that are no words: they never agree, and the hyphen may be left out."""

SAME = {
    Language.FRENCH: {"d": "de", "du": "de", "des": "de", "au": "à", "aux": "à", "&": "et"},
    Language.SPANISH: {"del": "de", "al": "a", "e": "y", "u": "o", "&": "y"},
    Language.ENGLISH: {"&": "and"},
}
"""Forms of one link: elided, contracted with an article, euphonic, or a sign."""
