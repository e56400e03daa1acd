// SPDX-License-Identifier: Apache-2.0
#include "server/reach/egress.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <curl/curl.h>
#include <map>
#include <mutex>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <vector>

namespace tocsin::reach {

namespace {

constexpr std::size_t answer_bytes_max = 64 * 1024;
constexpr int poll_ms = 1'000;
constexpr std::chrono::seconds retry_after_max =
    std::chrono::hours(24); // who asks for more is not believed

// One request under way; on curl's thread once it began.
struct Going {
    explicit Going(Asked what) : asked(std::move(what)) {}

    Asked asked;
    Egress::Done done;
    std::weak_ptr<const char> asker_is_here;
    Answered answer;
    bool too_large = false;
    bool out_of_bounds = false;
    std::size_t given = 0; // bytes of a mail
    curl_slist* headers = nullptr;
    curl_slist* to = nullptr;

    ~Going() {
        curl_slist_free_all(headers);
        curl_slist_free_all(to);
    }
};

// A short count tells curl to give up.
std::size_t take(char* bytes, std::size_t, std::size_t count, void* of) {
    Going& going = *static_cast<Going*>(of);
    if (going.answer.body.size() + count > answer_bytes_max) {
        going.too_large = true;
        return 0;
    }
    going.answer.body.append(bytes, count);
    return count;
}

std::size_t give(char* into, std::size_t, std::size_t count, void* of) {
    Going& going = *static_cast<Going*>(of);
    const std::size_t now = std::min(count, going.asked.body.size() - going.given);
    std::memcpy(into, going.asked.body.data() + going.given, now);
    going.given += now;
    return now;
}

std::string_view octets_of(const sockaddr& address) {
    const auto* bytes = reinterpret_cast<const char*>(&address);
    if (address.sa_family == AF_INET) return {bytes + offsetof(sockaddr_in, sin_addr), 4};
    if (address.sa_family == AF_INET6) return {bytes + offsetof(sockaddr_in6, sin6_addr), 16};
    return {};
}

curl_socket_t open_socket(void* of, curlsocktype, curl_sockaddr* address) {
    Going& going = *static_cast<Going*>(of);
    if (!is_within(going.asked.bounds, octets_of(address->addr))) {
        going.out_of_bounds = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

void prepare_mail(CURL* handle, Going& going) {
    const Mail& mail = *going.asked.mail;
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    if (!mail.plain) curl_easy_setopt(handle, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    curl_easy_setopt(handle, CURLOPT_MAIL_FROM, mail.from.c_str());
    going.to = curl_slist_append(going.to, mail.to.c_str());
    curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, going.to);
    if (!mail.user.empty()) {
        curl_easy_setopt(handle, CURLOPT_USERNAME, mail.user.c_str());
        curl_easy_setopt(handle, CURLOPT_PASSWORD, mail.password.c_str());
    }
    curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(handle, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(handle, CURLOPT_READDATA, &going);
    curl_easy_setopt(
        handle, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(going.asked.body.size())
    );
}

void prepare(CURL* handle, Going& going) {
    curl_easy_setopt(handle, CURLOPT_URL, going.asked.url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(going.asked.timeout.count()));
    curl_easy_setopt(handle, CURLOPT_USERAGENT, "tocsin");
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &going);
    curl_easy_setopt(handle, CURLOPT_PRIVATE, &going);
    // The bounds are asked when a socket is made: nobody rides on one that was made for another.
    // And a relay hangs up on who keeps it waiting.
    curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, &going);
    if (going.asked.mail) return prepare_mail(handle, going);
    for (const std::string& header : going.asked.headers)
        going.headers = curl_slist_append(going.headers, header.c_str());
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, going.headers);
    if (going.asked.body.empty()) return;
    going.headers =
        curl_slist_append(going.headers, ("Content-Type: " + going.asked.content_type).c_str());
    going.headers = curl_slist_append(going.headers, "Expect:"); // no round trip before the body
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, going.headers);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(going.asked.body.size()));
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, going.asked.body.data());
}

} // namespace

struct CurlEgress::State {
    explicit State(Executor its_shell) : shell(std::move(its_shell)), multi(curl_multi_init()) {}

    void run();
    void begin(std::unique_ptr<Going> going);
    void gather();
    void end(CURL* handle, CURLcode result);

    Executor shell;
    CURLM* multi;
    std::map<CURL*, std::unique_ptr<Going>> under_way;                     // on curl's thread
    std::shared_ptr<const char> here = std::make_shared<const char>('\0'); // on the shell's
    std::mutex door; // hands over `waiting` and `ended`
    std::vector<std::unique_ptr<Going>> waiting;
    bool ended = false;
    std::thread thread;
};

void CurlEgress::State::begin(std::unique_ptr<Going> going) {
    CURL* handle = curl_easy_init();
    prepare(handle, *going);
    curl_multi_add_handle(multi, handle);
    under_way[handle] = std::move(going);
}

void CurlEgress::State::end(CURL* handle, CURLcode result) {
    const auto found = under_way.find(handle);
    std::unique_ptr<Going> going = std::move(found->second);
    under_way.erase(found);
    Answered& answer = going->answer;
    // A relay that refuses has answered, though curl calls it an error.
    if (result == CURLE_OK || going->asked.mail) {
        long status = 0;
        curl_off_t wait = 0;
        curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &wait);
        answer.status = static_cast<int>(status);
        const std::chrono::seconds asked_for(wait);
        answer.retry_after = std::clamp(asked_for, std::chrono::seconds(0), retry_after_max);
    }
    if (result != CURLE_OK) {
        answer.trouble = going->too_large ? "the answer is larger than 64 KiB"
                         : going->out_of_bounds
                             ? "its address is not one that may be reached from here"
                             : curl_easy_strerror(result);
        answer.body.clear();
        if (answer.status < 400) answer.status = 0;
    }
    curl_multi_remove_handle(multi, handle);
    curl_easy_cleanup(handle);
    auto call = [watch = going->asker_is_here, done = std::move(going->done), answer]() mutable {
        if (!watch.expired()) done(std::move(answer));
    };
    asio::post(shell, std::move(call));
}

void CurlEgress::State::gather() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
        if (message->msg == CURLMSG_DONE) end(message->easy_handle, message->data.result);
    }
}

void CurlEgress::State::run() {
    for (;;) {
        std::vector<std::unique_ptr<Going>> begun;
        {
            const std::lock_guard lock(door);
            if (ended) break;
            begun.swap(waiting);
        }
        for (auto& going : begun)
            begin(std::move(going));
        int running = 0;
        curl_multi_perform(multi, &running);
        gather();
        curl_multi_poll(multi, nullptr, 0, poll_ms, nullptr);
    }
    for (const auto& [handle, going] : under_way) {
        curl_multi_remove_handle(multi, handle);
        curl_easy_cleanup(handle);
    }
}

CurlEgress::CurlEgress(Executor shell) {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT); // once, before its threads
    (void)ready;
    state_ = std::make_unique<State>(std::move(shell));
    state_->thread = std::thread([state = state_.get()] { state->run(); });
}

CurlEgress::~CurlEgress() {
    state_->here.reset();
    {
        const std::lock_guard lock(state_->door);
        state_->ended = true;
    }
    curl_multi_wakeup(state_->multi);
    state_->thread.join();
    curl_multi_cleanup(state_->multi);
}

void CurlEgress::send(Asked asked, Done done) {
    auto going = std::make_unique<Going>(std::move(asked));
    going->done = std::move(done);
    going->asker_is_here = state_->here;
    {
        const std::lock_guard lock(state_->door);
        state_->waiting.push_back(std::move(going));
    }
    curl_multi_wakeup(state_->multi);
}

} // namespace tocsin::reach
