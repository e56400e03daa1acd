// SPDX-License-Identifier: Apache-2.0
#include "client/core/ssh_key.hpp"

#include "client/core/child.hpp"
#include "client/core/files.hpp"
#include "server/base/bytes.hpp"
#include "storage/openssh.hpp"

#include <cerrno>

namespace tocsin::client {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;

// A passphrase or a touch takes somebody a while; the server waits less at a log-in and says so.
constexpr auto patience = 60s;
constexpr auto plain = "\0\0\0\x0bssh-ed25519\0\0\0\x20"sv;
constexpr auto touched = "\0\0\0\x1ask-ssh-ed25519@openssh.com\0\0\0\x20"sv;

Trouble key_trouble(int exit_code, std::string what, std::string why, std::string next) {
    Trouble trouble;
    trouble.exit_code = exit_code;
    trouble.what = std::move(what);
    trouble.why = std::move(why);
    trouble.next = std::move(next);
    return trouble;
}

std::string last_line(std::string text) {
    while (text.ends_with('\n') || text.ends_with('\r'))
        text.pop_back();
    const auto at = text.rfind('\n');
    return at == std::string::npos ? text : text.substr(at + 1);
}

std::filesystem::path public_half(const std::filesystem::path& file) {
    return file.extension() == ".pub" ? file : std::filesystem::path(file.string() + ".pub");
}

} // namespace

std::optional<storage::PublicKey> parse_ssh_public_key(std::string_view line, bool& is_touched) {
    const auto blank = line.find(' ');
    if (blank == line.npos) return std::nullopt;
    std::string_view digits = line.substr(blank + 1);
    digits = digits.substr(0, digits.find_first_of(" \r\n"));
    const auto bytes = from_base64(digits);
    if (!bytes) return std::nullopt;
    is_touched = bytes->starts_with(touched);
    if (!is_touched && !bytes->starts_with(plain)) return std::nullopt;
    const auto begin = is_touched ? touched.size() : plain.size();
    if (bytes->size() < begin + storage::PublicKey::size) return std::nullopt;
    if (!is_touched && bytes->size() != begin + storage::PublicKey::size) return std::nullopt;
    return storage::PublicKey::from(bytes->substr(begin, storage::PublicKey::size));
}

Result<SshKey> SshKey::load(const std::filesystem::path& file) {
    SshKey key;
    std::error_code ec;
    key.file_ = std::filesystem::absolute(file, ec);
    const auto half = public_half(key.file_);
    const auto line = read_small(half, 16 * 1024);
    if (!line) return line.error();
    if (!*line) {
        const std::string next = half == key.file_
                                     ? "ssh-keygen -t ed25519 makes a key"
                                     : "ssh-keygen -y -f " + file.string() + " > " + half.string();
        return file_trouble("cannot read " + half.string(), ENOENT, next);
    }
    const auto known = parse_ssh_public_key(**line, key.is_touched_);
    if (!known)
        return key_trouble(
            2,
            "cannot use " + half.string(),
            "it is no ssh-ed25519 key, and no sk-ssh-ed25519@openssh.com key",
            "ssh-keygen -t ed25519, or -t ed25519-sk for a security key"
        );
    key.public_key_ = *known;
    return key;
}

Result<std::string> SshKey::sign(std::string_view text, const std::string& name_space) const {
    const std::vector<std::string> words{
        "ssh-keygen", "-Y", "sign", "-n", name_space, "-f", file_.string()};
    const auto ended = run_child(words, text, patience);
    if (!ended) {
        Trouble trouble = ended.error();
        if (is_touched_) trouble.next = "touch the security key when it blinks";
        return trouble;
    }
    if (ended->exit_code != 0)
        return key_trouble(
            4,
            "ssh-keygen signed nothing with " + file_.string(),
            ended->err.empty() ? "it ended with " + std::to_string(ended->exit_code)
                               : last_line(ended->err),
            is_touched_ ? "plug the security key in, and touch it when it blinks"
                        : "with a passphrase and nobody to type it: ssh-add " + file_.string()
        );
    // A changed .pub beside it, or another program in PATH: found out here, not by the server.
    if (const auto wrong = storage::check_openssh(public_key_, text, ended->out, name_space))
        return key_trouble(
            7,
            "what ssh-keygen wrote is not a signature by " + public_half(file_).string(),
            wrong->why,
            "ssh-keygen -y -f FILE shows the public key of FILE"
        );
    return ended->out;
}

} // namespace tocsin::client
