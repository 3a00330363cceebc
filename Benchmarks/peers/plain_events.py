#!/usr/bin/env python3
"""Re-shapes our CloudEvents into the flat events that a bench of change notices reads.

  plain_events.py EVENTS ARCHIVE INBOX OUT [--follow]

Appends to OUT what EVENTS holds beyond the place noted in OUT.place; --follow goes on until it is killed. Everything comes from
the event (class, path, from, to, evidence) and, for the names of what paths name, from the records beside it in the archive.
"""

import calendar
import fcntl
import json
import pathlib
import sys
import time

KINDS = {
    "judgment-graded": "grade", "judgment-changed": "grade", "judgment-removed": "grade", "figure-changed": "key_fact",
    "date-moved": "last_updated", "person-changed": "hmi", "withdrawn": "status", "restored": "status",
    "text-added": "paragraph_added", "text-removed": "paragraph_removed", "text-edited": "paragraph_edited",
    "negation-changed": "paragraph_edited", "correction-noted": "paragraph_added", "title-changed": "paragraph_edited",
    "link-changed": "paragraph_edited", "finding-added": "paragraph_added", "finding-removed": "paragraph_removed",
    "finding-reworded": "paragraph_edited", "list-item-added": "list_item_added", "list-item-removed": "list_item_removed",
    "section-added": "section_added", "section-removed": "section_removed", "section-renamed": "section_renamed",
}  # fmt: skip


class Names:
    """What the ids in paths stand for, by the records of after and before, and the lines that evidence stands in."""

    def __init__(self, records, texts):
        self.records = [record for record in records if record]
        self.texts = texts

    def things(self, part):
        return [thing for record in self.records for thing in record.get(part, [])]

    def find(self, part, id):
        return next((thing for thing in self.things(part) if thing.get("id") == id), {})

    def heading(self, section):
        return self.find("sections", section).get("heading")

    def line(self, evidence, side):
        """The whole line of one of both texts; the evidence itself where there is no text."""
        if evidence is None:
            return None
        text, start = self.texts[side], evidence["start"]
        if not text:
            return evidence["exact"]
        end = text.find("\n", start)
        return text[text.rfind("\n", 0, start) + 1 : end if end >= 0 else len(text)]

    def figure(self, evidence):
        """The figure that stands where an item has its evidence."""
        places = [(e["start"], e["exact"]) for e in evidence]
        return next((f for f in self.things("figures") if (f["evidence"]["start"], f["evidence"]["exact"]) in places), {})


def plain(item, names):
    """The flat event of one item; None for what only says how the others are meant."""
    what, kind = item["class"], KINDS.get(item["class"])
    if kind is None:
        return None
    part, _, id = item["path"].strip("/").partition("/")
    old, new = item.get("from"), item.get("to")
    evidence = [item[side] for side in ("after", "before") if side in item]
    if kind == "grade":
        judgment = names.find("judgments", id)
        name = judgment.get("topic") or id
        old, new = ((value or "").replace("-", " ") or None for value in (old, new))
    elif kind == "status":
        name = "report"
        old, new = ("withdrawn", "published") if what == "restored" else ("published", "withdrawn")
    elif kind == "hmi":
        name = "HMI"
    elif kind == "last_updated":
        role, _, section = id.partition(".")
        name = names.heading(section) or role
    elif kind == "key_fact":
        figure = names.figure(evidence)
        if figure.get("role") == "statement":
            # A figure in a sentence is a matter of its paragraph.
            kind, name = "paragraph_edited", names.heading(figure.get("section")) or id
            old, new = names.line(item.get("before"), 1), names.line(item.get("after"), 0)
        else:
            # The values as they are printed, with their units.
            name = figure.get("label") or id.split(".")[-1].replace("-", " ")
            old, new = (item.get(side, {}).get("exact") for side in ("before", "after"))
    elif kind == "section_renamed":
        name = old
    elif part == "findings":
        name = names.heading(names.find("findings", id).get("section")) or id
        if len(evidence) == 2:
            kind, old, new = paragraph(item["before"]["exact"], item["after"]["exact"])
    else:
        name = names.heading(id) or id or part
    return {"kind": kind, "what": name, "from": old, "to": new}


def flat(data, before=None, after=None, texts=("", "")):
    """The flat events of a change: a section that came or went stands for all that is said in it, a paragraph for its figures."""
    names = Names((after, before), texts)
    events = []
    for item in data["items"]:
        event = plain(item, names)
        if event and event not in events:
            events.append(event)
    whole = {event["what"] for event in events if event["kind"] in ("section_added", "section_removed")}
    parts = ("paragraph_", "list_item_")
    return [event for event in events if event["what"] not in whole or not event["kind"].startswith(parts)]


def paragraph(before, after):
    """The one paragraph that differs between two texts of several, or both texts."""
    old, new = before.split("\n"), after.split("\n")
    gone = [line for line in old if line not in new]
    come = [line for line in new if line not in old]
    if (len(gone), len(come)) == (0, 1):
        return "paragraph_added", None, come[0]
    if (len(gone), len(come)) == (1, 0):
        return "paragraph_removed", gone[0], None
    if (len(gone), len(come)) == (1, 1):
        return "paragraph_edited", gone[0], come[0]
    return "paragraph_edited", before, after


class Archive:
    """The versions that events name."""

    def __init__(self, root):
        self.root = pathlib.Path(root)

    def read(self, path, name):
        """A file of a version, wherever the inventory says it lies: what did not change is stored once."""
        folder, version = (self.root / path).parent, pathlib.PurePath(path).name
        inventory = json.loads((folder / version / "inventory.json").read_text(encoding="utf-8"))
        for digest, names in inventory["versions"][version]["state"].items():
            if name in names:
                return (folder / inventory["manifest"][digest][0]).read_text(encoding="utf-8")
        return ""

    def record(self, path, name="record.json"):
        return json.loads(self.read(path, name) or "{}")

    def flat(self, event, inbox):
        kind, data = event["type"].removeprefix("reportwatch.").removesuffix(".v1"), event["data"]
        at = moment(event["time"])
        if kind.startswith("source.") or kind == "report.moved":
            return [{"kind": "availability", "url": data.get("url"), "what": "page", "from": None, "to": data["summary"], "at": at}]
        path = data.get("archivePath")
        if path is None:
            return []
        after, exchange = self.record(path), self.record(path, "source/exchange.json")
        place = {"url": exchange.get("url"), "source": f"{inbox}/{after['provenance']['source'].get('name', '')}", "at": at}
        if kind == "report.discovered":
            return [{"kind": "new"} | place]
        former = f"{pathlib.PurePath(path).parent}/{data['fromVersion']}"
        texts = (self.read(path, "text.txt"), self.read(former, "text.txt"))
        return [change | place for change in flat(data, self.record(former), after, texts)]


def moment(text):
    """Seconds since 1970 of a time such as 2026-11-22T21:07:31.042Z."""
    return calendar.timegm(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")) + float("0" + text[19:-1] if text[19:-1] else 0)


def drain(events, archive, inbox, out):
    """Takes over the lines that are whole and new."""
    with open(f"{out}.place", "a+", encoding="utf-8") as place:
        # The follower and a poll may come at the same time.
        fcntl.flock(place, fcntl.LOCK_EX)
        place.seek(0)
        done = int(place.read() or 0)
        try:
            with open(events, "rb") as file:
                file.seek(done)
                lines = file.read()
        except FileNotFoundError:
            return
        lines = lines[: lines.rfind(b"\n") + 1]
        if not lines:
            return
        with open(out, "a", encoding="utf-8") as file:
            for line in lines.splitlines():
                for event in archive.flat(json.loads(line), inbox):
                    file.write(json.dumps(event, ensure_ascii=False) + "\n")
        place.truncate(0)
        place.write(str(done + len(lines)))


def main():
    events, archive, inbox, out = sys.argv[1:5]
    while True:
        drain(events, Archive(archive), inbox, out)
        if "--follow" not in sys.argv:
            return
        time.sleep(0.02)


if __name__ == "__main__":
    main()
