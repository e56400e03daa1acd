"""The figures of docs/PERFORMANCE.md out of the single measurements of run.sh: medians over the rounds;
a ratio is taken within each round, then its median. Usage: figures.py MEASURED.jsonl NAME..."""
# SPDX-License-Identifier: Apache-2.0
import collections
import json
import statistics
import sys

measured = collections.defaultdict(dict)  # (stage, server) -> round -> line
for text in open(sys.argv[1], encoding="utf-8"):
    line = json.loads(text)
    measured[line["stage"], line["server"]][line["round"]] = line
names = sys.argv[2:]


def values(stage, server, field):
    return {turn: line[field] for turn, line in measured[stage, server].items() if turn > 0 and field in line}


def report(figure, unit, ours, limit, more=None):
    """ours, limit: round -> value; without a limit there is no ratio."""
    if not ours:
        print(f"bench: {figure} was not measured", file=sys.stderr)
        return
    if (more or {}).get("refused") or (more or {}).get("lost"):
        print(f"bench: {figure} is no figure: some were refused or lost: {more}", file=sys.stderr)
        return
    line = {"figure": figure, "value": round(statistics.median(ours.values()), 4), "limit": None, "ratio": None}
    both = [turn for turn in ours if limit.get(turn)]
    if both:
        line["limit"] = round(statistics.median(limit[turn] for turn in both), 4)
        ratios = sorted(ours[turn] / limit[turn] for turn in both)
        line["ratio"] = round(statistics.median(ratios), 3)
        line["ratio_range"] = [round(ratios[0], 3), round(ratios[-1], 3)]
    line["unit"] = unit
    line["rounds"] = len(ours)
    line.update({key: round(value, 4) for key, value in (more or {}).items()})
    print(json.dumps(line))


def beside(stage, server, field):
    found = values(stage, server, field)
    return {server.replace("-", "_"): statistics.median(found.values())} if found else {}


def total(stage, server, field):
    return sum(values(stage, server, field).values())


for name in names:
    if name in ("fanout_last_10k", "fanout_cpu_10k", "burst_10k", "rss_conn_10k"):
        field, unit, limit = {
            "fanout_last_10k": ("last_ms", "ms to the last delivery", "raw-send"),
            "fanout_cpu_10k": ("cpu_s_per_million", "server CPU-s per million deliveries", "raw-send"),
            "burst_10k": ("burst_deliveries_per_s", "deliveries/s", "raw-coalesce"),
            "rss_conn_10k": ("rss_kib_per_connection", "KiB per idle connection", "raw-send"),
        }[name]
        more = {**beside("fanout", "raw-send", field), **beside("fanout", "beast-naive", field)}
        if name == "burst_10k":
            more["lost"] = total("fanout", "tocsin", "burst_lost")
        report(name, unit, values("fanout", "tocsin", field), values("fanout", limit, field), more)
    elif name == "fanout_tls":
        for field, unit in (("last_ms", "ms to the last delivery"), ("cpu_s_per_million", "server CPU-s per million deliveries"),
                            ("rss_kib_per_connection", "KiB per idle connection")):
            report(f"{name}_{field}", unit + ", over TLS, to as many over TCP", values("tls", "tocsin", field),
                   values("tls_plain", "tocsin", field))
    elif name == "ack_rush_10k":
        for cores, suffix in (("0", ""), ("0,1", "_two_cores")):
            server = "tocsin-cores-" + cores
            lost = {"refused": total("ack_rush", server, "rush_refused"), "lost": total("ack_rush", server, "rush_lost")}
            for field, label, unit in (("rush_p99_ms", name, "ms, p99 of a durable answer"),
                                       ("rush_total_ms", name + "_total", "ms until all are answered")):
                report(label + suffix, unit, values("ack_rush", server, field),
                       values("ack_rush", "cpp-sqlite-group", field), lost)
    elif name == "signed_rush_10k":
        rates = values("signed_rush", "ed25519", "verifies_per_s")
        for cores, label in (("0", name), ("0,1", name + "_two_cores")):
            server = "tocsin-cores-" + cores
            count = values("signed_rush", server, "connections")
            limit = {turn: count[turn] / rates[turn] * 1000 for turn in count if turn in rates}
            report(label, "ms until all are answered", values("signed_rush", server, "rush_total_ms"), limit,
                   {"refused": total("signed_rush", server, "rush_refused"), "lost": total("signed_rush", server, "rush_lost")})
    elif name in ("start_1m", "verify_1m"):
        server = "start" if name == "start_1m" else "verify"
        more = beside("long", "start", "open_s") if name == "start_1m" else {}
        report(name, "s", values("long", server, "seconds"), values("long", "read", "seconds"),
               {"open_s" if key == "start" else key: value for key, value in more.items()})
    elif name == "resume_10k":
        report(name, "s from the kill until all have caught up", values("resume", "tocsin", "resume_s"), {},
               {"start_s": statistics.median(values("resume", "tocsin", "start_s").values() or [0]),
                "missing": total("resume", "tocsin", "resume_missing")})
    elif name == "isolation_p99":
        report(name, "ms, p99 of the last delivery", values("isolation", "tocsin", "beside_p99_ms"),
               values("isolation", "tocsin", "quiet_p99_ms"),
               {"replay_mib_per_s": statistics.median(values("isolation", "tocsin", "replay_mib_per_s").values() or [0])})
    else:
        print(f"bench: no figure is called {name}", file=sys.stderr)
