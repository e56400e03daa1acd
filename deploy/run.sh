#!/usr/bin/env bash
# Installs what is missing, builds, and serves a seeded coalition in crisis on http://localhost:8080.
#   deploy/run.sh [options of `tocsin-server demo`]
#   deploy/run.sh --scenario NAME|all --exit     plays tests/scenarios/NAME.scenario through the real
#                                                server and real clients; exit 0 only if everything held
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/common.sh"

scenario="" rest=()
while [ $# -gt 0 ]; do
    case $1 in
        --scenario) scenario=${2:?--scenario needs a name; see tests/scenarios/}; shift 2 ;;
        --exit) shift ;;   # a scenario always ends; the word is kept for scripts
        -h | --help) sed -n '2,6p' "$0" | sed 's/^# \{0,1\}//'; exit 0 ;;
        *) rest+=("$1"); shift ;;
    esac
done

package_lists deploy/packages.txt
install_packages "${lists[@]}"
if [ -n "$scenario" ]; then
    build release tocsin-server tocsin-admin tocsin tocsin-scenario
    exec build/release/tocsin-scenario "$scenario" ${rest[@]+"${rest[@]}"}
fi
build release tocsin-server tocsin-admin tocsin
exec build/release/tocsin-server demo ${rest[@]+"${rest[@]}"}
