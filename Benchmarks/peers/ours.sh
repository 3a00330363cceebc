#!/usr/bin/env bash
# Reportwatch as the bench of change notices drives it: one word, start, poll or stop, in $OURS_DIR (see its README.md).
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
bin="${OURS_BIN:-$here/../../.build/release/reportwatch}"
config="$OURS_DIR/config.json"
events="$OURS_STATE/events.jsonl"

translate=(python3 -B "$here/plain_events.py" "$events" "$OURS_STATE/Archive" "$OURS_INBOX" "$OURS_EVENTS")

# The pages lie on this machine, are of one host, and are asked for when the bench says so.
write_config() {
  python3 - >"$config" <<'PYTHON'
import json, os

state = os.environ["OURS_STATE"]
with open(os.environ["OURS_URLS"], encoding="utf-8") as file:
    urls = file.read().split()
print(json.dumps({
    "inbox": {"path": os.environ["OURS_INBOX"]},
    "archive": {"path": state + "/Archive"},
    "state": {"path": state + "/State"},
    "sources": [{"id": f"page-{number}", "url": url, "every": "PT24H"} for number, url in enumerate(urls)],
    "http": {"allowPrivateAddresses": True, "perHostDelay": "PT0S", "maxBytes": 4 << 20, "respectRobots": True},
    "notify": [{"id": "events", "kind": "file", "path": state + "/events.jsonl", "minSeverity": "low"}],
    "web": {"listen": "127.0.0.1:0"},
}))
PYTHON
}

case "${1:-}" in
  start)
    write_config
    setsid "$bin" run --config "$config" >"$OURS_DIR/daemon.log" 2>&1 </dev/null &
    pid=$!
    until grep -q "ready: " "$OURS_DIR/daemon.log"; do
      kill -0 "$pid" 2>/dev/null || { cat "$OURS_DIR/daemon.log" >&2; exit 2; }
      sleep 0.02
    done
    setsid "${translate[@]}" --follow >>"$OURS_DIR/daemon.log" 2>&1 </dev/null &
    echo "$pid $!" | tee "$OURS_DIR/pid"
    ;;
  poll)
    "$bin" poll --wait --config "$config" >>"$OURS_DIR/poll.log"
    "${translate[@]}"
    ;;
  stop)
    read -r daemon follower <"$OURS_DIR/pid"
    kill "$daemon" "$follower"
    while kill -0 "$daemon" 2>/dev/null; do sleep 0.02; done
    ;;
  *)
    echo "usage: ours.sh start|poll|stop" >&2
    exit 64
    ;;
esac
