"""Rules between blocks."""

from dataclasses import replace

from document.note import Block, BlockKind, Box, Graphic, Look, Note, Page, Run, Zone
from worker.rebuild.rules import Distance, with_rules

PAGE = Page(number=1, width=595, height=842)


def note_with(*rules: Graphic) -> Note:
    """Give two paragraphs, 60 points apart, with these rules on the page."""
    blocks = tuple(
        Block(
            id=f"b{number}",
            kind=BlockKind.PARAGRAPH,
            runs=(Run(text="Words"),),
            boxes=(Box(page=1, x0=72, top=top, x1=523, bottom=top + 11),),
            look=Look(size=11.0),
        )
        for number, top in ((1, 100.0), (2, 171.0))
    )
    return Note(language="fr", pages=(PAGE,), blocks=blocks, graphics=rules)


def rule(top: float, x1: float = 523.0) -> Graphic:
    """Give a thin rule from the left margin on."""
    return Graphic(box=Box(page=1, x0=72, top=top, x1=x1, bottom=top + 1), color="336699", pages=(1,))


def test_a_rule_goes_to_the_nearer_block():
    """A rule becomes the border of the block that it is nearer to, and keeps its distance."""
    below, distances = with_rules(note_with(rule(120)), PAGE)
    assert below.blocks[0].look.rule_below == "336699"
    assert distances == {"b1": Distance(below=9.0)}
    above, distances = with_rules(note_with(rule(160)), PAGE)
    assert above.blocks[1].look.rule_above == "336699"
    assert distances == {"b2": Distance(above=10.0)}
    assert not below.graphics
    assert not above.graphics


def test_short_and_far_rules_stay_where_they_are():
    """A short ornament, a rule far from any text and one of the footer are no borders."""
    rules = (rule(120, x1=150), rule(400), replace(rule(120), zone=Zone.FOOTER))
    untouched, distances = with_rules(note_with(*rules), PAGE)
    assert untouched.graphics == rules
    assert not distances
