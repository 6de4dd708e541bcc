"""What happens to papers on their way under the lens: how they lie there, what lies around them, what was done to them before.

| damage | what happens |
|---|---|
| border | the paper lies on black, which shows on one to four sides, or it is half as large as the glass |
| holes | two or four punched holes, and a corner folded over, all black |
| quarter | turned by one, two or three quarters |
| spread | two pages side by side (landscape ones above one another) on one image, with the shadow of the fold |
| perspective | photographed from aside, on a dark table |
| curl | an open book's page, which rises towards its fold |
| phone | perspective, curl and uneven light, in a file without a resolution |
| through | the back side shines through |
"""

from dataclasses import dataclass
from random import Random
from typing import Self

import cv2
import numpy as np

DAMAGES = ("border", "holes", "quarter", "spread", "perspective", "curl", "phone", "through")
# Files of these tell no resolution.
WITHOUT_RESOLUTION = ("phone",)
# The shade that shows where the scanner turns what lies under it; white for all others.
AROUND = {"border": 20, "perspective": 60, "phone": 60}
# Millimetres in an inch.
INCH = 25.4
# Points of a page, each way, whose places on the image are kept.
LATTICE = 9


@dataclass
class Sheet:
    """One image, and where the points of each page on it lie: `LATTICE` by `LATTICE` of them, row by row from the top left corner, in pixels."""

    image: np.ndarray
    lattices: list[np.ndarray]

    @classmethod
    def of(cls, page: np.ndarray) -> Self:
        height, width = page.shape[:2]
        steps = np.linspace(0, 1, LATTICE)
        return cls(page, [np.stack([*np.meshgrid(steps * width, steps * height)], axis=2).reshape(-1, 2)])

    def warped(self, matrix: np.ndarray, size: tuple[int, int], around: int) -> Self:
        """By a matrix of three rows, onto an image of this size, with this shade around the paper."""
        image = cv2.warpPerspective(self.image, matrix, size, flags=cv2.INTER_CUBIC, borderValue=(around,) * 3)
        return Sheet(image, [cv2.perspectiveTransform(lattice[None], matrix)[0] for lattice in self.lattices])


def handled(rng: Random, pages: list[np.ndarray], damage: str | None, dpi: int) -> list[Sheet]:
    """The images that are made of the pages."""
    if damage == "spread":
        return spreads(rng, pages, dpi)
    return [one(rng, page, damage, dpi, pages[(i + 1) % len(pages)]) for i, page in enumerate(pages)]


def one(rng: Random, page: np.ndarray, damage: str | None, dpi: int, another: np.ndarray) -> Sheet:
    if damage == "holes":
        holes(rng, page := page.copy(), dpi)
    if damage == "through":
        page = shining_through(rng, page, another)
    sheet = Sheet.of(page)
    if damage in ("curl", "phone"):
        sheet = curled(rng, sheet)
    if damage in ("perspective", "phone"):
        sheet = from_aside(rng, sheet)
    if damage == "border":
        sheet = on_black(rng, sheet, dpi)
    if damage == "quarter":
        sheet = quarter_turned(sheet, rng.randint(1, 3))
    return sheet


def on_black(rng: Random, sheet: Sheet, dpi: int) -> Sheet:
    height, width = sheet.image.shape[:2]
    if rng.random() < 0.3:
        # A glass twice as large as the paper.
        sides = [width // 20, height // 40, width // 20, height] if width > height else [width // 40, height // 20, width, height // 20]
    else:
        sides = [round(rng.uniform(2, 15) * dpi / INCH) if rng.random() < 0.6 else 0 for _ in range(4)]
    left, top, right, bottom = sides
    degrees = rng.uniform(-1, 1)
    matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1), [0, 0, 1]])
    matrix[:2, 2] += (left, top)
    out = sheet.warped(matrix, (left + width + right, top + height + bottom), rng.randint(0, 35))
    if not any(sides[:2]) or not any(sides[2:]):
        return out
    # A dark lid is no even black.
    noise = np.random.default_rng(rng.getrandbits(63)).normal(0, 6, out.image.shape[:2])[:, :, None]
    return Sheet(np.clip(out.image + noise, 0, 255).astype(np.uint8), out.lattices)


def holes(rng: Random, page: np.ndarray, dpi: int) -> None:
    """Holes of 6 mm, 80 mm apart, 12 mm from the edge (ISO 838), and a corner folded over."""
    height, width = page.shape[:2]
    mm, count, side = dpi / INCH, rng.choice((2, 4)), rng.choice(("left", "top"))
    length = height if side == "left" else width
    for i in range(count):
        along, aside = length / 2 + (i - (count - 1) / 2) * 80 * mm, 12 * mm
        centre = (aside, along) if side == "left" else (along, aside)
        cv2.circle(page, (round(centre[0]), round(centre[1])), round(3 * mm), (25, 25, 25), -1)
    fold = round(rng.uniform(8, 18) * mm)
    cv2.fillPoly(page, [np.array([(width, 0), (width - fold, 0), (width, fold)], np.int32)], (25, 25, 25))


def shining_through(rng: Random, page: np.ndarray, back: np.ndarray) -> np.ndarray:
    height, width = page.shape[:2]
    back = cv2.GaussianBlur(cv2.resize(back[:, ::-1], (width, height)), (0, 0), width / 1000)
    strength = rng.uniform(0.1, 0.35)
    return (page * (1 - strength * (255.0 - back) / 255)).astype(np.uint8)


def quarter_turned(sheet: Sheet, quarters: int) -> Sheet:
    """Clockwise."""
    height, width = sheet.image.shape[:2]
    lattices = sheet.lattices
    for _ in range(quarters):
        lattices = [np.stack([height - lattice[:, 1], lattice[:, 0]], axis=1) for lattice in lattices]
        height, width = width, height
    return Sheet(np.ascontiguousarray(np.rot90(sheet.image, -quarters)), lattices)


def from_aside(rng: Random, sheet: Sheet) -> Sheet:
    """Each corner somewhere else than a camera right above would have it, by up to 5 % of the page's sides, with a dark table around."""
    height, width = sheet.image.shape[:2]
    margin = 0.04
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    inward = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)]) * (width, height)
    moved = corners * (1 - 2 * margin) + margin * np.array([width, height])
    moved += inward * [[rng.uniform(-0.3 * margin, 0.05), rng.uniform(-0.3 * margin, 0.05)] for _ in range(4)]
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    return sheet.warped(matrix, (width, height), rng.randint(30, 110))


def curled(rng: Random, sheet: Sheet) -> Sheet:
    """A page that rises towards a side is nearer to the lens there: its lines part there, and move aside where the lens is not above."""
    height, width = sheet.image.shape[:2]
    rise, aside, lens = rng.uniform(0.02, 0.06), rng.uniform(-0.015, 0.015) * height, rng.uniform(0.3, 0.7) * height
    fold, breadth = rng.choice((0.0, 1.0)), rng.uniform(0.25, 0.5)

    def hill(x: np.ndarray) -> np.ndarray:
        return np.exp(-(((x / width - fold) / breadth) ** 2))

    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    # The outermost lines stay on the image.
    shrunk = 1 - rise
    source = lens + (y - lens - aside * hill(x)) / (shrunk + rise * hill(x))
    image = cv2.remap(sheet.image, x, source.astype(np.float32), cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    lattices = []
    for lattice in sheet.lattices:
        h = hill(lattice[:, 0])
        lattices.append(np.stack([lattice[:, 0], lens + (lattice[:, 1] - lens) * (shrunk + rise * h) + aside * h], axis=1))
    return Sheet(image, lattices)


def spreads(rng: Random, pages: list[np.ndarray], dpi: int) -> list[Sheet]:
    """Two pages on an image, beside one another where they are portrait, with the shadow of the fold between them."""
    sheets = []
    for first in range(0, len(pages), 2):
        height, width = pages[first].shape[:2]
        portrait = height >= width
        pair = pages[first : first + 2]
        pair = [cv2.resize(page, (width, height)) if page.shape[:2] != (height, width) else page for page in pair]
        blank = np.full((height, width, 3), 255, np.uint8)
        both = pair if len(pair) == 2 else [*pair, blank]
        image = np.concatenate(both, axis=1 if portrait else 0).astype(np.float32)
        along = np.arange(image.shape[1 if portrait else 0], dtype=np.float32) - (width if portrait else height)
        shadow = 1 - rng.uniform(0.0, 0.7) * np.exp(-((along / (rng.uniform(3, 8) * dpi / INCH)) ** 2))
        image *= (shadow[None, :, None] if portrait else shadow[:, None, None])
        step = np.array([width, 0] if portrait else [0, height])
        lattices = [Sheet.of(page).lattices[0] + step * i for i, page in enumerate(pair)]
        sheets.append(Sheet(image.astype(np.uint8), lattices))
    return sheets
