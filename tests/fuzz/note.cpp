// A signed note and the checkpoint in it (C2SP signed-note, tlog-checkpoint).
// SPDX-License-Identifier: Apache-2.0
#include "storage/checkpoint.hpp"
#include "tests/fuzz/fuzz.hpp"

void tocsin::fuzz::fuzz(std::string_view input) {
    using namespace tocsin::storage;
    if (const auto checkpoint = parse_checkpoint_body(input))
        must(
            parse_checkpoint_body(checkpoint_body(*checkpoint)).has_value(),
            "a checkpoint can be said again"
        );
    const auto note = parse_note(input);
    if (!note) return;
    believed();
    static const VerifierKey stranger{"log.example/fuzz", {}};
    must(!verify_note(*note, stranger), "no note is signed by the key of nobody");
    must(!open_checkpoint(input, stranger), "no checkpoint is signed by the key of nobody");
    (void)VerifierKey::parse(input);
}
