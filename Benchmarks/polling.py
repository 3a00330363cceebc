#!/usr/bin/env python3
"""What it costs to ask addresses when nothing, or one thing, has changed; `make bench` calls it, and it runs alone too.

An nginx of its own on loopback serves pages with validators; the same pages are asked by `curl --parallel` and, where it can be
installed, by urlwatch. Processor times are of whole process trees. Everything lies below `.build` and is removed at the end.
"""

import contextlib
import http.server
import json
import os
import pathlib
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True

from figures import Table, machine
from program import BINARY, ROOT

HERE = pathlib.Path(__file__).resolve().parent
TICK = os.sysconf("SC_CLK_TCK")
PATIENCE = 600


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="polling-", dir=ROOT / ".build"))
    table = Table()
    try:
        polling(table, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        print(machine(ROOT))
        print(table)


def polling(table, folder):
    """All rows."""
    if not nginx_path():
        print("skipped: polling is measured against nginx, which is not installed (apt-get install nginx-light)", file=sys.stderr)
        return
    root = folder / "root"
    root.mkdir()
    for number in range(1000):
        (root / f"{number}.html").write_text(page(number), encoding="utf-8")
    unchanged(table, folder, root)
    validators(table, folder, root)
    many(table, folder, root)
    large(table, folder)
    latency(table, folder)
    failing(table, folder)


def page(number, more=""):
    """A report of about 80 KB, each another one."""
    rows = "".join(f"<p>In area {number} we found {row} cases that were well handled, and said why this matters.</p>\n" for row in range(800))
    return f"<!doctype html><html><head><title>Report {number}</title></head><body><main><h1>Report {number}</h1>\n{rows}{more}</main></body></html>\n"


def unchanged(table, folder, root):
    """A thousand sources of which none has changed, beside other programs."""
    for dates in ("before", "exact"):
        with Nginx(folder / f"nginx-{dates}", root, dates) as server:
            urls = [f"{server.base}/{number}.html" for number in range(1000)]
            with Daemon(folder / f"ours-{dates}", urls) as daemon:
                daemon.poll()
                ours, bodies, statuses = [], [], []
                for _ in range(3):
                    before, seen = daemon.processor(), len(server.lines())
                    daemon.poll()
                    ours.append(daemon.processor() - before)
                    lines = server.lines()[seen:]
                    bodies.append(sum(int(line.split()[1]) for line in lines) / max(1, len(lines)))
                    statuses.append(100 * sum(line.startswith("304 ") for line in lines) / max(1, len(lines)))
                table.add(f"1,000 unchanged sources ({dates}): processor time", "s", ours)
                table.add("  bytes of body for each poll", "B", bodies, 1000)
                table.add("  answered by 304", "%", statuses, least=100)
                table.add("  resident then, readers too", "MB", [daemon.memory()["resident"]], 60)
                table.add("  peak of the daemon", "MB", [daemon.memory()["peak"]])
            if dates == "exact":
                continue
            theirs = [curl(folder, urls) for _ in range(4)][1:]
            table.add("peer: curl --parallel, one process: processor time", "s", theirs)
            table.add("  ours as a multiple of curl", "×", [own / other for own, other in zip(ours, theirs)], 5)
            watch = urlwatch(folder, urls)
            if watch:
                table.add("peer: urlwatch: processor time", "s", [watch])
                table.add("  ours as a multiple of urlwatch", "×", [own / watch for own in ours], 0.1)


# What servers give to ask by, and how nginx is told to give just that; it makes an ETag weak where it packs.
NO_DATE, PACKED = 'add_header Last-Modified "";', "gzip on; gzip_min_length 1;"
KINDS = {
    "strong ETag and date": "", "strong ETag alone": NO_DATE, "weak ETag and date": PACKED, "weak ETag alone": PACKED + NO_DATE,
    "date alone": "etag off;", "nothing": "etag off;" + NO_DATE,
}  # fmt: skip


def validators(table, folder, root):
    """What an unchanged source moves, by what its server gives to ask by and how it compares dates."""
    for kind, directives in KINDS.items():
        for dates in ("before", "exact"):
            name = f"{kind.replace(' ', '-')}-{dates}"
            with Nginx(folder / f"nginx-{name}", root, dates, directives) as server:
                urls = [f"{server.base}/{number}.html" for number in range(200)]
                with Daemon(folder / f"ours-{name}", urls) as daemon:
                    daemon.poll()
                    seen, bodies = len(server.lines()), []
                    for _ in range(3):
                        daemon.poll()
                        lines = server.lines()[seen:]
                        seen += len(lines)
                        if len(lines) != len(urls):
                            raise RuntimeError(f"{len(lines)} requests in place of {len(urls)}")
                        bodies.append(sum(int(line.split()[1]) for line in lines) / max(1, len(lines)))
            # Of a server that gives nothing the whole page comes each time.
            target = None if kind == "nothing" else 1
            table.add(f"200 unchanged sources, {kind} ({dates}): body of each poll", "B", bodies, target)


def many(table, folder, root):
    """Ten thousand sources, of ten names of one server: a round, and rest."""
    with Nginx(folder / "nginx-many", root, "before") as server:
        urls = [f"http://s{number % 10}.localhost:{server.port}/{number // 10}.html" for number in range(10_000)]
        with Daemon(folder / "ours-many", urls) as daemon:
            daemon.poll()
            before = daemon.processor()
            daemon.poll()
            taken = daemon.processor() - before
            before = daemon.processor()
            time.sleep(10)
            rest = (daemon.processor() - before) / 10
            table.add("10,000 unchanged sources: processor time of a round", "s", [taken])
            table.add("  once an hour, share of a core, rest included", "%", [100 * (taken / 3600 + rest)], 3)
            table.add("  resident then, readers too", "MB", [daemon.memory()["resident"]], 100)
            table.add("  peak of the daemon", "MB", [daemon.memory()["peak"]])


def large(table, folder):
    """What 12 MB in place of 80 KB cost, where they are refused and where they are taken."""
    root = folder / "large"
    root.mkdir()
    filler = "".join(f"<p>Row {row} says that the force is good at this and that.</p>\n" for row in range(190_000))
    for limit in (4, 16):
        (root / "a.html").write_text(page(1), encoding="utf-8")
        with Nginx(folder / f"nginx-large-{limit}", root, "before") as server:
            with Daemon(folder / f"ours-large-{limit}", [f"{server.base}/a.html"], maxBytes=limit << 20) as daemon:
                daemon.poll()
                before = daemon.memory()["peak"]
                (root / "a.html").write_text(page(1, filler), encoding="utf-8")
                daemon.poll()
                grown = daemon.memory()["peak"] - before
                table.add(f"12 MB in place of 80 KB, maxBytes {limit} MB: more memory at its peak", "MB", [grown], 2 * limit)
                with_readers = daemon.memory()["tree"]
                table.add("  all processes together, peaks added", "MB", [with_readers])


def latency(table, folder):
    """From the end of an answer of 100 KB to the line in the log."""
    state = {"page": "", "ended": 0.0}

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *words):
            pass

        def do_GET(self):
            body = state["page"].encode() if self.path == "/a.html" else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()
            if body:
                state["ended"] = time.monotonic()

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    filler = "".join(f"<p>Row {row} says that the force is good at this and that.</p>\n" for row in range(300))
    samples = []
    try:
        state["page"] = page(1, filler)
        with Daemon(folder / "ours-latency", [f"http://127.0.0.1:{server.server_address[1]}/a.html"]) as daemon:
            daemon.poll()
            for number in range(20):
                state["page"] = page(1, filler + f"<p>And {number + 1} new findings were published.</p>")
                seen = daemon.seen()
                daemon.poll()
                samples.append((daemon.wait_for(" CHANGED ", seen) - state["ended"]) * 1000)
    finally:
        server.shutdown()
    table.add("end of an answer of 100 KB to its line in the log", "ms", samples, 100)


def failing(table, folder):
    """What a check costs that fails, whether all sources are of one host or of many."""
    with socket.socket() as nobody:
        # Bound and not listening: whoever connects is refused.
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        costs = {}
        for hosts in (200, 1):
            urls = [f"http://s{number % hosts}.localhost:{port}/{number}" for number in range(10_000)]
            with Daemon(folder / f"ours-failing-{hosts}", urls) as daemon:
                samples = []
                for _ in range(2):
                    before = daemon.processor()
                    daemon.poll()
                    samples.append((daemon.processor() - before) * 1000 / len(urls))
                costs[hosts] = samples
        table.add("a check that fails, 10,000 sources on 200 hosts: processor time", "ms", costs[200])
        table.add("a check that fails, 10,000 sources on one host: processor time", "ms", costs[1])
        table.add("  as a multiple", "×", [one / other for one, other in zip(costs[1], costs[200])], 2)


def curl(folder, urls):
    """Gives the processor seconds of one curl for all addresses, by the date of the round before."""
    bodies = folder / "curl"
    stamp = bodies / "stamp"
    lines = ["parallel", "parallel-max = 50", "silent"] + [
        line for number, url in enumerate(urls) for line in (f'url = "{url}"', f'output = "{bodies}/{number}"')
    ]
    if stamp.exists():
        lines.append('time-cond = "%s"' % time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime()))
    bodies.mkdir(exist_ok=True)
    stamp.touch()
    (folder / "curlrc").write_text("\n".join(lines), encoding="utf-8")
    return processor_of(["curl", "-K", folder / "curlrc"])


def urlwatch(folder, urls):
    """Gives the processor seconds of urlwatch for all addresses; nothing where it cannot be installed."""
    venv = ROOT / ".build/peers-urlwatch"
    program = venv / "bin/urlwatch"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        command = [venv / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "urlwatch==2.29"]
        if subprocess.run(command, stderr=subprocess.DEVNULL).returncode != 0:
            print("skipped: urlwatch could not be installed", file=sys.stderr)
            return None
    place = folder / "urlwatch"
    place.mkdir(exist_ok=True)
    (place / "urls.yaml").write_text("---\n".join(f"name: {n}\nurl: {url}\n" for n, url in enumerate(urls)), encoding="utf-8")
    (place / "urlwatch.yaml").write_text("report: {text: {color: false}, stdout: {enabled: true}}\n", encoding="utf-8")
    command = [program, "--urls", place / "urls.yaml", "--config", place / "urlwatch.yaml", "--cache", place / "cache.db", "--hooks", place / "hooks.py"]
    processor_of(command)
    return processor_of(command)


def processor_of(command):
    """Runs a command and gives the processor seconds of it and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=PATIENCE)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def nginx_path():
    return shutil.which("nginx") or next((path for path in ["/usr/sbin/nginx"] if os.access(path, os.X_OK)), None)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Nginx:
    """An nginx with settings, files and a log of its own."""

    def __init__(self, folder, root, dates, directives=""):
        folder.mkdir()
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.log = folder / "access"
        temporary = " ".join(f"{name}_temp_path {folder}/{name};" for name in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"])
        user = "user root;" if os.getuid() == 0 else ""
        (folder / "nginx.conf").write_text(
            f"{user} worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/errors crit;\n"
            "events { worker_connections 256; }\n"
            f"http {{ types {{ text/html html; }} {temporary} log_format short '$status $body_bytes_sent'; access_log {self.log} short;\n"
            f"keepalive_requests 100000; if_modified_since {dates}; {directives} server {{ listen 127.0.0.1:{self.port}; root {root}; }} }}\n",
            encoding="utf-8",
        )
        command = [nginx_path(), "-c", folder / "nginx.conf", "-p", folder, "-e", folder / "errors"]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)

    def __enter__(self):
        for _ in range(250):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return self
            time.sleep(0.02)
        raise TimeoutError("nginx does not listen")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def lines(self):
        time.sleep(0.2)
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []


class Daemon:
    """The release binary with sources that are asked when it is told to."""

    def __init__(self, folder, urls, **http):
        folder.mkdir()
        self.config = folder / "config.json"
        settings = {
            "inbox": {"path": "Inbox"}, "archive": {"path": "Archive"}, "state": {"path": "State"},
            "sources": [{"id": f"s{number}", "url": url, "every": "PT20H"} for number, url in enumerate(urls)],
            "http": {"allowPrivateAddresses": True, "respectRobots": False, "perHostDelay": "PT0S", **http},
            "notify": [], "web": {"listen": "127.0.0.1:0"}, "log": {"level": "info"},
        }  # fmt: skip
        (folder / "Inbox").mkdir()
        self.config.write_text(json.dumps(settings), encoding="utf-8")
        self.lines = []
        self.news = threading.Condition()

    def __enter__(self):
        command = [BINARY, "run", "--config", self.config]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        threading.Thread(target=self._read, daemon=True).start()
        self.wait_for("ready: ", 0)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def poll(self):
        """Has every source asked, and waits for all answers."""
        command = [BINARY, "poll", "--wait", "--config", self.config]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=PATIENCE)

    def processor(self):
        """Gives the processor seconds of the daemon and its readers, those that have ended too."""
        total = 0
        for process in self._tree():
            with contextlib.suppress(OSError):
                fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
                total += sum(int(field) for field in fields[11:15])
        return total / TICK

    def memory(self):
        """Gives megabytes: what all processes hold, the most that the daemon alone held, and that of all processes added."""
        kilobytes = {"resident": 0, "tree": 0, "peak": 0}
        for process in self._tree():
            with contextlib.suppress(OSError):
                for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines():
                    if line.startswith("VmRSS"):
                        kilobytes["resident"] += int(line.split()[1])
                    if line.startswith("VmHWM"):
                        kilobytes["tree"] += int(line.split()[1])
                        if process == self.process.pid:
                            kilobytes["peak"] = int(line.split()[1])
        return {name: value / 1024 for name, value in kilobytes.items()}

    def _tree(self):
        children = {}
        for name in os.listdir("/proc"):
            if name.isdigit():
                with contextlib.suppress(OSError, IndexError):
                    parent = pathlib.Path(f"/proc/{name}/stat").read_text().rsplit(")", 1)[1].split()[1]
                    children.setdefault(int(parent), []).append(int(name))
        found, left = [], [self.process.pid]
        while left:
            process = left.pop()
            found.append(process)
            left += children.get(process, [])
        return found

    def seen(self):
        with self.news:
            return len(self.lines)

    def _read(self):
        for line in self.process.stderr:
            now = time.monotonic()
            with self.news:
                self.lines.append((now, line))
                self.news.notify_all()

    def wait_for(self, text, seen):
        """Gives the time at which a line with some text arrived."""
        deadline = time.monotonic() + PATIENCE
        with self.news:
            while True:
                for arrived, line in self.lines[seen:]:
                    if text in line:
                        return arrived
                if not self.news.wait(deadline - time.monotonic()):
                    raise TimeoutError(f"no line with “{text.strip()}”")


if __name__ == "__main__":
    main()
