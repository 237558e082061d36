"""What the reader makes of pages, told on small PDFs that say where every line stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from document.note import Block, BlockKind, FurnitureKind, Note
from worker.extract.reader import read_note

LEFT, RIGHT, LEADING, SIZE = 72.0, 523.0, 14.0, 11.0
WIDTH, HEIGHT = A4


@dataclass
class Sheets:
    """A PDF in the making; places are points from the top left."""

    canvas: Canvas
    path: Path
    y: float = 90.0
    footers: Sequence[str] = field(default_factory=tuple)
    page: int = 1

    def put(  # noqa: PLR0917
        self,
        text: str,
        x: float = LEFT,
        y: float | None = None,
        size: float = SIZE,
        font: str = "Times-Roman",
        color: str = "#000000",
    ) -> None:
        """Print a line where it is wanted."""
        self.canvas.setFillColor(HexColor(color))
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, HEIGHT - (self.y if y is None else y), text)

    def line(  # noqa: PLR0917
        self,
        text: str,
        x: float = LEFT,
        size: float = SIZE,
        font: str = "Times-Roman",
        gap: float = 0.0,
        color: str = "#000000",
    ) -> None:
        """Print the next line, ``gap`` points further down than usual."""
        self.y += gap
        self.put(text, x, size=size, font=font, color=color)
        self.y += LEADING * max(1.0, size / SIZE)

    def full(self, text: str, x: float = LEFT, right: float = RIGHT, gap: float = 0.0) -> None:
        """Print the next line spread to the right margin, as justified text is."""
        self.y += gap
        width = self.canvas.stringWidth(text, "Times-Roman", SIZE)
        spaces = text.count(" ")
        drawn = self.canvas.beginText(x, HEIGHT - self.y)
        drawn.setFont("Times-Roman", SIZE)
        drawn.setWordSpace((right - x - width) / spaces if spaces else 0)
        drawn.textOut(text)
        drawn.setWordSpace(0)
        self.canvas.drawText(drawn)
        self.y += LEADING

    def centred(self, text: str, size: float, font: str = "Times-Bold", gap: float = 0.0) -> None:
        """Print the next line in the middle of the page."""
        width = self.canvas.stringWidth(text, font, size)
        self.line(text, (WIDTH - width) / 2, size, font, gap)

    def next_page(self) -> None:
        """Begin another page, with the footers of this one."""
        for count, footer in enumerate(self.footers):
            self.put(footer.format(page=self.page), 200, 800 + 10 * count, 8)
        self.canvas.showPage()
        self.page += 1
        self.y = 90.0

    def read(self) -> Note:
        """Close the file and read it."""
        self.next_page()
        self.canvas.save()
        return read_note(self.path)


@pytest.fixture
def sheets(tmp_path: Path) -> Sheets:
    """Give an empty A4 file."""
    path = tmp_path / "note.pdf"
    return Sheets(Canvas(str(path), pagesize=A4), path)


THINGS = ("projets", "marchés", "jardins", "ateliers", "paniers", "cafés", "lavoirs", "fournils")


def filler(sheets: Sheets, count: int) -> None:
    """Print a paragraph of ``count`` full lines and a short one, to show what ordinary text is in this note."""
    for index in range(count):
        what = THINGS[(index + 3 * sheets.page) % len(THINGS)]
        sheets.full(
            f"Les {what} et les coopératives de ce territoire unissent les efforts de tous", gap=8 * (not index)
        )
    sheets.line(f"pour les {THINGS[sheets.page]} de la ville.")


def texts(note: Note, kind: BlockKind | None = None) -> list[str]:
    """Give the texts of the note's blocks, of one kind if it is given."""
    return [block.text for block in note.blocks if kind is None or block.kind is kind]


def block(note: Note, beginning: str) -> Block:
    """Give the block whose text begins so."""
    return next(block for block in note.blocks if block.text.startswith(beginning))


def test_a_title_over_three_centred_lines_is_one_block(sheets: Sheets) -> None:
    """Lines of one look at the head of a note are its title; another look begins the subtitle."""
    for line in ("Monnaies locales et tissu", "productif : faire circuler", "la richesse"):
        sheets.centred(line, 22)
    sheets.centred("Note conceptuelle", 13, "Times-Italic", gap=4)
    sheets.centred("Dakar, 14 octobre 2026", 11, "Times-Roman", gap=4)
    filler(sheets, 4)
    note = sheets.read()
    assert [(one.kind, one.text) for one in note.blocks[:3]] == [
        (BlockKind.TITLE, "Monnaies locales et tissu productif : faire circuler la richesse"),
        (BlockKind.SUBTITLE, "Note conceptuelle"),
        (BlockKind.DATE, "Dakar, 14 octobre 2026"),
    ]


def test_front_lines_of_one_look_are_no_headings(sheets: Sheets) -> None:
    """Subtitle, authors and date may be set alike; the headings below keep the first level."""
    sheets.line("Finance that stays in town", size=20, font="Helvetica-Bold")
    for text in ("Concept note", "By Ana Ruiz and Tom Okafor", "Bilbao, 17 November 2026"):
        sheets.line(text, size=13, font="Helvetica", color="#666666", gap=4)
    for text in ("Background", "Programme"):
        sheets.line(text, font="Times-Bold", gap=10)
        filler(sheets, 3)
    kinds = [one.kind for one in sheets.read().blocks[:5]]
    assert kinds == [BlockKind.TITLE, BlockKind.SUBTITLE, BlockKind.AUTHOR, BlockKind.DATE, BlockKind.HEADING]


def test_a_footer_may_stand_on_one_page_only(sheets: Sheets) -> None:
    """Small type at the foot, well below the text, is furniture without being repeated."""
    filler(sheets, 5)
    sheets.put("Supported by Harbour Mutual and Stiftung Nord", x=180, y=805, size=8)
    note = sheets.read()
    assert [one.text for one in note.furniture] == ["Supported by Harbour Mutual and Stiftung Nord"]
    assert len(note.blocks) == 1


def test_a_sponsor_line_that_wraps_is_one_piece(sheets: Sheets) -> None:
    """Lines of one phrase at the foot of the pages are one text; lines that each end are not."""
    for _ in range(2):
        filler(sheets, 6)
        for count, text in enumerate(("Avec le soutien de la Fondation Terre Vive et de la", "Caisse du Lauzet")):
            sheets.put(text, 200, 790 + 10 * count, 8)
        sheets.put("Secrétariat du forum", 200, 810, 8)
        sheets.next_page()
    filler(sheets, 2)
    found = [piece.text for piece in sheets.read().furniture]
    assert found == ["Avec le soutien de la Fondation Terre Vive et de la Caisse du Lauzet", "Secrétariat du forum"]


def test_a_turned_watermark_is_furniture(sheets: Sheets) -> None:
    """Large turned letters are told with their angle, and in the pale colour in which they are seen."""
    for _ in range(2):
        filler(sheets, 6)
        sheets.canvas.saveState()
        sheets.canvas.translate(150, 250)
        sheets.canvas.rotate(40)
        sheets.canvas.setFillColor(HexColor("#FF0000"), alpha=0.2)
        sheets.canvas.setFont("Helvetica-Bold", 70)
        sheets.canvas.drawString(0, 0, "DOCUMENT")
        sheets.canvas.restoreState()
        sheets.next_page()
    filler(sheets, 2)
    note = sheets.read()
    (mark,) = [piece for piece in note.furniture if piece.kind is FurnitureKind.WATERMARK]
    assert (mark.text, mark.angle, mark.pages, mark.look.size) == ("DOCUMENT", 40.0, (1, 2), 70.0)
    assert mark.look.color == "FFCCCC"
    assert not any("DOCUMENT" in one.text for one in note.blocks)


def test_a_caption_does_not_end_the_sentence_around_its_picture(sheets: Sheets) -> None:
    """Text goes on below a picture and its caption as the same paragraph."""
    filler(sheets, 4)
    sheets.full("Les acteurs du territoire ont décidé de partager leurs outils afin que les autres puissent", gap=8)
    sheets.put("Figure 1. Le cycle du soin", x=220, y=sheets.y + 130, size=8, font="Times-Italic")
    sheets.y += 150
    sheets.line("apprendre sans repartir de zéro.")
    note = sheets.read()
    assert block(note, "Les acteurs").text.endswith("puissent apprendre sans repartir de zéro.")
    assert texts(note, BlockKind.CAPTION) == ["Figure 1. Le cycle du soin"]


def test_a_sentence_that_a_footer_cuts_is_one_block_with_two_boxes(sheets: Sheets) -> None:
    """Running footers and page numbers are furniture and never part a paragraph."""
    sheets.footers = ("Avec le soutien de la Banque Solidaire", "Page {page} sur 2")
    filler(sheets, 6)
    sheets.y = 700
    sheets.full("Cette phrase commence au bas de la première page et ne se termine pas avant la", gap=8)
    sheets.next_page()
    sheets.line("page suivante.")
    filler(sheets, 3)
    note = sheets.read()
    cut = block(note, "Cette phrase")
    assert cut.text.endswith("pas avant la page suivante.")
    assert [box.page for box in cut.boxes] == [1, 2]
    assert [join.reason for join in cut.joins] == ["page"]
    assert {(one.kind, one.pages) for one in note.furniture} == {
        (FurnitureKind.FOOTER, (1, 2)),
        (FurnitureKind.PAGE_NUMBER, (1, 2)),
    }


def test_text_may_reach_lower_than_the_footer_of_another_page_begins(sheets: Sheets) -> None:
    """Furniture is found page by page from the edge inwards, not by one line for all pages."""
    for page, height in ((1, 760.0), (2, 805.0), (3, 760.0)):
        filler(sheets, 5)
        sheets.put(f"Dernière ligne du texte de la page {page}.", y=height - 30)
        sheets.put("Fondation des Rives", 200, height, 8)
        sheets.next_page()
    note = sheets.read()
    assert "Dernière ligne du texte de la page 2." in texts(note)
    assert not any("Fondation" in text for text in texts(note))


def test_the_order_of_painting_does_not_matter(sheets: Sheets) -> None:
    """Text that the file paints last, but that stands first, comes first."""
    sheets.put("Ce paragraphe est peint avant l’autre.", y=200)
    sheets.put("Ce paragraphe se lit avant l’autre.", y=100)
    assert texts(sheets.read()) == ["Ce paragraphe se lit avant l’autre.", "Ce paragraphe est peint avant l’autre."]


@pytest.mark.parametrize(
    ("above", "below", "word"),
    [
        ("Les acteurs se réunissent et la note pré-", "sente leurs travaux.", "présente"),
        ("Les acteurs poursuivent un dialogue Nord-", "Sud fécond.", "Nord-Sud"),
        ("Les acteurs ont au cœur le bien-", "être de tous.", "bien-être"),
        ("Les acteurs discutent aussi avec eux-", "mêmes.", "eux-mêmes"),
        ("Les acteurs l’ont dit, c’est-", "à-dire presque tous.", "c’est-à-dire"),
    ],
)
def test_a_hyphen_at_a_line_end_stays_only_where_the_word_has_one(
    sheets: Sheets, above: str, below: str, word: str
) -> None:
    """The note's own words, the dictionary and capitals decide about hyphens at line ends."""
    filler(sheets, 3)
    sheets.full(above, gap=8)
    sheets.line(below)
    note = sheets.read()
    assert word in block(note, "Les acteurs").text.split() or f"{word}." in block(note, "Les acteurs").text.split()


def test_a_note_s_own_spelling_wins_over_the_dictionary(sheets: Sheets) -> None:
    """What stands within a line elsewhere in the note settles how a broken word is put together."""
    sheets.line("La micro-finance est utile.")
    sheets.full("Les acteurs de tout le territoire demandent des moyens pour la micro-", gap=8)
    sheets.line("finance rurale.")
    assert block(sheets.read(), "Les acteurs").text.endswith("pour la micro-finance rurale.")


def test_headings_are_ranked_by_their_looks(sheets: Sheets) -> None:
    """Size comes first, then weight; equal looks have equal levels."""
    sheets.centred("Un titre en grand", 22)
    for number in (1, 2):
        sheets.line(f"{number}. Une partie", size=15, font="Times-Bold", gap=12)
        filler(sheets, 3)
        sheets.line("Une section", font="Times-Bold", gap=12)
        filler(sheets, 2)
    note = sheets.read()
    heads = [(one.text, one.level) for one in note.blocks if one.kind is BlockKind.HEADING]
    assert heads == [("1. Une partie", 1), ("Une section", 2), ("2. Une partie", 1), ("Une section", 2)]


def test_a_bold_lead_is_no_heading(sheets: Sheets) -> None:
    """Bold words that a sentence follows on the same line are runs of a paragraph."""
    filler(sheets, 3)
    sheets.put("Objectif :", y=sheets.y + 8, font="Times-Bold")
    sheets.line("réunir les acteurs.", x=LEFT + 53, gap=8)
    filler(sheets, 3)
    lead = block(sheets.read(), "Objectif")
    assert lead.kind is BlockKind.PARAGRAPH
    assert [(run.text, run.bold) for run in lead.runs] == [("Objectif :", True), (" réunir les acteurs.", False)]


def test_first_line_indents_part_paragraphs_without_white_between(sheets: Sheets) -> None:
    """A line that is set in begins a paragraph even after a full line."""
    for _ in range(3):
        sheets.full("Depuis des années les habitants du quartier se réunissent pour en décider.", x=LEFT + 20)
        sheets.full("Ils le font encore aujourd’hui avec les élus et les associations de la ville entière")
        sheets.full("et le feront demain avec les coopératives qui viennent de naître sur le territoire.")
    note = sheets.read()
    assert len(texts(note)) == 3
    assert note.blocks[1].look.first_line == pytest.approx(20, abs=1)


def test_lists_have_labels_and_depths(sheets: Sheets) -> None:
    """Bullets and numbers leave the text; depth comes from how far an item is set in."""
    filler(sheets, 2)
    sheets.line("• les filières courtes, qui rapprochent ceux qui produisent et ceux qui", x=90, gap=8)
    sheets.line("consomment ;", x=97)
    sheets.line("– les marchés ;", x=110)
    sheets.line("– les paniers ;", x=110)
    sheets.line("• les monnaies locales.", x=90)
    sheets.line("Il faut aussi :", gap=8)
    sheets.line("1. du temps ;", x=90)
    sheets.line("2. des moyens.", x=90)
    items = [one for one in sheets.read().blocks if one.list]
    assert [(one.text, one.list.label, one.list.depth, one.list.ordered) for one in items if one.list] == [
        ("les filières courtes, qui rapprochent ceux qui produisent et ceux qui consomment ;", "•", 1, False),
        ("les marchés ;", "–", 2, False),
        ("les paniers ;", "–", 2, False),
        ("les monnaies locales.", "•", 1, False),
        ("du temps ;", "1.", 1, True),
        ("des moyens.", "2.", 1, True),
    ]


def test_drawn_dots_are_bullets(sheets: Sheets) -> None:
    """Browsers draw their bullets; the lines beside them are list items all the same."""
    filler(sheets, 2)
    sheets.y += 8
    for text in ("les filières courtes ;", "les monnaies locales."):
        sheets.canvas.circle(88, HEIGHT - sheets.y + 3.5, 2, stroke=0, fill=1)
        sheets.line(text, x=100)
    assert texts(sheets.read(), BlockKind.LIST_ITEM) == ["les filières courtes ;", "les monnaies locales."]


def test_a_number_within_a_sentence_is_no_label(sheets: Sheets) -> None:
    """A line of running text may begin with a number, a dash or an ordinal."""
    filler(sheets, 2)
    sheets.full("La rencontre réunira les acteurs de la région entière autour de la date du", gap=8)
    sheets.full("12. Elle sera suivie d’une visite et d’un repas partagé avec les habitants –")
    sheets.line("– comme toujours – au marché.")
    note = sheets.read()
    assert not texts(note, BlockKind.LIST_ITEM)


def test_raised_letters_are_superscripts(sheets: Sheets) -> None:
    """Smaller letters above the line are part of their word, by raising and by placing."""
    filler(sheets, 2)
    drawn = sheets.canvas.beginText(LEFT, HEIGHT - sheets.y - 8)
    drawn.setFont("Times-Roman", SIZE)
    drawn.textOut("La 1")
    drawn.setRise(4)
    drawn.setFont("Times-Roman", 7)
    drawn.textOut("ère")
    drawn.setRise(0)
    drawn.setFont("Times-Roman", SIZE)
    drawn.textOut(" fois.")
    sheets.canvas.drawText(drawn)
    first = block(sheets.read(), "La 1")
    assert [(run.text, run.superscript) for run in first.runs] == [("La 1", False), ("ère", True), (" fois.", False)]


def test_bold_may_be_faked(sheets: Sheets) -> None:
    """Letters that are outlined too, or painted twice a hair apart, are bold once."""
    filler(sheets, 2)
    drawn = sheets.canvas.beginText(LEFT, HEIGHT - sheets.y - 8)
    drawn.setFont("Times-Roman", SIZE)
    drawn.setTextRenderMode(2)
    drawn.textOut("Gras")
    drawn.setTextRenderMode(0)
    drawn.textOut(" et maigre, car il faut les deux.")
    sheets.canvas.drawText(drawn)
    sheets.y += 40
    sheets.put("Double")
    sheets.put("Double", x=LEFT + 0.4)
    sheets.put("et simple, car il faut les deux.", x=LEFT + 40)
    note = sheets.read()
    assert next((run.text, run.bold) for run in block(note, "Gras").runs) == ("Gras", True)
    assert next((run.text, run.bold) for run in block(note, "Double").runs) == ("Double", True)


def test_italic_may_be_faked(sheets: Sheets) -> None:
    """Letters of an upright font that lean are italic, and none is lost."""
    filler(sheets, 2)
    sheets.put("Un dato", y=300)
    leaning = sheets.canvas.beginText()
    leaning.setFont("Times-Roman", SIZE)
    leaning.setTextTransform(1, 0, 0.3, 1, LEFT + 45, HEIGHT - 300)
    leaning.textOut("publicado")
    sheets.canvas.drawText(leaning)
    runs = block(sheets.read(), "Un dato").runs
    assert [(run.text, run.italic) for run in runs] == [("Un dato ", False), ("publicado", True)]


def test_what_is_not_seen_is_not_read(sheets: Sheets) -> None:
    """Text without ink, text beside the page and turned text stay out of the body."""
    filler(sheets, 3)
    hidden = sheets.canvas.beginText(LEFT, 300)
    hidden.setTextRenderMode(3)
    hidden.textOut("Invisible")
    sheets.canvas.drawText(hidden)
    sheets.put("Dehors", x=-200)
    sheets.canvas.saveState()
    sheets.canvas.rotate(90)
    sheets.canvas.drawString(300, -40, "Tourné")
    sheets.canvas.restoreState()
    body = " ".join(texts(sheets.read()))
    assert not any(word in body for word in ("Invisible", "Dehors", "Tourné"))


def test_letters_may_stand_wide(sheets: Sheets) -> None:
    """Letter-spaced words stay words."""
    drawn = sheets.canvas.beginText(LEFT, 300)
    drawn.setFont("Helvetica-Bold", 14)
    drawn.setCharSpace(4)
    drawn.textOut("FORUM DES VILLES")
    drawn.setCharSpace(0)
    sheets.canvas.drawText(drawn)
    filler(sheets, 3)
    assert "FORUM DES VILLES" in texts(sheets.read())


def test_spaced_capitals_are_measured(sheets: Sheets) -> None:
    """The white between letters is part of the look, and text that is merely justified has none."""
    drawn = sheets.canvas.beginText(LEFT, HEIGHT - 60)
    drawn.setFont("Helvetica", 12)
    drawn.setCharSpace(2.5)
    drawn.textOut("FORUM DES COMMUNS")
    drawn.setCharSpace(0)
    sheets.canvas.drawText(drawn)
    filler(sheets, 5)
    note = sheets.read()
    assert block(note, "FORUM DES COMMUNS").look.letter_spacing == 2.5
    assert block(note, "Les ateliers").look.letter_spacing == 0.0


def test_columns_are_read_one_after_the_other(sheets: Sheets) -> None:
    """The title spans, then the left column is read to its end, and a paragraph goes on in the right one."""
    sheets.centred("Un titre sur toute la largeur de la page", 18)
    top = sheets.y + 20
    for index in range(12):
        sheets.put(f"ligne {index} de la colonne de gauche qui va", y=top + LEADING * index)
        sheets.put(f"suite {index} de la colonne de droite qui va", x=310, y=top + LEADING * index)
    note = sheets.read()
    body = " ".join(texts(note))
    assert body.index("ligne 11") < body.index("suite 0")
    assert "gauche qui va suite 0" in body


def test_a_ruled_table_is_one_block_with_cells(sheets: Sheets) -> None:
    """Rules make cells; a cell's lines are joined, and nothing of it is in paragraphs."""
    filler(sheets, 3)
    xs, ys = (72, 200, 330), (300, 320, 352)
    sheets.canvas.grid(xs, [HEIGHT - y for y in ys])
    for x, y, text in (
        (76, 314, "Monnaie"),
        (204, 314, "Lieu"),
        (76, 332, "L’Embrun"),
        (204, 332, "Port-Aurélie et"),
        (204, 346, "ses environs"),
    ):
        sheets.put(text, x, y)
    note = sheets.read()
    table = next(one for one in note.blocks if one.kind is BlockKind.TABLE)
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Monnaie", "Lieu"],
        ["L’Embrun", "Port-Aurélie et ses environs"],
    ]
    assert not any("Embrun" in text for text in texts(note, BlockKind.PARAGRAPH))


def test_a_frame_around_text_is_no_table(sheets: Sheets) -> None:
    """A box is drawn around a paragraph to stress it."""
    filler(sheets, 3)
    sheets.canvas.rect(60, HEIGHT - 330, 480, 60)
    sheets.put("À retenir : la rencontre est ouverte à toutes et à tous.", y=300)
    assert not texts(sheets.read(), BlockKind.TABLE)


def test_footnotes_leave_the_text_and_are_referred_to(sheets: Sheets) -> None:
    """Small type at the page's foot with a mark is a note; the raised mark in the text names it."""
    filler(sheets, 3)
    sheets.put("Les monnaies circulent", y=200)
    sheets.put("1", x=LEFT + sheets.canvas.stringWidth("Les monnaies circulent", "Times-Roman", SIZE), y=196, size=6)
    sheets.put("1. Rapport annuel de l’observatoire, qui porte sur", y=700, size=8)
    sheets.put("412 entreprises.", y=710, size=8)
    note = sheets.read()
    foot = next(one for one in note.blocks if one.kind is BlockKind.FOOTNOTE)
    assert foot.text == "Rapport annuel de l’observatoire, qui porte sur 412 entreprises."
    assert block(note, "Les monnaies").runs[-1].footnote == foot.id


def test_links_are_runs(sheets: Sheets) -> None:
    """Words under a link annotation carry its address."""
    filler(sheets, 2)
    sheets.put("Écrire à contact@forum.example", y=300)
    start = LEFT + sheets.canvas.stringWidth("Écrire à ", "Times-Roman", SIZE)
    sheets.canvas.linkURL("mailto:contact@forum.example", (start, HEIGHT - 303, 400, HEIGHT - 290))
    linked = block(sheets.read(), "Écrire").runs[-1]
    assert (linked.text, linked.link) == ("contact@forum.example", "mailto:contact@forum.example")


def test_a_word_that_a_link_merely_touches_is_not_linked(sheets: Sheets) -> None:
    """Rectangles are drawn too wide: a word belongs to a link when most of it lies within."""
    filler(sheets, 2)
    sheets.put("Voir sur la page de la table.", y=300)
    start, end = (
        LEFT + sheets.canvas.stringWidth(text, "Times-Roman", SIZE) for text in ("Voir s", "Voir sur la page")
    )
    sheets.canvas.linkURL("https://forum.example/", (start, HEIGHT - 303, end - 2, HEIGHT - 290))
    runs = block(sheets.read(), "Voir").runs
    assert [run.text for run in runs if run.link] == ["la page"]


def test_looks_are_measured(sheets: Sheets) -> None:
    """Alignment, indents, font, size and colour are those of the page."""
    sheets.centred("Un titre en grand", 22)
    sheets.line("Une partie", size=15, font="Helvetica-Bold", gap=12, color="#1F4E79")
    filler(sheets, 5)
    note = sheets.read()
    head, text = block(note, "Une partie").look, block(note, "Les ateliers").look
    assert (head.font, head.size, head.color, head.bold) == ("Helvetica", 15.0, "1F4E79", True)
    assert (text.alignment, text.line_height, text.indent_left) == ("justify", pytest.approx(14.0, abs=0.1), 0.0)
    assert note.pages[0].margin_left == pytest.approx(LEFT, abs=1)


def test_a_blank_whose_room_is_taken_back_is_no_blank(sheets: Sheets) -> None:
    """Browsers print a blank where a word might have been hyphenated, and set the next letter over it."""
    filler(sheets, 4)
    width = sheets.canvas.stringWidth
    for start, x in (("Anteced", LEFT), ("econ", LEFT + 200)):
        rest = "entes" if start == "Anteced" else "omía"
        drawn = sheets.canvas.beginText(x, HEIGHT - sheets.y - 20)
        drawn.setFont("Times-Bold", 20)
        drawn.textOut(f"{start} ")
        drawn.setTextOrigin(x + width(start, "Times-Bold", 20) - 0.01, HEIGHT - sheets.y - 20)
        drawn.textOut(rest)
        sheets.canvas.drawText(drawn)
    note = sheets.read()
    assert "Antecedentes" in note.blocks[-1].text or "Antecedentes" in note.blocks[-2].text
    assert "economía" in note.blocks[-1].text


def test_questions_behind_dashes_are_a_list(sheets: Sheets) -> None:
    """Dashes below a heading, or questions without answers, are items; questions with answers are talk."""
    sheets.line("Le juste prix", size=20, font="Times-Bold")
    filler(sheets, 4)
    sheets.line("Questions à débattre", size=15, font="Times-Bold", gap=12)
    for text in ("– Qui fixe le juste prix ?", "– Comment payer les producteurs ?", "– Le prix est le même pour tous."):
        sheets.line(text)
    filler(sheets, 3)
    for text in ("– Est-ce que tu viens ?", "– Je viens demain."):
        sheets.line(text, gap=4 * text.endswith("?"))
    filler(sheets, 3)
    note = sheets.read()
    assert texts(note, BlockKind.LIST_ITEM) == [
        "Qui fixe le juste prix ?",
        "Comment payer les producteurs ?",
        "Le prix est le même pour tous.",
    ]
    assert block(note, "– Je viens").kind is BlockKind.PARAGRAPH


def test_a_header_may_stand_on_the_second_page_only(sheets: Sheets) -> None:
    """A small line in the top margin that a sentence runs around is furniture, and the sentence is one block."""
    filler(sheets, 5)
    sheets.full("Chaque groupe dispose d’une facilitatrice, d’une carte du territoire et d’un budget fictif de", gap=8)
    sheets.next_page()
    sheets.put("Circuits courts et restauration collective | note de cadrage", y=60, size=8, color="#5B7B4B")
    sheets.line("250 000 euros.")
    filler(sheets, 3)
    note = sheets.read()
    assert [(one.kind, one.pages) for one in note.furniture] == [(FurnitureKind.HEADER, (2,))]
    assert block(note, "Chaque groupe").text.endswith("un budget fictif de 250 000 euros.")


def test_small_text_at_the_top_of_a_page_may_be_text(sheets: Sheets) -> None:
    """A small line where other pages begin their text, too, is no header."""
    filler(sheets, 5)
    sheets.next_page()
    sheets.line("Les montants sont donnés hors taxes.", size=9)
    filler(sheets, 3)
    assert not sheets.read().furniture


def test_a_dash_item_that_hangs_tells_about_its_neighbours(sheets: Sheets) -> None:
    """Where one item behind a dash hangs, the short ones below it are items too, though one of them asks."""
    filler(sheets, 4)
    sheets.line("– Compartir las experiencias de seis cooperativas, con sus logros y sus dificultades,", gap=8)
    sheets.line("para que otros barrios puedan aprovecharlas.", x=LEFT + 9)
    sheets.line("– Identificar los obstáculos.")
    sheets.line("– ¿Cómo incluir a todos los hogares?")
    filler(sheets, 3)
    assert len(texts(sheets.read(), BlockKind.LIST_ITEM)) == 3


def test_a_table_without_lines_may_have_its_cells_in_the_middle(sheets: Sheets) -> None:
    """Short cells in the middle of taller rows belong to them, though no two baselines agree."""
    filler(sheets, 4)
    for x, name in ((LEFT, "Hora"), (LEFT + 60, "Actividad"), (LEFT + 330, "Quién")):
        sheets.put(name, x, font="Times-Bold", y=sheets.y + 10)
    sheets.y += 34
    for hour, (first, second), who in (
        ("14.00", ("Bienvenida y presentación del recorrido con", "una película breve"), "Ayuntamiento"),
        ("14.15", ("Los arrendamientos públicos en tres ciudades", "portuarias"), "A. Mbeki"),
        ("14.35", ("Fondos rotatorios", ""), "L. Ferrer"),
    ):
        middle = 6 if second else 0
        sheets.put(hour, y=sheets.y + middle)
        sheets.put(first, LEFT + 60)
        sheets.put(who, LEFT + 330, y=sheets.y + middle)
        if second:
            sheets.put(second, LEFT + 60, y=sheets.y + 12)
        sheets.y += 24 + 2 * middle
    filler(sheets, 3)
    (table,) = (one for one in sheets.read().blocks if one.kind is BlockKind.TABLE)
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Hora", "Actividad", "Quién"],
        ["14.00", "Bienvenida y presentación del recorrido con una película breve", "Ayuntamiento"],
        ["14.15", "Los arrendamientos públicos en tres ciudades portuarias", "A. Mbeki"],
        ["14.35", "Fondos rotatorios", "L. Ferrer"],
    ]


def test_a_table_without_lines_may_have_cells_of_several_lines(sheets: Sheets) -> None:
    """Rows that begin on one baseline, with white between them, are a table's and not columns of prose."""
    rows = [
        (("Organisation",), ("Action proposée",), ("Échéance",)),
        (("Ville et communauté", "de communes"), ("Ouvrir les marchés publics", "aux coopératives"), ("2030",)),
        (("Réseau",), ("Former les agents",), ("avant la fin", "de l’année 2031")),
        (("Caisse de l’Ouest", "et mutuelles"), ("Créer un fonds",), ("2032",)),
    ]
    filler(sheets, 4)
    for row in rows:
        for x, cell in zip((72, 220, 400), row, strict=True):
            for count, text in enumerate(cell):
                sheets.put(text, x, sheets.y + 12 * count, 10)
        sheets.y += 12 * max(len(cell) for cell in row) + 8
    filler(sheets, 4)
    (table,) = (one for one in sheets.read().blocks if one.kind is BlockKind.TABLE)
    assert [[cell.text for cell in row] for row in table.rows] == [[" ".join(cell) for cell in row] for row in rows]


def test_lines_around_a_table_do_not_part_its_rows(sheets: Sheets) -> None:
    """A box around names and values has a row for each name, though no line stands between them."""
    filler(sheets, 4)
    sheets.y += 12
    top = sheets.y - 14
    for name, value in (("Organizan", "Red de Cooperativas"), ("Formato", "Panel y talleres"), ("Lugar", "Valdesol")):
        sheets.put(name, font="Times-Bold")
        sheets.line(value, x=LEFT + 110)
    sheets.canvas.rect(LEFT - 5, HEIGHT - sheets.y + 6, 300, sheets.y - top - 6)
    sheets.canvas.rect(LEFT - 5, HEIGHT - top - 1, 300, 1, fill=1)
    sheets.canvas.rect(LEFT - 5, HEIGHT - sheets.y + 6, 300, 1, fill=1)
    filler(sheets, 3)
    (table,) = (one for one in sheets.read().blocks if one.kind is BlockKind.TABLE)
    assert [row[0].text for row in table.rows] == ["Organizan", "Formato", "Lugar"]


def put_table(sheets: Sheets, rows: Sequence[Sequence[str]]) -> None:
    """Print a table with all its lines, its first row in bold type."""
    top = sheets.y
    for count, row in enumerate(rows):
        for column, text in enumerate(row):
            font = "Times-Bold" if not count and text.istitle() else "Times-Roman"
            sheets.put(text, LEFT + 5 + 150 * column, sheets.y + 14, font=font)
        sheets.y += 20
    sheets.canvas.grid(
        [LEFT + 150 * column for column in range(4)], [HEIGHT - top - 20 * count for count in range(len(rows) + 1)]
    )


def test_a_table_goes_on_over_the_end_of_a_page(sheets: Sheets) -> None:
    """Its parts are one table with a place on each page, and the head that is printed again counts once."""
    head = ("Territoire", "Surface", "Usage")
    filler(sheets, 10)
    sheets.y = 690
    put_table(sheets, [head, ("lac", "12 ha", "pêche"), ("bois", "40 ha", "coupe")])
    sheets.next_page()
    put_table(sheets, [head, ("pré", "7 ha", "foin")])
    filler(sheets, 4)
    (table,) = [one for one in sheets.read().blocks if one.kind is BlockKind.TABLE]
    assert [cell.text for row in table.rows for cell in row[:1]] == ["Territoire", "lac", "bois", "pré"]
    assert [box.page for box in table.boxes] == [1, 2]
    assert all(cell.header for cell in table.rows[0])


def test_the_head_of_a_long_table_is_no_running_header(sheets: Sheets) -> None:
    """A table's head that stands at the top of several pages stood amid a page before."""
    head = ("Territoire", "Surface", "Usage")
    filler(sheets, 10)
    sheets.y = 690
    put_table(sheets, [head, ("lac", "12 ha", "pêche"), ("bois", "40 ha", "coupe")])
    for use in ("foin", "miel"):
        sheets.next_page()
        put_table(sheets, [head, *((f"pré {row} ({use})", f"{row} ha de {use}", use) for row in range(30))])
    note = sheets.read()
    (table,) = [one for one in note.blocks if one.kind is BlockKind.TABLE]
    assert (len(table.rows), note.furniture) == (63, ())


def test_a_table_with_a_head_of_its_own_is_another_one(sheets: Sheets) -> None:
    """Equal columns alone do not make one table of two."""
    filler(sheets, 10)
    sheets.y = 690
    put_table(sheets, [("Territoire", "Surface", "Usage"), ("lac", "12 ha", "pêche"), ("bois", "40 ha", "coupe")])
    sheets.next_page()
    put_table(sheets, [("Ville", "Places", "Depuis"), ("Brive", "7", "2019"), ("Tulle", "9", "2020")])
    filler(sheets, 4)
    assert len([one for one in sheets.read().blocks if one.kind is BlockKind.TABLE]) == 2


def test_the_rest_of_a_row_on_the_next_page_belongs_to_its_table(sheets: Sheets) -> None:
    """Lines with the columns of the table before go on with it, though below the head a single cell has text."""
    head = ("Territoire", "Surface", "Usage")
    filler(sheets, 10)
    sheets.y = 690
    put_table(sheets, [head, ("lac", "12 ha", "pêche"), ("bois", "40 ha", "coupe, puis")])
    sheets.next_page()
    put_table(sheets, [head, ("", "", "plantation")])
    filler(sheets, 4)
    (table,) = [one for one in sheets.read().blocks if one.kind is BlockKind.TABLE]
    assert [[cell.text for cell in row] for row in table.rows[1:]] == [
        ["lac", "12 ha", "pêche"],
        ["bois", "40 ha", "coupe, puis plantation"],
    ]


def test_a_label_may_stand_a_little_off_its_text(sheets: Sheets) -> None:
    """Programs set labels in another size, and not quite on the text's line: they belong together all the same."""
    filler(sheets, 4)
    for label, what in (("1.", "comparer les expériences"), ("2.", "rédiger un guide"), ("3.", "inviter les villes")):
        sheets.put(label, 76, sheets.y + 1.5, 12)
        sheets.line(f"{what} ;", 96)
    items = [(one.list.label, one.text) for one in sheets.read().blocks if one.list]
    assert items == [("1.", "comparer les expériences ;"), ("2.", "rédiger un guide ;"), ("3.", "inviter les villes ;")]


def figures(sheets: Sheets, rows: Sequence[Sequence[object]], top: float = 690.0, pitch: float = 16.0) -> None:
    """Print rows in columns without any line between them."""
    for count, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheets.put(str(cell), 90 + 100 * column, top + pitch * count)


@pytest.mark.parametrize("pitch", [16.0, 26.0])
def test_figures_at_the_foot_of_two_pages_are_no_page_numbers(sheets: Sheets, pitch: float) -> None:
    """Rows of several numbers at one place of each page are a table's, and none of them is lost."""
    tables = [
        [[1000 + 97 * row + 13 * column + 411 * page for column in range(4)] for row in range(5)] for page in (0, 1)
    ]
    for page, rows in enumerate(tables):
        filler(sheets, 5)
        figures(sheets, rows, 660, pitch)
        if page == 0:
            sheets.next_page()
    note = sheets.read()
    cells = [[int(cell.text) for cell in row] for block in note.blocks for row in block.rows]
    assert cells == [*tables[0], *tables[1]]
    assert not note.furniture


def test_a_table_s_last_row_is_no_footer(sheets: Sheets) -> None:
    """Words that come again at one place do not make a footer where the figures beside them differ."""
    for page in (0, 1):
        filler(sheets, 5)
        figures(
            sheets, [(name, 17 * page + 4 + row, 33 + row + 5 * page) for row, name in enumerate(("Nord", "Total"))]
        )
        if page == 0:
            sheets.next_page()
    assert not sheets.read().furniture


def test_a_list_of_years_is_text(sheets: Sheets) -> None:
    """Numbers that stand one below the other at a page's foot do not number it."""
    sheets.footers = ("– {page} –",)
    for page in (0, 1):
        filler(sheets, 5)
        figures(sheets, [(2001 + 6 * page + row,) for row in range(6)])
        if page == 0:
            sheets.next_page()
    note = sheets.read()
    assert [text for text in texts(note) if text.isdigit()] == [str(year) for year in range(2001, 2013)]
    assert [(piece.kind, piece.text, piece.pages) for piece in note.furniture] == [
        (FurnitureKind.PAGE_NUMBER, "– 1 –", (1, 2))
    ]


def test_numbered_headings_at_the_top_of_pages_are_text(sheets: Sheets) -> None:
    """A heading may count as pages do; its type tells that it is no running header."""
    for day in (1, 2, 3):
        sheets.line(f"Jour {day}", size=16, font="Times-Bold")
        filler(sheets, 6)
        if day < 3:
            sheets.next_page()
    note = sheets.read()
    assert [text for text in texts(note) if text.startswith("Jour")] == ["Jour 1", "Jour 2", "Jour 3"]
    assert not note.furniture


def test_a_number_that_stays_and_one_that_counts_are_a_footer(sheets: Sheets) -> None:
    """In a running row the year stays a footer and the number that goes up is the page's."""
    for page in (4, 5, 6):
        filler(sheets, 5)
        sheets.put("2028", 72, 800, 9)
        sheets.put(str(page), 500, 800, 9)
        if page < 6:
            sheets.next_page()
    kinds = [(piece.kind, piece.text, piece.pages) for piece in sheets.read().furniture]
    assert kinds == [(FurnitureKind.FOOTER, "2028", (1, 2, 3)), (FurnitureKind.PAGE_NUMBER, "4", (1, 2, 3))]


@pytest.mark.parametrize(
    ("end", "begin", "text"),
    [("de l’", "économie", "l’économie"), ("puisqu’", "elle", "puisqu’elle"), ("peoples’", "organisations", "s’ o")],
)
def test_an_apostrophe_at_a_line_end_may_close_its_word(sheets: Sheets, end: str, begin: str, text: str) -> None:
    """An elision goes on without a blank, a plural's owner does not."""
    sheets.full(f"Les coopératives et les marchés de ce territoire unissent les efforts {end}")
    sheets.full(f"{begin} et les coopératives de ce territoire unissent les efforts de tous et")
    sheets.line("de toutes.")
    assert text in texts(sheets.read())[0]


def test_a_footer_s_rule_does_not_belong_to_the_paragraph_above_it(sheets: Sheets) -> None:
    """A rule at one place of several pages runs with the footer, though a paragraph that goes on touches it."""
    for page in (1, 2):
        sheets.canvas.line(LEFT, HEIGHT - 782, RIGHT, HEIGHT - 782)
        sheets.y = 776.0 - 14 * 6
        for _ in range(7):
            sheets.full(f"Les {THINGS[page]} et les coopératives de ce territoire unissent les efforts de tous")
        if page == 1:
            sheets.next_page()
    note = sheets.read()
    assert all(block.look.rule_below is None for block in note.blocks)
    assert [graphic.pages for graphic in note.graphics] == [(1, 2)]


def test_letters_of_a_header_may_stand_very_far_apart(sheets: Sheets) -> None:
    """Single letters at even distances in a running row are one word."""
    for page in (1, 2):
        for place, letter in enumerate("FMTC"):
            sheets.put(letter, 200 + 30 * place, 40, 9)
        filler(sheets, 5)
        if page == 1:
            sheets.next_page()
    (header,) = sheets.read().furniture
    assert (header.kind, header.text, header.pages) == (FurnitureKind.HEADER, "F M T C", (1, 2))
