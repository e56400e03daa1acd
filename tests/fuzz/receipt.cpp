// A .tlog-proof, as somebody hands it to a verifier.
// SPDX-License-Identifier: Apache-2.0
#include "storage/receipt.hpp"

#include "tests/fuzz/fuzz.hpp"

void tocsin::fuzz::fuzz(std::string_view input) {
    using namespace tocsin::storage;
    const auto read = parse_receipt(input);
    if (const auto* why = std::get_if<std::string>(&read))
        return must(!why->empty(), "it is said why it is none");
    const auto& receipt = std::get<Receipt>(read);
    believed();
    must(print_receipt(receipt) == input, "a receipt has one form");
    must(!wrong_with(receipt, {"log.example/fuzz", {}}).empty(), "nobody's key signs nothing");
}
