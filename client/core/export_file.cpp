// SPDX-License-Identifier: Apache-2.0
#include "client/core/export_file.hpp"

#include "tocsin/v1/event.pb.h"

#include <boost/json.hpp>

namespace tocsin::client {
namespace {

namespace json = boost::json;

std::string as_line(const json::object& object) {
    return json::serialize(object) + "\n";
}

std::optional<std::string> text_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains({name.data(), name.size()});
    if (!value || !value->is_string()) return std::nullopt;
    return std::string(value->as_string());
}

std::optional<std::string> bytes_of(const json::object& object, std::string_view name) {
    const auto text = text_of(object, name);
    return text ? from_base64(*text) : std::nullopt;
}

// True when the field is null, or not there at all.
bool is_null(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains({name.data(), name.size()});
    return !value || value->is_null();
}

std::optional<ExportLine> parse_head(const json::object& object, std::string& why) {
    if (text_of(object, "schema") != export_schema) {
        why = "its schema is not tocsin.export/1";
        return std::nullopt;
    }
    const auto origin = text_of(object, "origin"), log_key = text_of(object, "log_key"),
               checkpoint = text_of(object, "checkpoint"), scope = text_of(object, "scope");
    why = "origin, log_key, checkpoint or scope is missing";
    if (!origin || !log_key || !checkpoint || !scope) return std::nullopt;
    return ExportHead{*origin, *log_key, *checkpoint, *scope};
}

bool read_proof(const json::object& object, std::vector<Digest>& proof) {
    const auto* hashes = object.if_contains("proof");
    if (!hashes) return true;
    if (!hashes->is_array()) return false;
    for (const auto& hash : hashes->as_array()) {
        const auto raw =
            hash.is_string() ? from_base64(std::string_view(hash.as_string())) : std::nullopt;
        const auto digest = raw ? Digest::from(*raw) : std::nullopt;
        if (!digest) return false;
        proof.push_back(*digest);
    }
    return true;
}

std::optional<ExportLine> parse_entry(const json::object& object, std::string& why) {
    ExportedEntry entry;
    const auto& index = object.at("index");
    why = "its index is not a number";
    if (index.is_int64() && index.as_int64() >= 0)
        entry.index = static_cast<storage::Index>(index.as_int64());
    else if (index.is_uint64())
        entry.index = index.as_uint64();
    else
        return std::nullopt;
    const auto header = bytes_of(object, "header");
    why = "its header is not base64";
    if (!header) return std::nullopt;
    entry.header = *header;
    why = "its salt or payload is not base64";
    entry.salt = bytes_of(object, "salt");
    entry.payload = bytes_of(object, "payload");
    if (!entry.salt && !is_null(object, "salt")) return std::nullopt;
    if (!entry.payload && !is_null(object, "payload")) return std::nullopt;
    why = "its proof is not a list of hashes";
    if (!read_proof(object, entry.proof)) return std::nullopt;
    return entry;
}

std::optional<ExportLine> parse_document(const json::object& object, std::string& why) {
    const auto name = text_of(object, "document");
    const auto raw = name ? from_hex(*name) : std::nullopt;
    const auto sha256 = raw ? Digest::from(*raw) : std::nullopt;
    const auto content = bytes_of(object, "content");
    why = "its document is not named by a hash, or its content is not base64";
    if (!sha256 || !content) return std::nullopt;
    ExportedDocument document;
    document.sha256 = *sha256;
    document.document.media_type = text_of(object, "media_type").value_or("");
    document.document.content = *content;
    return document;
}

void add(std::vector<Digest>& found, std::string_view raw) {
    if (const auto digest = Digest::from(raw)) found.push_back(*digest);
}

void add_evidence(std::vector<Digest>& found, const v1::AlertContent& content) {
    for (const auto& evidence : content.evidence())
        add(found, evidence.attachment_sha256());
}

} // namespace

std::string line_of(const ExportHead& head) {
    json::object object;
    object["schema"] = export_schema;
    object["origin"] = head.origin;
    object["log_key"] = head.log_key;
    object["checkpoint"] = head.checkpoint;
    object["scope"] = head.scope;
    return as_line(object);
}

std::string line_of(const ExportedEntry& entry, bool with_proof) {
    json::object object;
    object["index"] = entry.index;
    object["header"] = to_base64(entry.header);
    object["salt"] = nullptr;
    object["payload"] = nullptr;
    if (entry.salt) object["salt"] = to_base64(*entry.salt);
    if (entry.payload) object["payload"] = to_base64(*entry.payload);
    if (with_proof) {
        json::array hashes;
        for (const auto& hash : entry.proof)
            hashes.emplace_back(to_base64(hash.view()));
        object["proof"] = std::move(hashes);
    }
    return as_line(object);
}

std::string line_of(const ExportedDocument& document) {
    json::object object;
    object["document"] = document.sha256.hex();
    object["media_type"] = document.document.media_type;
    object["content"] = to_base64(document.document.content);
    return as_line(object);
}

std::optional<ExportLine> parse_line(std::string_view line, std::string& why) {
    json::error_code ec;
    const json::value value = json::parse({line.data(), line.size()}, ec);
    why = "it is not a JSON object";
    if (ec || !value.is_object()) return std::nullopt;
    const json::object& object = value.as_object();
    if (object.contains("schema")) return parse_head(object, why);
    if (object.contains("index")) return parse_entry(object, why);
    if (object.contains("document")) return parse_document(object, why);
    why = "it is neither the first line, nor an entry, nor a document";
    return std::nullopt;
}

std::vector<Digest> documents_named(std::string_view payload) {
    v1::Event event;
    if (!event.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) return {};
    return documents_named(event);
}

std::vector<Digest> documents_named(const v1::Event& event) {
    std::vector<Digest> found;
    add(found, event.text_added().text_sha256());
    add(found, event.procedure_opened().text_sha256());
    add(found, event.position_taken().reservation_sha256());
    add(found, event.position_received_late().position().reservation_sha256());
    add_evidence(found, event.signal_received().content());
    add_evidence(found, event.alert_drafted().content());
    add_evidence(found, event.alert_issued().content());
    add_evidence(found, event.alert_updated().content());
    return found;
}

} // namespace tocsin::client
