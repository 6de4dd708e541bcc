"""Archives of generated forms, some of them damaged or hostile, in zips inside zips."""

import io
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PER_INNER = 50
INNERS_PER_OUTER = 20
# Forms generated at most; further inputs are made different by a line of their own.
MAX_GENERATED = 2000


def build(folder, n_inputs, seed=1):
    """Writes n_inputs inputs into folder: 94 % forms, 5 % of them cut short, 1 % hostile, in zips inside zips."""
    forms = generated(folder.with_name(folder.name + "-forms"), min(n_inputs, MAX_GENERATED), seed)
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for first in range(0, n_inputs, PER_INNER * INNERS_PER_OUTER):
        last = min(first + PER_INNER * INNERS_PER_OUTER, n_inputs)
        with zipfile.ZipFile(folder / f"{first:07}.zip", "w", zipfile.ZIP_STORED) as outer:
            for start in range(first, last, PER_INNER):
                numbers = range(start, min(start + PER_INNER, last))
                outer.writestr(f"{start:07}.zip", inner(numbers, forms, chance))
    return folder


def generated(folder, count, seed):
    """The bytes of that many generated forms."""
    if not folder.exists():
        generate = [sys.executable, ROOT / "scripts/generate-forms", "--count", str(count), "--seed", str(seed), "--out", folder]
        subprocess.run(generate, check=True, stdout=subprocess.DEVNULL)
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".json"]


def inner(numbers, forms, chance):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in numbers:
            archive.writestr(f"{number:07}.dat", content(number, forms, chance))
    return packed.getvalue()


def content(number, forms, chance):
    # A line of its own keeps every input from being a duplicate.
    form = forms[number % len(forms)] + f"\n编号{number}\n".encode()
    kind = chance.random()
    if kind < 0.01:
        return hostile(number, chance)
    if kind < 0.06:
        return form[: chance.randrange(len(form))]
    return form


def hostile(number, chance):
    """A bomb, a broken archive, random bytes, or markup without an end."""
    kind = number % 4
    if kind == 0:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("zeros", bytes(20 << 20) + str(number).encode())
        return packed.getvalue()
    if kind == 1:
        return b"PK\x03\x04" + chance.randbytes(1000)
    if kind == 2:
        return chance.randbytes(5000)
    return b"<table><tr><td>" * 20_000 + str(number).encode()


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
    """The bytes of every output."""
    return {name: (folder / name).read_bytes() for name in OUTPUTS}
