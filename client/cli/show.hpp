// One alert or procedure: fetched, and printed for people.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/session.hpp"
#include "tocsin/v1/view.pb.h"

#include <optional>
#include <string>
#include <vector>

namespace tocsin::cli {

Result<v1::AlertView> fetch_alert(Session& session, const std::string& id);
Result<v1::ProcedureView> fetch_procedure(Session& session, const std::string& id);
// Checked against its hash by ourselves: exit 7 when it is another text.
Result<std::string> fetch_document(Session& session, const std::string& sha256);

// The entry of what that party said after the close, which its next word replaces; nothing: it said
// nothing since.
Result<std::optional<Digest>>
fetch_later_answer(Session& session, const v1::ProcedureView& view, const std::string& party);

// The versions of a procedure's text, from its entries, each checked against its commitment.
struct TextVersion {
    std::uint32_t number = 0;
    std::string sha256; // 32 bytes
    std::string language;
    bool editorial = false;
};

Result<std::vector<TextVersion>> fetch_versions(Session& session, const std::string& procedure_id);

void print_alert(Context& context, const v1::AlertView& view);
// `party` is the reader's own: it decides what its next steps are called.
void print_procedure(Context& context, const v1::ProcedureView& view, const std::string& party);
void print_roster(Context& context, const v1::ProcedureView& view);
// What else a live roster needs: instrument, comments, lists, next steps.
void print_room(Context& context, const v1::ProcedureView& view, const std::string& party);
void print_notes(Context& context, const google::protobuf::RepeatedPtrField<v1::NoteView>& notes);
std::string tally_words(const v1::ProcedureView& view);
std::string stance_words(v1::Position::Stance stance);

} // namespace tocsin::cli
