"""A note passes between processes and arrives as it was."""

import json
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from document.note import Block, BlockKind, Box, Image, ImageRole, Note, Page, Run
from document.wire import BadWire, dump, load, pack

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
    assert repr(load(dump(note))) == repr(note)


def test_pictures_keep_every_byte():
    """A picture's bytes are not text and still arrive."""
    assert load(dump(NOTE)).images[0].data == b"\x89PNG\x00\xff"


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
        load(data)
