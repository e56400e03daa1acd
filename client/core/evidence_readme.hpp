// The first file of an evidence bundle: what it is, and how to check it with tools of one's own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace tocsin::client {

constexpr std::string_view evidence_readme = R"(EVIDENCE FROM A PROVABLE LOG

What is in here
  export.ndjson   entries of the log with what proves them, one JSON object a line
  checkpoint      the log's signed tree head that they belong to, with the cosignatures of
                  witnesses
  log-key         the log's public key, as this file's maker had it
  documents/      the texts that entries name, each under the SHA-256 of its bytes
  report.json     figures computed from the export (REPORTS.md); report.html is the same for
                  reading
  FORMAT.md       how all of this is made, enough to write a verifier from
  REPORTS.md      how every figure is computed
  schema/         what the payloads are (Protocol Buffers)

What to trust first
  The log's key. Compare the file log-key with the key that the Coalition published elsewhere,
  or with
  one that you kept. Everything else in here follows from it.

To check all of it
  tocsin verify FILE --log-key KEY        (FILE is this bundle; add --policy FILE for witnesses)
  Exit code 0: sound. 7: not sound, and the first wrong entry is named.

To check parts of it with standard tools
  sha256sum documents/*                   each sum is the file's name
  The signature under the checkpoint is Ed25519 over the lines above the empty line (FORMAT.md
  4): any
  program that verifies Ed25519 does it.
  The second and third lines of the checkpoint are the number of entries and the root of the
  tree.
  FORMAT.md 1 to 3 say how the header of an entry gives its leaf, and the leaves, or a proof,
  the root.

What may be missing
  An entry with "salt" and "payload" null was withheld from whoever made this, left out for its
  label,
  or erased by law. Its header is still proven: that something stood there, of which kind, when
  and by
  whom. That nothing of a case is missing only an export of the whole log proves.
)";

} // namespace tocsin::client
