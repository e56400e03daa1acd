#!/usr/bin/env bash
# Writes OUT, a source that holds files by .incbin (this compiler has no #embed):
#   carry_files.sh OUT NAME=FILE...
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
out=$1
shift
{
    echo '#include "client/core/evidence_files.hpp"'
    echo '#include <array>'
    rows="" number=0
    for pair in "$@"; do
        file=${pair#*=} name=${pair%%=*} size=$(stat -c %s "${pair#*=}")
        echo "extern \"C\" const char carried_$number[$size];"
        echo "asm(\".pushsection .rodata\\ncarried_$number:\\n.incbin \\\"$file\\\"\\n.popsection\\n\");"
        rows+="    {\"$name\", {carried_$number, $size}},"$'\n'
        number=$((number + 1))
    done
    echo 'namespace tocsin::client {'
    echo 'std::span<const CarriedFile> carried_files() {'
    echo "    static const std::array<CarriedFile, $number> files = {{"
    printf '%s' "$rows"
    echo '    }};'
    echo '    return files;'
    echo '}'
    echo '} // namespace tocsin::client'
} >"$out"
