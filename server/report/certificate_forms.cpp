// The certificate as tocsin.certificate/1 and as a page.
// SPDX-License-Identifier: Apache-2.0
#include "server/report/certificate.hpp"
#include "server/report/pages.hpp"
#include "server/report/words.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace tocsin::report {

namespace {

namespace json = boost::json;
using namespace domain;

json::value instant(const std::optional<Instant>& at) {
    if (!at) return nullptr;
    return to_ms(*at);
}

json::array strings(const std::vector<std::string>& list) {
    json::array array;
    for (const std::string& one : list)
        array.emplace_back(one);
    return array;
}

json::array amended(const std::vector<Amended>& list) {
    json::array array;
    for (const Amended& one : list)
        array.push_back(json::object{{"party", one.party.text}, {"at", to_ms(one.at)}});
    return array;
}

std::string name_of(const Source& source, const std::string& party) {
    const auto found = source.names.find(party);
    return found == source.names.end() ? party : found->second;
}

json::object party_json(const Source& source, const CertifiedParty& party) {
    json::object object;
    object["party"] = party.party;
    object["name"] = name_of(source, party.party);
    object["stance"] = nullptr;
    object["index"] = nullptr;
    object["leafHash"] = nullptr;
    object["key"] = nullptr;
    object["at"] = instant(party.at);
    if (!party.index) return object;
    object["stance"] = v1::Position::Stance_Name(party.stance);
    object["index"] = *party.index;
    object["leafHash"] = party.leaf_hash;
    object["key"] = party.key;
    return object;
}

std::string stance_words(const Certificate& certificate, const CertifiedParty& party) {
    if (party.index) return plain_word(v1::Position::Stance_Name(party.stance));
    return certificate.mode == v1::ProcedureDrafted::SILENCE ? "consented by silence" : "–";
}

std::string joined_names(const Source& source, const std::vector<std::string>& codes) {
    std::string words;
    for (const std::string& code : codes)
        words += (words.empty() ? "" : ", ") + name_of(source, code);
    return words.empty() ? "none" : words;
}

std::string amended_words(const Source& source, const std::vector<Amended>& list) {
    std::string words;
    for (const Amended& one : list)
        words +=
            (words.empty() ? "" : "; ") + name_of(source, one.party.text) + ", " + at_words(one.at);
    return words.empty() ? "none" : words;
}

void add_parties(const Source& source, const Certificate& certificate, Page& page) {
    std::vector<std::vector<std::string>> rows;
    for (const CertifiedParty& party : certificate.signatories)
        rows.push_back(
            {name_of(source, party.party),
             stance_words(certificate, party),
             at_words(party.at),
             party.index ? std::to_string(*party.index) : "–",
             party.leaf_hash.empty() ? "–" : party.leaf_hash}
        );
    page.table(
        "In whose name", {"party", "position", "received (UTC)", "entry", "leaf hash"}, rows
    );
}

} // namespace

json::object certificate_json(const Source& source, const Certificate& certificate) {
    json::array parties;
    for (const CertifiedParty& party : certificate.signatories)
        parties.push_back(party_json(source, party));
    json::object object;
    object["schema"] = "tocsin.certificate/1";
    object["origin"] = source.origin;
    object["procedureId"] = certificate.procedure_id;
    object["exercise"] = certificate.is_exercise;
    object["title"] = certificate.title;
    object["kind"] = v1::ProcedureDrafted::Kind_Name(certificate.kind);
    object["mode"] = v1::ProcedureDrafted::Mode_Name(certificate.mode);
    object["textSha256"] = certificate.text_sha256;
    object["version"] = certificate.version;
    object["language"] = certificate.language;
    object["openedAt"] = instant(certificate.opened);
    object["deadline"] = instant(certificate.deadline);
    object["adoptedAt"] = instant(certificate.adopted);
    object["publishedAt"] = instant(certificate.published);
    object["listVersion"] = certificate.list_version;
    object["parties"] = std::move(parties);
    object["recused"] = strings(certificate.recused);
    object["associated"] = strings(certificate.associated);
    object["lateAssociations"] = amended(certificate.late_associations);
    object["dissociations"] = amended(certificate.dissociations);
    object["adoptedBy"] = json::object{
        {"index", certificate.adopted_index}, {"leafHash", certificate.adopted_leaf_hash}};
    object["logKey"] = source.log_key;
    object["size"] = source.size;
    object["root"] = source.root;
    object["checkpoint"] = source.checkpoint;
    return object;
}

std::string certificate_html(const Source& source, const Certificate& certificate) {
    Page page(
        "Certificate of adoption: " + certificate.title,
        certificate.is_exercise ? "EXERCISE EXERCISE EXERCISE · nothing was adopted"
                                : "Certificate of adoption"
    );
    page.facts(
        "What was adopted",
        {{"procedure", certificate.procedure_id},
         {"mode", plain_word(v1::ProcedureDrafted::Mode_Name(certificate.mode))},
         {"text", "version " + std::to_string(certificate.version) + ", " + certificate.language},
         {"SHA-256 of its bytes", certificate.text_sha256},
         {"opened", at_words(certificate.opened)},
         {"deadline", at_words(certificate.deadline)},
         {"adopted", at_words(certificate.adopted)},
         {"published", at_words(certificate.published)},
         {"by entry", std::to_string(certificate.adopted_index)},
         {"leaf hash", certificate.adopted_leaf_hash}}
    );
    add_parties(source, certificate, page);
    page.facts(
        "Besides",
        {{"associated", joined_names(source, certificate.associated)},
         {"recused", joined_names(source, certificate.recused)},
         {"associated later", amended_words(source, certificate.late_associations)},
         {"dissociated", amended_words(source, certificate.dissociations)},
         {"list", "version " + std::to_string(certificate.list_version)}}
    );
    add_verification(source, page);
    return std::move(page).done();
}

} // namespace tocsin::report
