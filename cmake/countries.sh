#!/bin/sh
# countries.sh ISO_3166-1.json OUT: one line {"AW", "Aruba"}, per country, in order of code.
# SPDX-License-Identifier: Apache-2.0
set -eu
python3 - "$1" >"$2" <<'PY'
import json, sys
rows = json.load(open(sys.argv[1], encoding="utf-8"))["3166-1"]
for row in sorted(rows, key=lambda row: row["alpha_2"]):
    name = row.get("common_name", row["name"]).replace("\\", "\\\\").replace('"', '\\"')
    print(f'{{"{row["alpha_2"]}", "{name}"}},')
PY
