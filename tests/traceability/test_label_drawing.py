"""What we draw is read back by zxing-cpp, which shares no code with the library that draws."""

import re
from datetime import date

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from traceability.label_drawing import DOT, QUIET, Face, Medium, pdf, svg
from traceability.sheets import BY_SLUG, SHEETS
from vietnam.check_characters import with_check

ADDRESS = "https://langnghe.example.vn/truy-xuat/{}/"
DIGITAL_LINK = "https://langnghe.example.vn/01/08931234567897/10/021-261101/21/{}"
sheets = pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.slug)


def face(number=1, address=ADDRESS):
    code = with_check(f"ABCDEFGH{number:06d}")
    return Face(
        address.format(code),
        code,
        "Tinh bột nghệ vàng Chí Tân",
        "021-261101",
        date(2026, 11, 1),
        date(2028, 11, 1),
        number,
    )


def pages(data, dpi):
    document = pypdfium2.PdfDocument(data)
    return [
        page.render(scale=dpi / 72).to_pil().convert("L")
        for page in map(document.__getitem__, range(len(document)))
    ]


def read(image):
    return {found.text for found in zxingcpp.read_barcodes(image)}


def first_label(sheet, medium, dpi):
    """Only the first label of a page, at a printer's resolution."""
    page = pypdfium2.PdfDocument(pdf([face()], sheet, medium))[0]
    (x, y), (wide, high) = sheet.place(0), sheet.label
    rest = (x, sheet.page[1] - y - high, sheet.page[0] - x - wide, y)
    crop = tuple(side / 25.4 * 72 for side in rest)
    return page.render(scale=dpi / 72, crop=crop).to_pil().convert("L")


def one_label(medium=Medium.PAPER, slug="cuon-50x30", dpi=300):
    return pages(pdf([face()], BY_SLUG[slug], medium), dpi)[0]


@sheets
def test_a_whole_page_reads_back(sheet):
    faces = [face(n) for n in range(1, sheet.per_page + 1)]

    (page,) = pages(pdf(faces, sheet, Medium.PAPER), 203)

    assert read(page) == {f.address for f in faces}


@pytest.mark.parametrize("dpi", [203, 300, 600])
@sheets
def test_a_label_reads_back_at_every_resolution(sheet, dpi):
    assert read(first_label(sheet, Medium.PAPER, dpi)) == {face().address}


@sheets
def test_a_page_has_its_exact_size(sheet):
    page = pypdfium2.PdfDocument(pdf([face()], sheet, Medium.PAPER))[0]

    size = [round(points / 72 * 25.4, 2) for points in page.get_size()]

    assert size == list(sheet.page)


@sheets
def test_the_grid_lies_on_its_paper(sheet):
    x, y = sheet.place(sheet.per_page - 1)

    assert x + sheet.label[0] <= sheet.page[0] + 0.01
    assert y + sheet.label[1] <= sheet.page[1] + 0.01


@pytest.mark.parametrize("medium", Medium)
@sheets
def test_the_quiet_zone_is_four_modules_and_a_module_whole_dots(sheet, medium):
    dpi = 203 * 4
    label = first_label(sheet, medium, dpi)

    (found,) = zxingcpp.read_barcodes(label)
    corner, version = found.position, int(found.extra["Version"])
    module = (corner.top_right.x - corner.top_left.x) / (17 + 4 * version)

    assert corner.top_left.x >= QUIET * module
    below = label.height - corner.bottom_left.y
    assert min(corner.top_left.y, below) >= QUIET * module
    dots = module / dpi * 25.4 / DOT
    assert dots == pytest.approx(round(dots), abs=0.05)
    assert round(dots) >= 2


@pytest.mark.parametrize("medium", Medium)
@pytest.mark.parametrize("radius", [1, 2])
def test_a_blurred_print_is_read(medium, radius):
    image = one_label(medium).filter(ImageFilter.GaussianBlur(radius))

    assert read(image) == {face().address}


@pytest.mark.parametrize("degrees", [7, 45, 90, 133, 180])
def test_a_turned_label_is_read(degrees):
    image = one_label().rotate(degrees, expand=True, fillcolor=255)

    assert read(image) == {face().address}


def covered(medium, share):
    """A white patch over `share` of the symbol, at its lower right, away from the finders."""
    image = one_label(medium, slug="cuon-40x60")
    (found,) = zxingcpp.read_barcodes(image)
    end = found.position.bottom_right
    side = int((end.x - found.position.top_left.x) * share**0.5)
    box = (end.x - side, end.y - side, end.x + 2, end.y + 2)
    ImageDraw.Draw(image).rectangle(box, fill=255)
    return image


@pytest.mark.parametrize(
    ("medium", "share"),
    [(Medium.PAPER, 0.08), (Medium.BAG, 0.15), (Medium.ROUGH, 0.20)],
)
def test_each_medium_bears_what_it_is_chosen_for(medium, share):
    assert read(covered(medium, share)) == {face().address}


def test_a_fifth_covered_is_too_much_for_paper():
    """The control: the level matters, and the test above covers something."""
    assert read(covered(Medium.PAPER, 0.20)) == set()


def test_a_digital_link_fits_the_smallest_label():
    long = face(address=DIGITAL_LINK)

    (page,) = pages(pdf([long], BY_SLUG["a4-65"], Medium.PAPER), 203)

    assert read(page) == {long.address}


def test_labels_go_on_after_those_already_peeled_off_and_on_the_next_page():
    sheet = BY_SLUG["a4-21"]
    faces = [face(n) for n in range(1, 5)]

    first, second = pages(pdf(faces, sheet, Medium.PAPER, first_place=19), 203)

    assert read(first) == {faces[0].address, faces[1].address}
    assert read(second) == {faces[2].address, faces[3].address}


def test_a_sheet_that_is_off_is_shifted():
    sheet = BY_SLUG["a4-65"]
    here, there = (
        zxingcpp.read_barcodes(
            pages(pdf([face()], sheet, Medium.PAPER, shift=by), 254)[0]
        )[0].position.top_left
        for by in ((0, 0), (1.5, -2))
    )

    assert (there.x - here.x, there.y - here.y) == (15, -20)


def test_a_designer_gets_the_qr_as_svg_in_millimetres():
    drawing = svg(face().address, Medium.BAG).decode()

    side = float(re.search(r'width="([\d.]+)mm"', drawing)[1])
    assert side == 0.5 * round(side / 0.5)
    assert read(rastered(drawing)) == {face().address}


def rastered(drawing):
    """The few SVG commands segno writes, drawn by hand: no system library needed."""
    modules = round(float(re.search(r"viewBox=\"0 0 ([\d.]+)", drawing)[1]) / 0.5)
    image = Image.new("L", (modules * 8, modules * 8), 255)
    pen = ImageDraw.Draw(image)
    x = y = 0.0
    path = re.findall(r'd="([^"]*)"', drawing)[-1]
    for command, numbers in re.findall(r"([Mmh])([-\d. ]*)", path):
        values = [float(n) for n in re.findall(r"-?[\d.]+", numbers)]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        else:
            left, top = x * 8, (y - 0.5) * 8
            pen.rectangle((left, top, left + values[0] * 8 - 1, top + 7), fill=0)
            x += values[0]
    return image
