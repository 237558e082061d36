"""A note passes between processes and arrives as it was."""

import json
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from document.languages import Language
from document.note import Block, BlockKind, Box, Image, ImageRole, Note, Page, Run
from document.segment import CheckedSegment, Finding, Segment, Severity, Span, Translation
from document.wire import BadWire, dump, from_file, load, pack, to_file

NOTE = Note(
    language="fr",
    pages=(Page(number=1, width=595.0, height=842.0),),
    blocks=(Block(id="b1", kind=BlockKind.PARAGRAPH, runs=(Run(text="Économie", bold=True),)),),
    images=(
        Image(
            id="i1", box=Box(page=1, x0=1.0, top=2.0, x1=3.0, bottom=4.0), role=ImageRole.LOGO, data=b"\x89PNG\x00\xff"
        ),
    ),
)


@settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(st.from_type(Note))
def test_any_note_comes_back_equal(note: Note):
    """Whatever a note holds, reading what was written gives the same note (by its repr: NaN does not equal itself)."""
    assert repr(load(dump(note), Note)) == repr(note)


@settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(st.from_type(Translation))
def test_any_translation_comes_back_equal(translation: Translation):
    """Whatever a translation holds, its findings' messages by language included, it comes back from its file equal."""
    assert repr(from_file(to_file(translation), Translation)) == repr(translation)


def test_a_record_gives_the_same_file_each_time():
    """A file is named by its content, so nothing of the hour may be in it."""
    assert to_file(NOTE) == to_file(NOTE)


def test_a_finding_keeps_its_languages():
    """The messages' keys are languages again, not bare texts."""
    finding = Finding(
        check="numbers", severity=Severity.BLOCKING, messages={Language.FRENCH: "un"}, place=Span(start=0, end=1)
    )
    found = load(dump(finding), Finding)
    assert found == finding
    assert [type(key) for key in found.messages] == [Language]


def test_a_place_in_a_table_has_two_numbers():
    """A tuple of fixed length takes no other."""
    segment = Segment(id="b1.1", block="b1", runs=(), language="fr", cell=(1, 2))
    assert load(dump(segment), Segment) == segment
    with pytest.raises(BadWire):
        load(json.dumps({**pack(segment), "cell": [1]}).encode(), Segment)


@pytest.mark.parametrize("data", [b"", b"{}", to_file(NOTE)[:-9], to_file(NOTE)])
def test_a_file_of_another_kind_is_refused(data: bytes):
    """A torn file, or one that holds something else, does not pass for a translated segment."""
    with pytest.raises(BadWire):
        from_file(data, CheckedSegment)


def test_pictures_keep_every_byte():
    """A picture's bytes are not text and still arrive."""
    assert load(dump(NOTE), Note).images[0].data == b"\x89PNG\x00\xff"


def test_fields_at_their_defaults_are_left_out():
    """Thousands of runs do not repeat nine flags that are false."""
    assert pack(Run(text="mot")) == {"text": "mot"}


def test_true_does_not_pass_for_one():
    """A default is left out only when value and type are the same."""
    assert pack(replace(NOTE.pages[0], margin_left=72))["margin_left"] == 72


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"[" * 100_000,
        json.dumps({**pack(NOTE), "colour": "red"}).encode(),
        json.dumps({**pack(NOTE), "blocks": {"id": "b1"}}).encode(),
        json.dumps({**pack(NOTE), "language": 5}).encode(),
        json.dumps({**pack(NOTE), "blocks": [{"id": "b1", "kind": "poem"}]}).encode(),
        json.dumps({**pack(NOTE), "ocr": 1}).encode(),
        dump(NOTE).replace(b'"data":"', b'"data":"!'),
    ],
)
def test_anything_else_is_refused(data: bytes):
    """A child process that was taken over cannot hand us other types than a note has."""
    with pytest.raises(BadWire):
        load(data, Note)
