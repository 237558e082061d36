"""What a file says of itself: its title and language, what engine wrote it, and that a rough draft is one."""

from datetime import datetime

from document.languages import Language
from document.segment import Translation
from worker.rebuild.looks import locale
from worker.rebuild.package import Package

ROUGH_DRAFT = {
    Language.FRENCH: "Premier jet de traduction automatique, à relire avant tout usage",
    Language.SPANISH: "Borrador de traducción automática, por revisar antes de cualquier uso",
    Language.ENGLISH: "Rough draft by machine translation, to be revised before any use",
}
"""The label of a text that is only a draft for orientation."""


def rough_label() -> str:
    """Give the label in all three languages."""
    return " · ".join(ROUGH_DRAFT.values())


def describe(package: Package, translation: Translation, title: str, written: datetime | None) -> None:
    """Write the properties of a file that holds a translation."""
    language = locale(translation.target_language) or ""
    engine = translation.engine
    direction = f"{translation.source_language}-{translation.target_language}"
    custom = {
        "Tripont direction": direction,
        "Tripont engine": engine,
        "Tripont glossaries": ", ".join(translation.glossaries),
    }
    comments = f"Tripont {direction}, {engine}" if engine else f"Tripont {direction}"
    if translation.rough:
        custom |= {f"Tripont rough draft ({tongue})": label for tongue, label in ROUGH_DRAFT.items()}
        # The engine and its directness are told first, since a property is cut at 255 characters.
        comments = f"{comments}. {rough_label()}"
    package.set_properties(
        title=title,
        language=language,
        keywords=", ".join(["Tripont", direction, *(["rough draft"] if translation.rough else [])]),
        comments=comments,
        custom={name: text for name, text in custom.items() if text},
        written=written,
    )
