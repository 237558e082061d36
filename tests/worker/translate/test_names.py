"""Which capitals are names."""

import pytest

from worker.translate.names import names


def found(text: str) -> list[str]:
    """The names in a text."""
    return [text[start:end] for start, end in names(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Con el apoyo de la Caja Sierra Clara y la Stiftung für Gemeinwohl Oderbruch",
            ["Caja Sierra Clara", "Stiftung für Gemeinwohl Oderbruch"],
        ),
        ("Sponsored by the Meadow & Mill Trust.", ["Meadow & Mill Trust"]),
        ("La session sera ouverte par Amina Diallo avec les élus.", ["Amina Diallo"]),
    ],
)
def test_sponsors_and_persons_are_names(text, expected):
    """Who supports and who speaks stands in the target as in the source."""
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Les communes préparent la rencontre avec les habitants.",
        "The Ministry of Labour and the City Council support the plan.",
        "Community Wealth Building and Social Procurement",
        "L’ÉCONOMIE SOCIALE ET SOLIDAIRE EN DÉBAT",
        "La Asamblea General de las Naciones Unidas aprobó la resolución.",
        "",
    ],
)
def test_sentences_titles_and_institutions_are_none(text):
    """What every language says in its own way is translated."""
    assert found(text) == []
