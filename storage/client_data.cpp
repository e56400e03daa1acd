// Boost.JSON's parser is driven without its tree: the tree keeps the last of two members of one
// name and forgets that there were two.
// SPDX-License-Identifier: Apache-2.0
#include "storage/client_data.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <utility>

namespace tocsin::storage {

namespace {

namespace json = boost::json;
using boost::system::error_code;
using Text = json::string_view;

constexpr std::size_t client_data_bytes_max = 4 * 1024;

// The names of what follows are Boost.JSON's.
struct Reader {
    static constexpr std::size_t max_object_size = client_data_bytes_max;
    static constexpr std::size_t max_array_size = client_data_bytes_max;
    static constexpr std::size_t max_key_size = client_data_bytes_max;
    static constexpr std::size_t max_string_size = client_data_bytes_max;

    bool on_document_begin(error_code&) { return true; }

    bool on_document_end(error_code&) { return true; }

    bool on_object_begin(error_code& ec) { return (depth == 0 || value({}, ec)) && ++depth; }

    bool on_object_end(std::size_t, error_code&) { return --depth, true; }

    bool on_array_begin(error_code& ec) { return value({}, ec) && ++depth; }

    bool on_array_end(std::size_t, error_code&) { return --depth, true; }

    // Keys and strings come in parts when there are escapes in them.
    bool on_key_part(Text part, std::size_t, error_code&) { return piece += part, true; }

    bool on_key(Text part, std::size_t, error_code&) {
        piece += part;
        if (depth == 1) name = piece;
        return piece.clear(), true;
    }

    bool on_string_part(Text part, std::size_t, error_code&) { return piece += part, true; }

    bool on_string(Text part, std::size_t, error_code& ec) {
        piece += part;
        return value(std::exchange(piece, {}), ec);
    }

    bool on_number_part(Text, error_code&) { return true; }

    bool on_int64(std::int64_t, Text, error_code& ec) { return value({}, ec); }

    bool on_uint64(std::uint64_t, Text, error_code& ec) { return value({}, ec); }

    bool on_double(double, Text, error_code& ec) { return value({}, ec); }

    bool on_bool(bool yes, error_code& ec) { return value(yes, ec); }

    bool on_null(error_code& ec) { return value({}, ec); }

    bool on_comment_part(Text, error_code&) { return true; }

    bool on_comment(Text, error_code&) { return true; }

    bool fail(error_code& ec, std::string words) {
        ec = json::error::syntax;
        why = std::move(words);
        return false;
    }

    bool value(ClientValue what, error_code& ec) {
        if (depth == 0) return fail(ec, "the client data is not a JSON object");
        if (depth > 1) return true;
        if (data.emplace(name, std::move(what)).second) return true;
        return fail(ec, "the client data says one thing twice");
    }

    int depth = 0;
    std::string piece;
    std::string name; // of the outermost object's member that is being read
    ClientData data;
    std::string why;
};

} // namespace

std::variant<ClientData, WrongSignature> read_client_data(std::string_view text) {
    if (text.size() > client_data_bytes_max)
        return WrongSignature{"the client data is longer than 4 KiB"};
    json::basic_parser<Reader> parser{json::parse_options()};
    error_code ec;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
    if (!ec && read < text.size()) ec = json::error::extra_data;
    if (!ec) return std::move(parser.handler().data);
    if (!parser.handler().why.empty()) return WrongSignature{std::move(parser.handler().why)};
    return WrongSignature{"the client data cannot be read as JSON: " + ec.message()};
}

} // namespace tocsin::storage
