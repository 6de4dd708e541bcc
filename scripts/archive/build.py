"""Archives of generated forms, some of them damaged or hostile, in zips inside zips."""

import hashlib
import io
import os
import random
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PER_INNER = 50
INNERS_PER_OUTER = 20
# Forms generated at most; further inputs are made different by a line of their own.
MAX_GENERATED = 2000
# Of them as many as PDF files: one input in four is one.
MAX_PDFS = 60
PDF_EVERY = 4


def build(folder, n_inputs, seed=1):
    """Writes n_inputs inputs into folder: 99 % forms as text or PDF, one in twenty of them damaged, and 1 % hostile."""
    forms = generated(min(n_inputs, MAX_GENERATED), seed)
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for first in range(0, n_inputs, PER_INNER * INNERS_PER_OUTER):
        last = min(first + PER_INNER * INNERS_PER_OUTER, n_inputs)
        with zipfile.ZipFile(folder / f"{first:07}.zip", "w", zipfile.ZIP_STORED) as outer:
            for start in range(first, last, PER_INNER):
                numbers = range(start, min(start + PER_INNER, last))
                outer.writestr(f"{start:07}.zip", inner(numbers, forms, chance))
    return folder


def unpack(folder, into, n_inputs):
    """Writes the first inputs as single files."""
    into.mkdir(parents=True, exist_ok=True)
    for outer_path in sorted(folder.glob("*.zip")):
        with zipfile.ZipFile(outer_path) as outer:
            for inner_name in outer.namelist():
                with zipfile.ZipFile(io.BytesIO(outer.read(inner_name))) as archive:
                    for name in archive.namelist():
                        if n_inputs == 0:
                            return into
                        (into / name).write_bytes(archive.read(name))
                        n_inputs -= 1
    return into


class Generated:
    """The bytes of generated forms, as text and as PDF."""

    def __init__(self, folder):
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        self.texts = [path.read_bytes() for path in files if path.suffix not in (".json", ".pdf")]
        self.pdfs = [path.read_bytes() for path in files if path.suffix == ".pdf"]

    def form(self, number):
        # A line of its own keeps every input from being a duplicate.
        if number % PDF_EVERY == 0 and self.pdfs:
            return self.pdfs[number // PDF_EVERY % len(self.pdfs)] + f"\n% {number}\n".encode()
        return self.texts[number % len(self.texts)] + f"\n编号{number}\n".encode()


def generated(count, seed):
    """Generated forms; they are kept, since printing them takes longer than reading them."""
    folder = target() / "generated" / f"{count}-{seed}"
    if not (folder / "pdf").exists():
        shutil.rmtree(folder, ignore_errors=True)
        generate(folder, count, seed, "mixed")
        n_pdfs = min(max(count // PDF_EVERY, 1), MAX_PDFS)
        generate(folder / "html", n_pdfs, seed + 1, "html")
        # Two producers that are fast: one names a font that readers have to know, the other one embeds its font.
        print_pdfs = [sys.executable, ROOT / "scripts/produce-pdfs", folder / "html", "--out", folder / "pdf", "--font", font()]
        print_pdfs += ["--producer", "reportlab", "--producer", "typst"]
        subprocess.run(print_pdfs, check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(folder / "html")
    return Generated(folder)


def generate(folder, count, seed, dialect):
    command = [sys.executable, ROOT / "scripts/generate-forms", "--count", str(count), "--seed", str(seed), "--dialect", dialect]
    subprocess.run([*command, "--out", folder], check=True, stdout=subprocess.DEVNULL)


def font():
    """A font file with Chinese characters, where there is one."""
    if shutil.which("fc-list") is None:
        return "none"
    found = subprocess.run(["fc-list", ":lang=zh-cn", "file"], capture_output=True, text=True, check=True).stdout.split("\n")
    return min((line.rstrip(": ") for line in found if line), key=lambda path: ("wqy" not in path, path), default="none")


def inner(numbers, forms, chance):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in numbers:
            archive.writestr(f"{number:07}.dat", content(number, forms, chance))
    return packed.getvalue()


def content(number, forms, chance):
    form = forms.form(number)
    kind = chance.random()
    if kind < 0.01:
        return hostile(number, chance)
    if kind < 0.06:
        return damaged(form, chance)
    return form


def damaged(form, chance):
    """Cut short, or with bytes of it changed."""
    if chance.random() < 0.5:
        return form[: chance.randrange(len(form))]
    changed = bytearray(form)
    for _ in range(20):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def hostile(number, chance):
    """A bomb, a broken archive, random bytes, markup without an end, deep objects, a RAR archive, a nest of archives."""
    kind = number % 7
    if kind == 0:
        return zipped({"zeros": bytes(20 << 20) + str(number).encode()})
    if kind == 1:
        return b"PK\x03\x04" + chance.randbytes(1000)
    if kind == 2:
        return chance.randbytes(5000)
    if kind == 3:
        return b"<table><tr><td>" * 20_000 + str(number).encode()
    if kind == 4:
        return b"%PDF-1.7\n1 0 obj\n" + b"[" * 100_000 + b"\nendobj\ntrailer <</Root 1 0 R>>\n" + str(number).encode()
    if kind == 5:
        return b"Rar!\x1a\x07\x01\x00" + chance.randbytes(1000)
    nest = zipped({"deep.txt": str(number).encode()})
    for _ in range(6):
        nest = zipped({"../nest.zip": nest})
    return nest


def zipped(entries):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return packed.getvalue()


def program(profile):
    """The binary, built."""
    flags = ["--release"] if profile == "release" else []
    subprocess.run(["cargo", "build", "--package", "jixiao", *flags], cwd=ROOT, check=True)
    return target() / profile / "jixiao"


def target():
    """Where cargo builds to."""
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))


OUTPUTS = ("records.jsonl", "indicators.csv", "funds.csv", "findings.csv", "manifest.jsonl")


def outputs(folder):
    """The digest of every output, and its number of lines."""
    return {name: digest(folder / name) for name in OUTPUTS}


def digest(path):
    digest, n_lines = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
            n_lines += piece.count(b"\n")
    return digest.hexdigest(), n_lines
