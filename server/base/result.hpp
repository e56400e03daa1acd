// Errors as values: Result<T> is a T or a Trouble. A Trouble says which of the house's four fates
// it meets (docs/ARCHITECTURE.md, errors), and in words what happened, why and what to do next.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/system/result.hpp>

#include <string>

namespace tocsin {

// What is wrong with the house or with a file; a refusal of the domain is not one of these.
struct Trouble {
    enum class Fate {
        failed,    // this one act did not happen; nothing else is wrong
        read_only, // known: nothing was written. The house goes on and heals by itself
        halt,      // the log itself is wrong: no append, no signature, until an operator has acted
        stop,      // nobody knows what is on disk: the process ends at once (exit 74)
    };
    Fate fate = Fate::failed;
    int exit_code = 1;  // sysexits, used when it ends a program
    std::string what{}; // "cannot open /var/lib/tocsin/tocsin.db"
    std::string why{};  // "permission denied"
    std::string next{}; // "run as the user tocsin, or chown the directory"
};

[[noreturn]] void throw_exception_from_error(const Trouble& trouble, const boost::source_location&);

template <class T>
using Result = boost::system::result<T, Trouble>;

// "what: why. next", one line, for stderr and logs.
std::string to_string(const Trouble& trouble);

} // namespace tocsin
