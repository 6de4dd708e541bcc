"""Programs run as processes of their own, and what each took: for the scripts that measure."""

import subprocess
import sys
import time

# Starts a command and says on standard error how it ended, what it took and how much it held. A process counts what the one that started it
# held at that moment as its own, so this one is small.
MEASURED = """
import os, sys
process = os.fork()
if process == 0:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    os.execvp(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(process, 0)
# Linux counts the resident size in KiB, macOS in bytes.
peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, peak, file=sys.stderr)
"""


def on_one_core(command: list, stdout: int = subprocess.DEVNULL) -> tuple[str, float, int]:
    """Output (with `stdout=subprocess.PIPE`), processor seconds and peak resident bytes of one run, held to one core where the system allows
    it. A command that fails ends the script."""
    command = [sys.executable, "-S", "-c", MEASURED, *map(str, command)]
    run = subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, text=True, encoding="utf-8", check=True)
    status, seconds, peak = run.stderr.split()
    if status != "0":
        sys.exit(f"`{command[4]}` ended with {status}")
    return run.stdout or "", float(seconds), int(peak)


def elapsed(command: list) -> float:
    """Seconds on the clock."""
    start = time.monotonic()
    subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - start
