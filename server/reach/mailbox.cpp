// SPDX-License-Identifier: Apache-2.0
#include "server/reach/mailbox.hpp"

#include <algorithm>

namespace tocsin::reach {

bool is_mailbox(std::string_view address) {
    const auto at = address.find('@');
    if (at == address.npos || at == 0 || at > 64 || address.size() > 254) return false;
    const auto host = address.substr(at + 1);
    const auto is_letter = [](unsigned char letter) {
        return letter > ' ' && letter < 0x7f &&
               std::string_view("<>()[],;:\\\"").find(static_cast<char>(letter)) ==
                   std::string_view::npos;
    };
    return host.find('@') == host.npos && host.find('.') != host.npos && !host.starts_with('.') &&
           !host.ends_with('.') && std::all_of(address.begin(), address.end(), is_letter);
}

} // namespace tocsin::reach
