// OpenSSH's signatures: the real ssh-keygen's where it is installed, and every way to be wrong.
// SPDX-License-Identifier: Apache-2.0
#include "storage/openssh.hpp"

#include "tests/storage/vectors.hpp"
#include "tests/support/openssh.hpp"

#include <cstdlib>

namespace tocsin::test {

using namespace tocsin::storage;
using Catch::Contains;

namespace {

const std::string said = "what was said\nin two lines\n";
const std::string purpose = "sign-on@tocsin.example";

SigningKey key_of(std::uint8_t number) {
    SigningKey::Seed seed;
    seed.octets.fill(number);
    return SigningKey::from_seed(seed);
}

// Empty: it was good.
std::string checking(const PublicKey& key, const std::string& armour) {
    const auto trouble = check_openssh(key, said, armour, purpose);
    return trouble ? trouble->why : std::string();
}

std::string checking(const SshSignature& signature) {
    const SigningKey key = key_of(1);
    return checking(key.public_key(), signature.sign(key, said));
}

SshSignature touched() {
    SshSignature signature;
    signature.security_key = true;
    return signature;
}

bool have_ssh_keygen() {
    if (std::system("command -v ssh-keygen >/dev/null") == 0) return true;
    WARN("ssh-keygen is not installed");
    return false;
}

int run(const Folder& folder, const std::string& command) {
    std::string line = "cd ";
    line.append(folder.path().string()).append(" && ").append(command).append(" >out 2>&1");
    return std::system(line.c_str());
}

// The 32 bytes of a line "ssh-ed25519 <base64> …".
PublicKey public_key_of(const std::string& line) {
    const auto from = line.find(' ') + 1;
    const auto blob = from_base64(line.substr(from, line.find_first_of(" \n", from) - from));
    return *PublicKey::from(blob->substr(blob->size() - PublicKey::size));
}

} // namespace

TEST_CASE("what ssh-keygen signs is taken for the purpose it names", "[storage][openssh]") {
    if (!have_ssh_keygen()) return;
    const Folder folder;
    REQUIRE(run(folder, "ssh-keygen -q -t ed25519 -N '' -C '' -f key") == 0);
    const PublicKey key = public_key_of(content_of(folder.path() / "key.pub"));
    for (const std::string hash : {"sha512", "sha256"}) {
        write_file(folder.path() / "text", said);
        REQUIRE(
            run(folder,
                "ssh-keygen -Y sign -f key -O hashalg=" + hash + " -n " + purpose + " text") == 0
        );
        const std::string armour = content_of(folder.path() / "text.sig");
        fs::remove(folder.path() / "text.sig");

        CHECK(checking(key, armour).empty());
        CHECK_THAT(checking(key_of(1).public_key(), armour), Contains("another key"));
        CHECK_THAT(
            check_openssh(key, said + "x", armour, purpose)->why, Contains("not a signature")
        );
        CHECK_THAT(
            check_openssh(key, said, armour, "auth@tocsin.example")->why,
            Contains("another purpose than \"auth@tocsin.example\"")
        );
    }
}

TEST_CASE("what these tests write is what ssh-keygen takes", "[storage][openssh]") {
    if (!have_ssh_keygen()) return;
    const SigningKey key = key_of(1);
    for (const SshSignature& signature : {SshSignature{}, touched()}) {
        const Folder folder;
        write_file(folder.path() / "text", said);
        write_file(folder.path() / "text.sig", signature.sign(key, said));
        const std::string allowed = to_base64(signature.key_blob(key.public_key()));
        write_file(folder.path() / "allowed", "me " + signature.type() + " " + allowed + "\n");
        INFO(signature.type());
        CHECK(
            run(folder,
                "ssh-keygen -Y verify -f allowed -I me -n " + purpose + " -s text.sig <text") == 0
        );
    }
}

TEST_CASE("the published OpenSSH signature is taken", "[storage][openssh]") {
    if (!have_vectors("signon/signon.json")) return;
    const json::value all = vectors("signon/signon.json");
    const auto& vector = all.at("sshsig").as_object();
    const auto key = *PublicKey::from(*from_hex(text(all.at("public_key_hex"))));
    const std::string message = text(all.at("message")), armour = text(vector, "armored");

    CHECK(!check_openssh(key, message, armour, text(vector, "namespace")));
    CHECK(check_openssh(key, message, armour, "auth@tocsin.example"));
    CHECK(check_openssh(key, message.substr(1), armour, text(vector, "namespace")));
    // No published change of the text goes through in this form either.
    for (const auto& item : all.at("negative").as_array()) {
        const std::string changed = *from_base64(text(item.at("message_b64")));
        if (changed == message) continue; // there it is the signature or the key that is wrong
        CHECK(check_openssh(key, changed, armour, text(vector, "namespace")));
    }
}

TEST_CASE("a device key and a security key sign as OpenSSH does", "[storage][openssh]") {
    CHECK(checking(SshSignature{}).empty());
    CHECK(checking(touched()).empty());
    auto ours = touched();
    ours.application = "ssh:tocsin";
    ours.flags = 0x05;
    CHECK(checking(ours).empty());
}

TEST_CASE("each thing that is wrong in an OpenSSH signature is named", "[storage][openssh]") {
    const auto wrong = [](auto change) {
        SshSignature signature;
        change(signature);
        return checking(signature);
    };
    CHECK_THAT(wrong([](auto& s) { s.magic = "SSHSIh"; }), Contains("no OpenSSH signature"));
    CHECK_THAT(wrong([](auto& s) { s.version = 2; }), Contains("version 1"));
    CHECK_THAT(wrong([](auto& s) { s.version = 0x01000000; }), Contains("version 1"));
    CHECK_THAT(wrong([](auto& s) { s.name_space = "file"; }), Contains("another purpose"));
    CHECK_THAT(wrong([](auto& s) { s.name_space = ""; }), Contains("another purpose"));
    CHECK_THAT(wrong([](auto& s) { s.reserved = "x"; }), Contains("reserved"));
    CHECK_THAT(wrong([](auto& s) { s.hash = "md5"; }), Contains("sha256 or sha512"));
    // Signed over a SHA-256 that it calls by another name.
    CHECK_THAT(wrong([](auto& s) { s.hash = "sha512"; }), Contains("not a signature"));
    CHECK_THAT(wrong([](auto& s) { s.inner_type = "ssh-rsa"; }), Contains("another type"));
    CHECK_THAT(wrong([](auto& s) { s.after_key = "x"; }), Contains("public key"));
    CHECK_THAT(wrong([](auto& s) { s.after_signature = "x"; }), Contains("cannot be read"));
    CHECK_THAT(wrong([](auto& s) { s.after_all = "x"; }), Contains("too early or too late"));
}

TEST_CASE("a security key must have been touched and be OpenSSH's", "[storage][openssh]") {
    auto signature = touched();
    signature.flags = 0x04;
    CHECK_THAT(checking(signature), Contains("touched"));
    signature = touched();
    signature.application = "tocsin.example";
    CHECK_THAT(checking(signature), Contains("not made for OpenSSH"));
    signature = touched();
    signature.inner_type = "ssh-ed25519";
    CHECK_THAT(checking(signature), Contains("another type"));
    signature = touched();
    signature.after_signature = "x";
    CHECK_THAT(checking(signature), Contains("cannot be read"));
}

TEST_CASE("a key of another type is not taken", "[storage][openssh]") {
    for (const std::string type :
         {"ssh-rsa", "ecdsa-sha2-nistp256", "ssh-ed25519-cert-v01@openssh.com", ""}) {
        std::string bytes = "SSHSIG";
        bytes.append(ssh_number(1)).append(ssh_string(ssh_string(type).append(ssh_string("k"))));
        bytes.append(ssh_string(purpose)).append(ssh_string("")).append(ssh_string("sha256"));
        bytes.append(ssh_string("s"));
        CHECK_THAT(checking(key_of(1).public_key(), armoured(bytes)), Contains("neither"));
    }
}

TEST_CASE("the armour is read strictly", "[storage][openssh]") {
    const SigningKey key = key_of(1);
    const std::string bytes = SshSignature{}.bytes(key, said), good = armoured(bytes);
    const auto refused = [&key](const std::string& armour) {
        INFO(armour);
        CHECK_THAT(checking(key.public_key(), armour), Contains("ssh-keygen writes"));
    };
    const auto with = [&good](const std::string& from, const std::string& to) {
        std::string changed = good;
        return changed.replace(changed.find(from), from.size(), to);
    };

    CHECK(checking(key.public_key(), armoured(bytes, 76)).empty());
    CHECK(checking(key.public_key(), good.substr(0, good.size() - 1)).empty());
    refused(armoured(bytes, 77));
    refused("");
    refused("\n" + good);
    refused(good + "\n");
    refused(good + good);
    refused(with("BEGIN", "begin"));
    refused(with("END", "end"));
    refused(with("\n", "\r\n"));
    refused(with("\n", "\n\n"));
    refused(with("\n", "\n "));
    refused(with("\n-----END", "-----END"));
    refused(with("SSH SIGNATURE", "PRIVATE KEY"));
    refused(to_base64(bytes));
    refused(armoured(std::string(4096, 'x')));
}

TEST_CASE("no cut and no flipped bit of an OpenSSH signature is taken", "[storage][openssh]") {
    const SigningKey key = key_of(1);
    for (const SshSignature& signature : {SshSignature{}, touched()}) {
        const std::string bytes = signature.bytes(key, said);
        for (std::size_t size = 0; size < bytes.size(); ++size)
            CHECK(!checking(key.public_key(), armoured(bytes.substr(0, size))).empty());
        for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
            std::string flipped = bytes;
            flipped[bit / 8] ^= static_cast<char>(1 << bit % 8);
            CHECK(!checking(key.public_key(), armoured(flipped)).empty());
        }
        const std::string armour = armoured(bytes);
        // All but the last LF is part of it.
        for (std::size_t size = 0; size + 1 < armour.size(); ++size)
            CHECK(!checking(key.public_key(), armour.substr(0, size)).empty());
        for (std::size_t bit = 0; bit < armour.size() * 8; ++bit) {
            std::string flipped = armour;
            flipped[bit / 8] ^= static_cast<char>(1 << bit % 8);
            CHECK(!checking(key.public_key(), flipped).empty());
        }
    }
}

} // namespace tocsin::test
