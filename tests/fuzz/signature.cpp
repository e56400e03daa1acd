// Signatures as strangers send them: OpenSSH's armour, a passkey's assertion and its client data.
// SPDX-License-Identifier: Apache-2.0
#include "storage/client_data.hpp"
#include "storage/openssh.hpp"
#include "storage/webauthn.hpp"
#include "tests/fuzz/fuzz.hpp"

void tocsin::fuzz::fuzz(std::string_view input) {
    using namespace tocsin::storage;
    const auto key = openssh_key(input);
    if (key) {
        believed();
        must(
            check_openssh(*key, "another text", input, "sign-on@tocsin.example").has_value(),
            "what was made elsewhere signs no text of ours"
        );
    }
    (void)read_client_data(input);

    const Ceremony ceremony{std::string(32, 'c'), "localhost", {"http://localhost"}};
    SignatureBytes bytes;
    bytes.form = SignatureForm::passkey;
    bytes.signature = cut(input);
    bytes.client_data_json = cut(input);
    bytes.authenticator_data = input; // may hold zeroes: the last
    const Signer signer{KeyAlgorithm::ed25519, std::string(32, 'k'), "localhost"};
    must(
        std::holds_alternative<WrongSignature>(check_assertion(ceremony, signer, bytes)),
        "no assertion is made without its key"
    );
    bytes.form = SignatureForm::passkey_created;
    (void)check_registration(ceremony, bytes);
    (void)sign_count_of(bytes.authenticator_data);
}
