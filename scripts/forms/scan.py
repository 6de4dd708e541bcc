"""Scans of generated forms: pages printed as PDF become images that are as straight, sharp and clean as their grade says.

    scripts/generate-forms --dialect html --damage 0 --count 60 --out target/forms/html
    scripts/produce-pdfs target/forms/html --out target/forms/pdf --font wqy-microhei.ttc
    scripts/scan-forms target/forms/pdf/typst --out target/forms/scans --dpi 200 --grade office --format jpeg
    scripts/score-forms target/forms/scans          the lines `dialect` are grade, dpi and damage

Needs pdftoppm (poppler), numpy, opencv and Pillow. The same arguments give the same bytes.

| grade | what happens to the page |
|---|---|
| clean | nothing; a lossless image, or JPEG of quality 90 |
| office | turned by up to 0.7 degrees, slightly blurred, grey paper, noise of the sensor, JPEG of quality 60 |
| bad | turned by up to 1.8 degrees, blurred, uneven light, specks, a red seal over the header, JPEG of quality 30 |

What else happens to a page, with --damage, scripts/forms/handling.py says. The truth beside a scan says where the points of each page lie on it.
"""

import argparse
import io
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

import cv2
import numpy as np
from PIL import Image

from . import contract, handling
from .contract import Num
from .handling import INCH, Sheet

GRADES = ("clean", "office", "bad")
QUALITY = {"clean": 90, "office": 60, "bad": 30}
# What each format is called, with the ending of its files. Those of one page are left out for forms of several.
FORMATS = {"pdf": "pdf", "pdf-g4": "pdf", "png": "png", "jpeg": "jpg", "tiff": "tif", "tiff-g4": "tif"}
ONE_PAGE = ("png", "jpeg")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Scan printed forms (PDF) by script.")
    parser.add_argument("forms", type=Path, help="a folder of PDF files with truth, as scripts/produce-pdfs writes them")
    parser.add_argument("--out", type=Path, required=True, help="gets a folder for each grade and resolution")
    parser.add_argument("--dpi", type=int, action="append", help="dots per inch; can be repeated (default 150, 200 and 300)")
    parser.add_argument("--grade", choices=GRADES, action="append", help="can be repeated (default all)")
    parser.add_argument("--damage", choices=handling.DAMAGES, action="append", help="what else happens to each page; can be repeated")
    parser.add_argument("--format", choices=[*FORMATS, "mixed"], default="mixed")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    sources = sorted(options.forms.glob("*.pdf"))
    if not sources:
        print(f"no *.pdf in `{options.forms}`: write some with scripts/produce-pdfs", file=sys.stderr)
        return 2
    for dpi in options.dpi or (150, 200, 300):
        for source in sources:
            pages = render(source, dpi)
            for grade in options.grade or GRADES:
                for damage in options.damage or (None,):
                    write(source, pages, grade, damage, dpi, options)
    return 0


def write(source: Path, pages: list[np.ndarray], grade: str, damage: str | None, dpi: int, options: argparse.Namespace) -> None:
    """One scan with its truth."""
    name = f"{grade}-{dpi}-{damage}" if damage else f"{grade}-{dpi}"
    rng = Random(f"{options.seed}/{source.stem}/{grade}/{dpi}")
    sheets = handling.handled(Random(f"{options.seed}/{source.stem}/{name}"), pages, damage, dpi)
    usable = [name for name in FORMATS if len(sheets) == 1 or name not in ONE_PAGE]
    # Bitonal scanners have thrown the colours away, with the seal in black: that is another kind of damage than this grade's.
    usable = [name for name in usable if grade != "bad" or not name.endswith("g4")]
    chosen = rng.choice(usable) if options.format == "mixed" else options.format
    if chosen not in usable:
        return
    folder = options.out / name
    folder.mkdir(parents=True, exist_ok=True)
    scanned = [scan(rng, sheet, grade, damage, dpi) for sheet in sheets]
    out = folder / f"{source.stem}.{FORMATS[chosen]}"
    save(out, [sheet.image for sheet in scanned], chosen, QUALITY[grade], None if damage in handling.WITHOUT_RESOLUTION else dpi)
    truth = contract.loads(source.with_name(f"{source.stem}.truth.json").read_text(encoding="utf-8"))
    truth |= {"file": out.name, "dialect": name, "pages": [page for number, sheet in enumerate(scanned, 1) for page in places(sheet, number, dpi)]}
    (folder / f"{source.stem}.truth.json").write_text(contract.dumps(truth) + "\n", encoding="utf-8")


def render(source: Path, dpi: int) -> list[np.ndarray]:
    """The pages as colour images."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", str(dpi), str(source), f"{folder}/page"], check=True, capture_output=True)
        return [cv2.imread(str(path), cv2.IMREAD_COLOR) for path in sorted(Path(folder).glob("page*.ppm"))]


def places(sheet: Sheet, number: int, dpi: int) -> list[dict]:
    """For each page of the paper: on which image it is, and where the points of its lattice lie there, in points."""
    points = lambda lattice: [[Num(f"{value * 72 / dpi:.1f}") for value in point] for point in lattice]  # noqa: E731
    return [{"image": number, "lattice": points(lattice)} for lattice in sheet.lattices]


def scan(rng: Random, sheet: Sheet, grade: str, damage: str | None, dpi: int) -> Sheet:
    """What the scanner makes of papers that lie under it."""
    if grade == "clean":
        return sheet
    noise = np.random.default_rng(rng.getrandbits(63))
    if grade == "bad":
        sheet = Sheet(stamp(rng, sheet.image, dpi), sheet.lattices)
    skew = 0.7 if grade == "office" else 1.8
    degrees = rng.choice((-1, 1)) * rng.uniform(0.5, 1.0) * skew
    height, width = sheet.image.shape[:2]
    matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1), [0, 0, 1]])
    sheet = sheet.warped(matrix, (width, height), handling.AROUND.get(damage, 255))
    # A scanner's own blur grows with the dots of an inch, since its lens stays the same.
    sigma = (0.5 if grade == "office" else 0.8) * dpi / 200
    page = cv2.GaussianBlur(sheet.image, (0, 0), sigma).astype(np.float32)
    ink, paper = (45, 222) if grade == "office" else (60, 235)
    page = ink + page * ((paper - ink) / 255)
    if grade == "bad" or damage == "phone":
        page *= light(rng, page.shape[:2])[:, :, None]
    page += noise.normal(0, 3 if grade == "office" else 6, page.shape[:2])[:, :, None]
    page = np.clip(page, 0, 255).astype(np.uint8)
    if grade == "bad":
        specks(noise, page, dpi)
    return Sheet(page, sheet.lattices)


def light(rng: Random, shape: tuple[int, int]) -> np.ndarray:
    """Light that falls from one side, and a shadow where the binding lifts the page."""
    height, width = shape
    along, across = np.linspace(-1, 1, width, dtype=np.float32)[None, :], np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    slope_x, slope_y, fold = rng.uniform(-0.15, 0.15), rng.uniform(-0.1, 0.1), rng.choice((-1.0, 1.0))
    field = 0.85 + slope_x * along + slope_y * across - 0.25 * np.exp(-(((along - fold) / 0.2) ** 2))
    return np.clip(field, 0.5, 1)


def specks(noise: np.random.Generator, page: np.ndarray, dpi: int) -> None:
    """Dust: four dark and two light spots to the square centimetre, a dot to a fifth of a millimetre wide."""
    height, width = page.shape[:2]
    area = (height / dpi * INCH / 10) * (width / dpi * INCH / 10)
    for count, colour in ((4 * area, (70, 70, 70)), (2 * area, (230, 230, 230))):
        for _ in range(int(count)):
            centre = (int(noise.integers(width)), int(noise.integers(height)))
            cv2.circle(page, centre, int(noise.integers(0, max(1, round(0.1 * dpi / INCH)) + 1)), colour, -1)


def stamp(rng: Random, page: np.ndarray, dpi: int) -> np.ndarray:
    """A round red seal of 42 mm, the size of a government office's, over the upper part of the page."""
    height, width = page.shape[:2]
    radius = round(21 * dpi / INCH)
    seal = np.zeros((height, width), np.uint8)
    centre = (round(width * rng.uniform(0.3, 0.8)), round(height * rng.uniform(0.1, 0.22)))
    cv2.circle(seal, centre, radius, 255, max(2, round(1.2 * dpi / INCH)))
    points = [
        (centre[0] + round(r * np.sin(i * np.pi / 5)), centre[1] - round(r * np.cos(i * np.pi / 5)))
        for i, r in enumerate([radius * 0.33, radius * 0.13] * 5)
    ]
    cv2.fillPoly(seal, [np.array(points, np.int32)], 255)
    for step in range(-5, 6):
        # Strokes around the edge stand for the characters of the office's name.
        angle = step * 0.42
        place = (centre[0] + round(radius * 0.78 * np.sin(angle)), centre[1] - round(radius * 0.78 * np.cos(angle)))
        size = round(1.6 * dpi / INCH)
        cv2.rectangle(seal, (place[0] - size, place[1] - size), (place[0] + size, place[1] + size), 255, max(1, round(0.5 * dpi / INCH)))
        cv2.line(seal, (place[0], place[1] - size), (place[0], place[1] + size), 255, max(1, round(0.5 * dpi / INCH)))
    # Ink takes the green and blue of the light, and most seals do not print evenly.
    density = (seal / 255.0) * rng.uniform(0.6, 0.9)
    kept = np.stack([1 - density * 0.85, 1 - density * 0.85, 1 - density * 0.12], axis=2)
    return (page * kept).astype(np.uint8)


def save(out: Path, pages: list[np.ndarray], name: str, quality: int, dpi: int | None) -> None:
    """Writes the pages as one file. What is lossless holds what JPEG has left of the page, as scanners' own software writes it."""
    coloured = any(np.ptp(page.astype(np.int16), axis=2).max() > 40 for page in pages)
    images = [Image.fromarray(cv2.cvtColor(page, cv2.COLOR_BGR2RGB)) for page in pages]
    if not coloured:
        images = [image.convert("L") for image in images]
    if name in ("png", "tiff") and quality < 90:
        images = [through_jpeg(image, quality) for image in images]
    if name.endswith("g4"):
        images = [image.convert("L").point(lambda value: 255 if value > 140 else 0).convert("1") for image in images]
    first, rest = images[0], images[1:]
    size = {"dpi": (dpi, dpi)} if dpi else {}
    match name:
        case "pdf":
            first.save(out, "PDF", resolution=dpi or 72, quality=quality, save_all=True, append_images=rest)
        case "pdf-g4":
            first.save(out, "PDF", resolution=dpi or 72, save_all=True, append_images=rest)
        case "png":
            first.save(out, "PNG", **size)
        case "jpeg":
            first.save(out, "JPEG", quality=quality, **size)
        case _:
            compression = "group4" if name == "tiff-g4" else "tiff_lzw"
            first.save(out, "TIFF", compression=compression, save_all=True, append_images=rest, **size)


def through_jpeg(image: Image.Image, quality: int) -> Image.Image:
    packed = io.BytesIO()
    image.save(packed, "JPEG", quality=quality)
    return Image.open(packed).copy()
