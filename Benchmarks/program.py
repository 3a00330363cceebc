"""The real binary, started in a folder of its own and watched from outside."""

import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / ".build/release"
BINARY = BUILD / "reportwatch"
# Longest wait for anything; what takes longer is broken, not slow.
PATIENCE = 60


def start_of_version():
    """Gives the milliseconds from start to exit of the least that the binary can do."""
    start = time.monotonic()
    subprocess.run([BINARY, "--version"], check=True, stdout=subprocess.DEVNULL)
    return (time.monotonic() - start) * 1000


class Program:
    """A daemon with an inbox, an archive and a file of events in one folder."""

    started = []

    def __init__(self, folder):
        self.process = None
        Program.started.append(self)
        self.folder = folder
        self.inbox = folder / "Inbox"
        self.events = folder / "events.jsonl"
        self.config = folder / "config.json"
        self.inbox.mkdir(parents=True)
        (folder / "ready").mkdir()
        settings = {
            "inbox": {"path": "Inbox"},
            "archive": {"path": "Archive"},
            "state": {"path": "State"},
            "notify": [{"id": "events", "kind": "file", "path": "events.jsonl", "minSeverity": "low"}],
            "web": {"listen": "127.0.0.1:0"},
        }
        self.config.write_text(json.dumps(settings), encoding="utf-8")

    def start(self):
        """Starts it and gives the milliseconds to its ready line."""
        self.lines = []
        self.news = threading.Condition()
        start = time.monotonic()
        command = [BINARY, "run", "--config", self.config]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        return (self._wait_for("ready: ") - start) * 1000

    def kill(self):
        """Ends it at once if it still runs: a measurement that failed leaves nothing behind."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def stop(self):
        """Asks it to stop and waits until it has."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        self.reader.join()
        self.process.stderr.close()

    def drop(self, report, name):
        """Renames a copy of a report into the inbox and gives the milliseconds until its line is in the log."""
        prepared = self.folder / "ready" / name
        shutil.copy(report, prepared)
        # Not in step with any timer of the program.
        time.sleep(random.uniform(0.05, 0.15))
        with self.news:
            seen = len(self.lines)
        start = time.monotonic()
        os.rename(prepared, self.inbox / name)
        return (self._wait_for(" NEW ", seen) - start) * 1000

    def burst(self, reports):
        """Renames many reports into the inbox at once; gives the seconds until all are archived and in the events."""
        for report in reports:
            shutil.copy(report, self.folder / "ready" / f"small-{report.name}")
        os.sync()
        start = time.monotonic()
        for prepared in (self.folder / "ready").iterdir():
            os.rename(prepared, self.inbox / prepared.name)
        # An event is written after its version is committed and recorded, so the events end last.
        while count_lines(self.events) < len(reports):
            if time.monotonic() - start > PATIENCE:
                raise TimeoutError(f"{count_lines(self.events)} of {len(reports)} reports after {PATIENCE} s")
            time.sleep(0.01)
        taken = time.monotonic() - start
        archived = count_lines(self.folder / "Archive/ledger.jsonl")
        if archived != len(reports):
            raise ValueError(f"{archived} versions in the ledger for {len(reports)} reports")
        return taken

    def idle_memory(self):
        """Gives the megabytes that it holds eight seconds after its last work."""
        time.sleep(8)
        kilobytes = {}
        for name in ["smaps_rollup", "status"]:
            for line in pathlib.Path(f"/proc/{self.process.pid}/{name}").read_text(encoding="utf-8").splitlines():
                key, _, value = line.partition(":")
                if value.endswith(" kB"):
                    kilobytes[key] = int(value.split()[0])
        names = {"resident": "VmRSS", "share": "Pss", "anonymous": "Anonymous", "peak": "VmHWM"}
        return {ours: kilobytes[theirs] / 1024 for ours, theirs in names.items()}

    def _read(self):
        for line in self.process.stderr:
            now = time.monotonic()
            with self.news:
                self.lines.append((now, line))
                self.news.notify_all()

    def _wait_for(self, text, seen=0):
        """Gives the time at which a line with some text arrived, looking from a line on."""
        deadline = time.monotonic() + PATIENCE
        with self.news:
            while True:
                for arrived, line in self.lines[seen:]:
                    if text in line:
                        return arrived
                if not self.news.wait(deadline - time.monotonic()):
                    self.process.kill()
                    said = "".join(line for _, line in self.lines[-5:])
                    raise TimeoutError(f"no line with “{text.strip()}” in {PATIENCE} s; last said:\n{said}")


def count_lines(path):
    """Gives the number of whole lines of a file that may not be there yet."""
    try:
        return path.read_bytes().count(b"\n")
    except FileNotFoundError:
        return 0
