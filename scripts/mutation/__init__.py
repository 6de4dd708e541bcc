"""Reads damaged files with a program: no panic, no file over 5 s of processor time or 512 MiB. What fails is kept."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

BATCH = 40
MAX_SECONDS = 5.0
MAX_BYTES = 512 << 20


def flip(pick, data):
    out = bytearray(data)
    for _ in range(pick.choice((1, 3, 20, 200))):
        out[pick.randrange(len(out))] = pick.randrange(256)
    return bytes(out)


def cut(pick, data):
    start, length = pick.randrange(len(data)), pick.choice((1, 10, 1000, 100_000))
    return data[: pick.randrange(len(data))] if pick.random() < 0.3 else data[:start] + data[start + length :]


def double(pick, data):
    start, length = pick.randrange(len(data)), pick.choice((10, 1000, 20_000))
    part = data[start : start + length]
    return data[:start] + part * pick.choice((2, 3, 50)) + data[start + length :]


def run(command: list[str], paths: list[Path], errors: str) -> tuple[int, float, int]:
    """Exit status, processor seconds, peak bytes; killed after a minute."""
    child = os.fork()
    if child == 0:
        null, log = os.open(os.devnull, os.O_WRONLY), os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(null, 1)
        os.dup2(log, 2)
        os.execv(command[0], [*command, *map(str, paths)])
    end = time.monotonic() + 60
    while True:
        pid, status, usage = os.wait4(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024
        if time.monotonic() > end:
            os.kill(child, 9)
        time.sleep(0.005)


def fault(command: list[str], paths: list[Path], errors: str) -> str | None:
    """What was wrong with reading these files, if anything."""
    status, seconds, peak = run(command, paths, errors)
    if status not in (0, 1, 2):
        return f"exit status {status}"
    if "panic" in Path(errors).read_text(encoding="utf-8", errors="replace"):
        return "panic"
    if seconds > MAX_SECONDS:
        return f"{seconds:.1f} s"
    return f"{peak >> 20} MiB" if peak > MAX_BYTES else None


def read_all(command: list[str], count: int, damaged: Callable[[int], tuple[str, bytes]], keep: Path) -> tuple[int, int]:
    """Reads `count` files, in batches, and those of a batch with a fault one by one. Gives the number of failures and of bytes of the largest.

    `damaged` gives the ending and the bytes of the file with a number.
    """
    failures, most = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        errors = os.path.join(folder, "errors")
        for start in range(0, count, BATCH):
            paths = []
            for number in range(start, min(start + BATCH, count)):
                ending, data = damaged(number)
                paths.append(Path(folder) / f"{number}{ending}")
                paths[-1].write_bytes(data)
            if fault(command, paths, errors):
                for path in paths:
                    wrong = fault(command, [path], errors)
                    if wrong:
                        failures += 1
                        keep.mkdir(parents=True, exist_ok=True)
                        shutil.copy(path, keep / path.name)
                        print(f"{path.name}: {wrong}", flush=True)
            for path in paths:
                most = max(most, path.stat().st_size)
                path.unlink()
    return failures, most
