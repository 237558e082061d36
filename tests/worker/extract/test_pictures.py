"""Pictures come as a person sees them, know what they are for, and are told from rules, bands and boxes around text."""

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw
from reportlab.lib.colors import CMYKColor, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from document.note import Box, Image, ImageRole, Zone
from worker.extract.drawings import Find, find_pictures
from worker.extract.graphics import graphics
from worker.extract.pictures import FurnitureBand, images
from worker.extract.shapes import page_sizes, shapes

Painter = Callable[[Canvas], None]


def pictures_of(path: Path, tables: tuple[Box, ...] = (), bands: tuple[FurnitureBand, ...] = ()) -> tuple[Image, ...]:
    """Find and paint all pictures of a file."""
    return images(path, find_pictures(shapes(path), tables), bands)


def opened(image: Image) -> Pillow.Image:
    """Decode a picture with its transparency."""
    return Pillow.open(io.BytesIO(image.data)).convert("RGBA")


def photo(color: str = "red", size: tuple[int, int] = (120, 60)) -> ImageReader:
    """Make a picture of one colour for the canvas."""
    return ImageReader(Pillow.new("RGB", size, color))


def paragraph(canvas: Canvas, top: float = 700) -> None:
    """Write some lines of body text."""
    for count in range(6):
        canvas.drawString(72, top - 16 * count, "Les coopératives d'habitants louent leurs logements à leurs membres.")


def test_a_soft_mask_becomes_transparency(draw):
    """A logo with a see-through ground keeps it, whatever it is painted on in Word."""
    logo = Pillow.new("RGBA", (80, 80), (0, 0, 0, 0))
    ImageDraw.Draw(logo).ellipse((10, 10, 70, 70), fill=(0, 128, 0, 255))
    path = draw(lambda canvas: canvas.drawImage(ImageReader(logo), 100, 780, 40, 40, mask="auto"))
    (image,) = pictures_of(path)
    seen = opened(image)
    assert image.media_type == "image/png"
    assert seen.getpixel((1, 1))[3] == 0
    assert seen.getpixel((seen.width // 2, seen.height // 2)) == (0, 128, 0, 255)


def test_printers_colours_become_screen_colours(draw):
    """A picture in CMYK comes as RGB, with about the colour that a person sees."""
    cmyk = ImageReader(Pillow.new("CMYK", (60, 60), (0, 255, 255, 0)))
    (image,) = pictures_of(draw(lambda canvas: canvas.drawImage(cmyk, 100, 400, 200, 200)))
    red, green, blue, _ = opened(image).getpixel((20, 20))
    assert red > 200
    assert max(green, blue) < 80


def test_a_palette_is_looked_up(draw):
    """An indexed picture has its colours, not its indices."""
    path = draw(lambda canvas: canvas.drawImage(photo(), 100, 400, 200, 100))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        palette = pikepdf.Array([pikepdf.Name.Indexed, pikepdf.Name.DeviceRGB, 1, bytes([255, 255, 255, 0, 0, 255])])
        (name,) = pdf.pages[0].Resources.XObject.keys()
        stream = pikepdf.Stream(pdf, b"\x01" * 4)
        stream.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=2,
            Height=2,
            BitsPerComponent=8,
            ColorSpace=palette,
        )
        pdf.pages[0].Resources.XObject[name] = stream
        pdf.save(path)
    (image,) = pictures_of(path)
    assert opened(image).getpixel((50, 50)) == (0, 0, 255, 255)


def test_a_photograph_stays_a_jpeg(draw):
    """What was a JPEG in the file does not grow into a PNG ten times its size."""
    sink = io.BytesIO()
    Pillow.effect_noise((300, 200), 80).convert("RGB").save(sink, "JPEG")
    path = draw(lambda canvas: canvas.drawImage(ImageReader(sink), 100, 300, 300, 200))
    (image,) = pictures_of(path)
    assert image.media_type == "image/jpeg"
    assert image.role is ImageRole.FIGURE


def test_a_picture_stands_where_it_is_seen(draw):
    """Boxes count from the top left of the page."""
    (image,) = pictures_of(draw(lambda canvas: canvas.drawImage(photo(), 100, 400, 200, 100)))
    box = image.box
    assert (box.page, box.x0, box.x1) == (1, pytest.approx(100), pytest.approx(300))
    assert (box.top, box.bottom) == (pytest.approx(A4[1] - 500), pytest.approx(A4[1] - 400))


def test_a_picture_within_a_form_is_found_in_its_place(draw):
    """Producers wrap pictures into forms that are moved and scaled; the place on the page counts."""

    def wrapped(canvas: Canvas) -> None:
        canvas.beginForm("wrapped")
        canvas.drawImage(photo(), 10, 10, 100, 50)
        canvas.endForm()
        canvas.translate(100, 400)
        canvas.scale(2, 2)
        canvas.doForm("wrapped")

    (image,) = pictures_of(draw(wrapped))
    assert (image.box.x0, image.box.x1) == (pytest.approx(120), pytest.approx(320))
    assert opened(image).getpixel((10, 10)) == (255, 0, 0, 255)


def test_a_logo_of_every_page_is_one_picture(draw):
    """Sponsors' logos in the footer come once, with all their pages."""

    def footer(canvas: Canvas) -> None:
        paragraph(canvas)
        canvas.drawImage(photo("green"), 100, 30, 80, 40)
        canvas.drawImage(photo("blue"), 220, 30, 80, 40)

    logos = pictures_of(draw(footer, footer, footer))
    assert [(logo.id, logo.pages, logo.role, logo.zone) for logo in logos] == [
        ("i1", (1, 2, 3), ImageRole.LOGO, Zone.FOOTER),
        ("i2", (1, 2, 3), ImageRole.LOGO, Zone.FOOTER),
    ]


def test_running_text_tells_where_the_footer_begins(draw):
    """A high footer is one when the reader has found the line that it begins with."""
    path = draw(lambda canvas: canvas.drawImage(photo(), 100, 150, 80, 40))
    assert pictures_of(path)[0].zone is Zone.BODY
    assert pictures_of(path, bands=(FurnitureBand(1, 0.0, 600.0),))[0].zone is Zone.FOOTER


def test_a_logo_that_is_drawn_is_painted_with_its_words(draw):
    """Curves and the name beside them within their box are one picture."""

    def logo(canvas: Canvas) -> None:
        paragraph(canvas)
        canvas.setFillColor(HexColor("#1A8A8F"))
        canvas.circle(120, 50, 18, stroke=0, fill=1)
        canvas.setFillColor(HexColor("#E8542E"))
        canvas.circle(145, 50, 18, stroke=0, fill=1)
        canvas.setFillColor(HexColor("#FFFFFF"))
        canvas.drawString(112, 46, "ESS")

    path = draw(logo, logo)
    (find,) = find_pictures(shapes(path))[:1]
    (image,) = pictures_of(path)
    assert find.drawn
    assert (image.role, image.zone, image.pages) == (ImageRole.LOGO, Zone.FOOTER, (1, 2))
    assert (round(image.box.x0), round(image.box.x1)) == (102, 163)
    colors = {color for _, color in opened(image).getcolors(1 << 20)}
    assert {(26, 138, 143, 255), (232, 84, 46, 255), (255, 255, 255, 255)} <= colors
    assert opened(image).getpixel((0, 0))[3] == 0


def test_bars_of_a_chart_are_a_figure(draw):
    """Straight shapes without words in them, standing together, are a drawing too."""

    def chart(canvas: Canvas) -> None:
        for count, height in enumerate((60, 90, 140, 110)):
            canvas.setFillColor(HexColor("#204060"))
            canvas.rect(150 + 42 * count, 300, 40, height, stroke=0, fill=1)

    (image,) = pictures_of(draw(chart))
    assert image.role is ImageRole.FIGURE


def test_an_axis_belongs_to_its_chart(draw):
    """A long line along the bars is painted with them and is no rule of the page."""

    def chart(canvas: Canvas) -> None:
        canvas.line(145, 300, 320, 300)
        for count, height in enumerate((60, 90, 140, 110)):
            canvas.rect(150 + 42 * count, 300, 40, height, stroke=0, fill=1)

    path = draw(chart)
    finds = find_pictures(shapes(path))
    assert [round(find.box.x0) for find in finds] == [144]
    assert graphics(shapes(path), finds, page_sizes(path)) == ()


def test_a_chart_takes_its_labels_and_leaves_its_caption(draw):
    """Bars that stand apart are one figure by their axis; the words under it are the figure's, a sentence is not."""

    def chart(canvas: Canvas) -> None:
        canvas.line(145, 300, 400, 300)
        for count, name in enumerate(("Nord", "Sud", "Est")):
            canvas.setFillColor(HexColor("#337799"))
            canvas.rect(160 + 80 * count, 300, 40, 60 + 20 * count, stroke=0, fill=1)
            canvas.setFillColor(HexColor("#000000"))
            canvas.drawString(165 + 80 * count, 289, name)
        canvas.drawString(165, 272, "Figure 1. Nombre de lieux par région")

    (find,) = find_pictures(shapes(draw(chart)))
    assert find.drawn
    assert A4[1] - 289 < find.box.bottom < A4[1] - 282


def test_a_frame_and_its_ground_are_a_box_around_text(draw):
    """A short remark on a tinted ground with a border keeps its words."""

    def box(canvas: Canvas) -> None:
        canvas.setFillColor(HexColor("#EEF6FF"))
        canvas.setStrokeColor(HexColor("#3377AA"))
        canvas.roundRect(60, 600, 300, 40, 8, stroke=0, fill=1)
        canvas.roundRect(60, 600, 300, 40, 8, stroke=1, fill=0)
        canvas.setFillColor(HexColor("#3377AA"))
        canvas.circle(76, 620, 5, stroke=0, fill=1)
        canvas.drawString(90, 616, "Langues : français, espagnol, anglais")

    path = draw(box)
    assert find_pictures(shapes(path)) == ()
    colors = [graphic.color for graphic in graphics(shapes(path), (), page_sizes(path))]
    assert colors == ["EEF6FF", *["3377AA"] * 4]


def test_a_border_that_is_filled_between_two_outlines_is_a_frame(draw):
    """Browsers paint borders so; the inside stays what it is."""

    def border(canvas: Canvas) -> None:
        path = canvas.beginPath()
        path.rect(60, 600, 300, 40)
        path.rect(62, 602, 296, 36)
        canvas.setFillColor(HexColor("#3377AA"))
        canvas.drawPath(path, stroke=0, fill=1, fillMode=0)

    path = draw(border)
    rules = graphics(shapes(path), (), page_sizes(path))
    assert len(rules) == 4
    assert all(min(rule.box.x1 - rule.box.x0, rule.box.bottom - rule.box.top) < 2.5 for rule in rules)


def test_a_rule_that_touches_logos_does_not_chain_them(draw):
    """Drawn logos that hang on the footer's rule are pictures each for itself, and the rule is a rule."""

    def footer(canvas: Canvas) -> None:
        canvas.line(60, 71, 535, 71)
        for left in (80, 300):
            canvas.circle(left, 50, 20, fill=1)
            canvas.circle(left + 15, 50, 20, fill=1)
        canvas.drawString(480, 50, "2 sur 3")

    path = draw(footer)
    finds = find_pictures(shapes(path))
    assert len(finds) == 2
    assert len(graphics(shapes(path), finds, page_sizes(path))) == 1


@pytest.mark.parametrize("radius", [0, 8])
def test_a_box_around_text_is_no_picture(draw, radius):
    """Its text has to be translated; the box comes as a band, round corners or not."""

    def box(canvas: Canvas) -> None:
        canvas.setFillColor(HexColor("#E6F3F2"))
        canvas.roundRect(60, 600, 450, 130, radius, stroke=0, fill=1)
        canvas.setFillColor(HexColor("#000000"))
        paragraph(canvas)

    path = draw(box)
    assert find_pictures(shapes(path)) == ()
    (band,) = graphics(shapes(path), (), page_sizes(path))
    assert band.color == "E6F3F2"
    assert band.box.bottom - band.box.top == pytest.approx(130)


def test_a_heading_in_a_rounded_band_is_no_picture(draw):
    """A few words in a pill are a heading."""

    def pill(canvas: Canvas) -> None:
        canvas.setFillColor(HexColor("#234E70"))
        canvas.roundRect(60, 600, 220, 24, 12, stroke=0, fill=1)
        canvas.setFillColor(HexColor("#FFFFFF"))
        canvas.drawString(80, 608, "Objectifs de l'atelier")

    assert pictures_of(draw(pill)) == ()


def test_waves_behind_a_title_do_not_swallow_it(draw):
    """A title on drawn shapes stays text, however few its letters are."""

    def cover(canvas: Canvas) -> None:
        for count, color in enumerate(("#1A8A8F", "#234E70")):
            wave = canvas.beginPath()
            wave.moveTo(0, 842)
            wave.lineTo(0, 700 + 20 * count)
            wave.curveTo(200, 660, 400, 760, 595, 720 + 20 * count)
            wave.lineTo(595, 842)
            canvas.setFillColor(HexColor(color))
            canvas.drawPath(wave, stroke=0, fill=1)
        canvas.setFillColor(HexColor("#FFFFFF"))
        canvas.setFont("Helvetica-Bold", 24)
        canvas.drawString(72, 780, "Villes solidaires")

    assert find_pictures(shapes(draw(cover))) == ()


def test_a_coloured_page_is_no_part_of_its_pictures(draw):
    """A ground that touches everything does not make one picture of it."""

    def page(canvas: Canvas) -> None:
        canvas.setFillColor(HexColor("#FFF8EE"))
        canvas.rect(0, 0, *A4, stroke=0, fill=1)
        canvas.setFillColor(HexColor("#C7761B"))
        canvas.circle(100, 60, 15, stroke=0, fill=1)
        canvas.drawString(200, 500, "Un mot")

    (find,) = find_pictures(shapes(draw(page)))
    assert round(find.box.x1) == 115


def test_bullets_and_table_borders_are_no_pictures(draw):
    """Small dots are bullets, and what lies in a table belongs to it."""

    def page(canvas: Canvas) -> None:
        for count in range(4):
            canvas.circle(80, 700 - 20 * count, 2, fill=1)
        canvas.grid([100, 200, 300], [300, 330, 360])
        canvas.circle(150, 315, 12, fill=1)

    path = draw(page)
    table = Box(page=1, x0=100, top=A4[1] - 360, x1=300, bottom=A4[1] - 300)
    assert pictures_of(path, tables=(table,)) == ()
    assert graphics(shapes(path), (), page_sizes(path), tables=(table,)) == ()


def test_a_picture_behind_the_whole_page_is_decoration(draw):
    """A background is not in the way of the text."""

    def page(canvas: Canvas) -> None:
        canvas.drawImage(photo("beige"), 0, 0, *A4)
        paragraph(canvas)

    (image,) = pictures_of(draw(page))
    assert image.role is ImageRole.DECORATION


def test_strips_of_one_picture_are_joined(draw):
    """Some producers cut a picture into strips."""

    def strips(canvas: Canvas) -> None:
        for count in range(4):
            canvas.drawImage(photo(("red", "green")[count % 2]), 100, 300 + 50 * count, 200, 50)

    (image,) = pictures_of(draw(strips))
    assert image.box.bottom - image.box.top == pytest.approx(200)


def test_what_a_clip_hides_does_not_count(draw):
    """A picture is as large as the window through which it is seen."""

    def clipped(canvas: Canvas) -> None:
        window = canvas.beginPath()
        window.rect(150, 420, 60, 40)
        canvas.clipPath(window, stroke=0)
        canvas.drawImage(photo(), 100, 400, 200, 100)

    (image,) = pictures_of(draw(clipped))
    assert (round(image.box.x0), round(image.box.x1)) == (150, 210)


def test_rules_keep_colour_and_zone(draw):
    """The rule above the footer comes once for all pages; one that stands once in the text is of the body."""

    def page(canvas: Canvas) -> None:
        canvas.setStrokeColor(CMYKColor(0, 0, 0, 1))
        canvas.setLineWidth(0.8)
        canvas.line(60, 70, 535, 70)

    def first(canvas: Canvas) -> None:
        page(canvas)
        canvas.setStrokeColor(HexColor("#E8A13A"))
        canvas.line(60, 600, 300, 600)
        canvas.line(300, 600, 535, 600)

    path = draw(first, page)
    body, footer = graphics(shapes(path), (), page_sizes(path))
    assert (body.color, body.zone, body.pages) == ("E8A13A", Zone.BODY, (1,))
    assert (round(body.box.x0), round(body.box.x1)) == (60, 535)
    assert (footer.zone, footer.pages) == (Zone.FOOTER, (1, 2))
    assert int(footer.color, 16) < 0x404040


def test_a_gradient_behind_words_is_a_band_of_its_mean_colour(draw):
    """White words on a gradient stay readable in Word, where the band is plain."""

    def page(canvas: Canvas) -> None:
        canvas.saveState()
        window = canvas.beginPath()
        window.rect(60, 600, 300, 30)
        canvas.clipPath(window, stroke=0)
        canvas.linearGradient(60, 600, 360, 600, (HexColor("#000000"), HexColor("#0000C8")))
        canvas.restoreState()
        canvas.drawString(80, 610, "Contexte et enjeux")

    path = draw(page)
    assert find_pictures(shapes(path)) == ()
    (band,) = graphics(shapes(path), (), page_sizes(path))
    assert 0x40 < int(band.color, 16) < 0x90


def test_the_rules_of_a_drawing_belong_to_it(draw):
    """Lines within a drawn picture are not rules of the page."""

    def diagram(canvas: Canvas) -> None:
        canvas.circle(150, 400, 30, fill=0)
        canvas.line(180, 400, 260, 400)
        canvas.circle(290, 400, 30, fill=0)

    path = draw(diagram)
    finds = find_pictures(shapes(path))
    assert [find.drawn for find in finds] == [True]
    assert graphics(shapes(path), finds, page_sizes(path)) == ()


def test_a_place_that_shows_nothing_is_left_out(draw):
    """A find on white paper gives no picture."""
    nowhere = Find(Box(page=1, x0=10, top=10, x1=60, bottom=60), drawn=False)
    assert images(draw(paragraph), [nowhere]) == ()
