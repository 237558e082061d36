"""The words that Tripont itself writes into a review copy, in the language of its reader."""

from document.languages import Language
from document.note import Block, BlockKind, Furniture, FurnitureKind
from document.segment import KeepReason, Severity, TermStatus

_FR, _ES, _EN = Language.FRENCH, Language.SPANISH, Language.ENGLISH

REVIEW_COPY = {_FR: "Copie de révision", _ES: "Copia de revisión", _EN: "Review copy"}
SEGMENT = {_FR: "N°", _ES: "N.º", _EN: "No."}
FINDINGS = {_FR: "Remarques", _ES: "Observaciones", _EN: "Findings"}
ENGINE = {_FR: "Moteur", _ES: "Motor", _EN: "Engine"}
GLOSSARIES = {_FR: "Glossaires", _ES: "Glosarios", _EN: "Glossaries"}
TERMS = {_FR: "Termes", _ES: "Términos", _EN: "Terms"}
PAGE = {_FR: "Page", _ES: "Página", _EN: "Page"}
RUNNING = {_FR: "En-têtes et pieds de page", _ES: "Encabezados y pies de página", _EN: "Headers and footers"}
KEPT = {_FR: "inchangé", _ES: "sin cambios", _EN: "left as it is"}

SUMMARY = {
    _FR: "{segments} segments, {words} mots ; termes en place : {in_place} sur {terms} ; remarques : {findings}",
    _ES: "{segments} segmentos, {words} palabras; términos aplicados: {in_place} de {terms}; observaciones: {findings}",
    _EN: "{segments} segments, {words} words; terms in place: {in_place} of {terms}; findings: {findings}",
}

SEVERITIES: dict[Severity, dict[Language, str]] = {
    Severity.BLOCKING: {_FR: "bloquant", _ES: "bloqueante", _EN: "blocking"},
    Severity.WARNING: {_FR: "à vérifier", _ES: "por verificar", _EN: "to check"},
    Severity.INFO: {_FR: "information", _ES: "información", _EN: "information"},
}

STATUSES: dict[TermStatus, dict[Language, str]] = {
    TermStatus.APPLIED: {_FR: "terme appliqué", _ES: "término aplicado", _EN: "term applied"},
    TermStatus.REPAIRED: {_FR: "terme rétabli", _ES: "término restablecido", _EN: "term repaired"},
    TermStatus.MISSING: {_FR: "terme absent", _ES: "término ausente", _EN: "term missing"},
}

REASONS: dict[KeepReason, dict[Language, str]] = {
    KeepReason.SAME_LANGUAGE: {
        _FR: "déjà dans la langue cible",
        _ES: "ya está en la lengua de llegada",
        _EN: "already in the target language",
    },
    KeepReason.OTHER_LANGUAGE: {_FR: "dans une autre langue", _ES: "en otra lengua", _EN: "in another language"},
    KeepReason.NAME: {_FR: "nom propre", _ES: "nombre propio", _EN: "a name"},
    KeepReason.NO_WORDS: {_FR: "sans mots", _ES: "sin palabras", _EN: "no words"},
}

_KINDS: dict[BlockKind, dict[Language, str]] = {
    BlockKind.TITLE: {_FR: "titre", _ES: "título", _EN: "title"},
    BlockKind.SUBTITLE: {_FR: "sous-titre", _ES: "subtítulo", _EN: "subtitle"},
    BlockKind.DATE: {_FR: "date", _ES: "fecha", _EN: "date"},
    BlockKind.AUTHOR: {_FR: "auteur", _ES: "autoría", _EN: "author"},
    BlockKind.HEADING: {_FR: "intertitre", _ES: "encabezado", _EN: "heading"},
    BlockKind.PARAGRAPH: {_FR: "", _ES: "", _EN: ""},
    BlockKind.LIST_ITEM: {_FR: "liste", _ES: "lista", _EN: "list"},
    BlockKind.TABLE: {_FR: "tableau", _ES: "tabla", _EN: "table"},
    BlockKind.FIGURE: {_FR: "figure", _ES: "figura", _EN: "figure"},
    BlockKind.CAPTION: {_FR: "légende", _ES: "leyenda", _EN: "caption"},
    BlockKind.FOOTNOTE: {_FR: "note", _ES: "nota", _EN: "footnote"},
}
_RUNNING_KINDS: dict[FurnitureKind, dict[Language, str]] = {
    FurnitureKind.HEADER: {_FR: "en-tête", _ES: "encabezado de página", _EN: "header"},
    FurnitureKind.FOOTER: {_FR: "pied de page", _ES: "pie de página", _EN: "footer"},
    FurnitureKind.PAGE_NUMBER: {_FR: "numéro de page", _ES: "número de página", _EN: "page number"},
    FurnitureKind.WATERMARK: {_FR: "filigrane", _ES: "marca de agua", _EN: "watermark"},
}
_CELL = {_FR: "ligne {row}, col. {column}", _ES: "fila {row}, col. {column}", _EN: "row {row}, col. {column}"}


def place(block: Block | Furniture, cell: tuple[int, int] | None, language: Language) -> str:
    """Say where in the note a segment stands: ``heading 2``, ``table, row 1, col. 3``; nothing for running text."""
    if isinstance(block, Furniture):
        return _RUNNING_KINDS[block.kind][language]
    kind = _KINDS[block.kind][language]
    if cell is not None:
        return f"{kind}, {_CELL[language].format(row=cell[0] + 1, column=cell[1] + 1)}"
    return f"{kind} {block.level}" if block.kind is BlockKind.HEADING and block.level else kind
