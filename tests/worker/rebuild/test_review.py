"""The review copy, read back as a linguist's Word would."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import docx
import pytest

from document.languages import Language
from document.note import Run
from document.segment import CheckedSegment, Draft, Finding, Origin, Segment, Severity
from worker.rebuild import rebuild_review

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MOMENT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def review(note, translated, findings):
    """Give the hand-made note's review copy in English, read back."""
    return docx.Document(io.BytesIO(rebuild_review(note, translated(note, findings=findings), written=MOMENT)))


def row(review, segment: str):
    """Give a segment's row."""
    return next(one for one in review.tables[0].rows if one.cells[0].text.split("\n")[0] == segment)


def test_equal_input_gives_equal_bytes(note, translated, findings):
    """Nothing of the moment of writing is in the file but the one that is given."""
    one, other = (rebuild_review(note, translated(note, findings=findings), written=MOMENT) for _ in range(2))
    assert one == other


def test_a_row_for_each_segment_under_a_repeated_head(review, note, translated):
    """Number, source, target and findings stand side by side."""
    rows = review.tables[0].rows
    assert [cell.text for cell in rows[0].cells] == ["No.", "French", "English", "Findings"]
    assert rows[0]._tr.trPr.find(f"{W}tblHeader") is not None
    assert len(rows) == 1 + len(translated(note).segments)
    assert row(review, "b5.1").cells[1].text == row(review, "b5.1").cells[2].text == "le change des recettes"


def test_the_head_says_what_wrote_it(review):
    """Title, direction, engine, glossaries and the label of a rough draft in three languages come first."""
    text = "\n".join(one.text for one in review.paragraphs)
    for said in (
        "Review copy",
        "Monnaies locales",
        "French → English",
        "apertium 3.8.3",
        "sse 2026-11",
        "Premier jet",
        "Borrador",
        "Rough draft",
        "terms in place: 1 of 2",
        "1 blocking",
    ):
        assert said in text


def test_labels_are_in_the_reader_s_language(note, translated):
    """A copy in Spanish speaks Spanish."""
    data = rebuild_review(note, translated(note, Language.SPANISH))
    review = docx.Document(io.BytesIO(data))
    assert [cell.text for cell in review.tables[0].rows[0].cells][1:] == ["francés", "español", "Observaciones"]


def test_findings_are_comments_at_their_places(review):
    """Each finding is a comment of its severity, anchored on the words that it speaks of."""
    comments = list(review.comments)
    assert [comment.author for comment in comments] == ["Tripont"] * 3
    assert [comment.text for comment in comments] == [
        "To check. The number is missing.",
        "Blocking. The number is missing.",
        "Information. The number is missing.",
    ]
    assert all(comment.timestamp == MOMENT for comment in comments)
    assert anchored(review, comments[0].comment_id) == "Contexte"
    assert anchored(review, comments[1].comment_id) == "2ème c"
    assert anchored(review, comments[2].comment_id) == "me conférence d"


def anchored(review, number: int) -> str:
    """Give the text between a comment's marks."""
    inside, text = False, ""
    for node in review.element.body.iter():
        if node.tag == f"{W}commentRangeStart" and node.get(f"{W}id") == str(number):
            inside = True
        elif node.tag == f"{W}commentRangeEnd" and node.get(f"{W}id") == str(number):
            return text
        elif inside and node.tag == f"{W}t":
            text += node.text or ""
    raise AssertionError("the comment has no place")


def test_comments_without_a_moment_tell_none(note, translated, findings):
    """A comment's date is left out when none is given."""
    review = docx.Document(io.BytesIO(rebuild_review(note, translated(note, findings=findings))))
    assert {comment.timestamp for comment in review.comments} == {None}


def test_terms_are_marked_in_both_columns(review):
    """A term in place has its mark in source and target; a missing one in the source, and its rendering beside."""
    cells = row(review, "b4.1").cells
    source, target = (
        {run.text: run._r.rPr.find(f"{W}u").get(f"{W}val") for run in cell.paragraphs[0].runs if marked(run)}
        for cell in cells[1:3]
    )
    assert source == {"La": "wave", "économie sociale": "single"}
    assert target == {"économie sociale": "single"}
    assert "La → The" in cells[3].text


def marked(run) -> bool:
    """Tell whether a run lies under a term's mark."""
    return run._r.rPr is not None and run._r.rPr.find(f"{W}shd") is not None


def test_formatting_is_kept_in_both_columns(review):
    """Raised letters are raised, bold words bold."""
    for cell in row(review, "b4.1").cells[1:3]:
        runs = cell.paragraphs[0].runs
        assert "".join(run.text for run in runs if run.font.superscript) == "ème1"
        assert [run.text for run in runs if run.bold] == ["économie sociale"]


def test_languages_differ_between_the_columns(review):
    """The spelling check is French on the left and English on the right."""
    cells = row(review, "b5.1").cells
    tags = [{tag.get(f"{W}val") for tag in cell._tc.iter(f"{W}lang")} for cell in cells[1:3]]
    assert tags == [{"fr-FR"}, {"en-GB"}]


def test_each_row_has_its_bookmark(review, note, translated):
    """The target of every segment can be found again."""
    names = {one.get(f"{W}name") for one in review.element.body.iter(f"{W}bookmarkStart")}
    assert names == {f"seg_{one.draft.segment.id.replace('.', '_')}" for one in translated(note).segments}


def test_kept_text_says_why(review):
    """What was left as it is is grey, with the reason beside."""
    cells = row(review, "b2.1").cells
    assert "a name" in cells[3].text
    assert str(cells[2].paragraphs[0].runs[0].font.color.rgb) == "8A8A8A"


def test_cells_of_a_table_are_located(review):
    """A table's cells say where they stand."""
    assert row(review, "b10.4").cells[0].text == "b10.4\ntable, row 2, col. 2"


def test_a_finding_in_an_empty_target_has_a_place(note, translated, findings):
    """A comment is not lost when there is no text to hang it on."""
    translation = translated(note, findings=findings)
    empty = tuple(
        replace(checked, draft=replace(checked.draft, runs=())) if checked.findings else checked
        for checked in translation.segments
    )
    review = docx.Document(io.BytesIO(rebuild_review(note, replace(translation, segments=empty))))
    references = list(review.element.body.iter(f"{W}commentReference"))
    assert len(references) == len(list(review.comments)) == 3


def test_running_lines_come_last_under_their_title(note, translated):
    """What stands in headers and footers can be corrected too, after the text."""
    line = Segment(id="f3.1", block="f3", runs=(Run(text="Note conceptuelle"),), language="fr")
    draft = Draft(segment=line, runs=(Run(text="Concept note"),), origin=Origin.ENGINE)
    whole = translated(note)
    whole = replace(whole, segments=(*whole.segments, CheckedSegment(draft=draft)))
    *_, title, last = docx.Document(io.BytesIO(rebuild_review(note, whole))).tables[0].rows
    assert {cell.text for cell in title.cells} == {"Headers and footers"}
    assert [cell.text for cell in last.cells] == ["f3.1\nheader", "Note conceptuelle", "Concept note", ""]


def test_names_are_told_beside_and_not_in_a_comment(note, translated):
    """A reason that is no doubt stands among the remarks; the eye is drawn to doubts alone."""
    messages = dict.fromkeys(Language, "Names left as they are: Amina Diallo.")
    told = Finding(check="names", severity=Severity.INFO, messages=messages)
    review = docx.Document(
        io.BytesIO(rebuild_review(note, translated(note, findings={"b5.1": (told,)}), written=MOMENT))
    )
    remarks = [row.cells[3].text for row in review.tables[0].rows]
    assert remarks.count("Names left as they are: Amina Diallo.") == 1
    assert not list(review.comments)
