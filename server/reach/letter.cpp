// SPDX-License-Identifier: Apache-2.0
#include "server/reach/letter.hpp"

#include "server/base/bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tocsin::reach {

namespace {

struct Words {
    const char *item_waits, *alert_waits, *decision_waits, *log_in, *nothing_more, *code_subject,
        *code_body, *not_you;
};

constexpr Words english{
    "An item is waiting for you",
    "An alert waits for your government's answer.",
    "A text waits for your government's decision.",
    "Log in to read and answer; nothing can be answered from this e-mail.",
    "Its label allows no more to be said here.",
    "Your code",
    "Enter this code in the settings of Tocsin, logged in as yourself:",
    "If you did not ask for it, nothing needs to be done."};
constexpr Words french{
    "Un élément vous attend",
    "Une alerte attend la réponse de votre gouvernement.",
    "Un texte attend la décision de votre gouvernement.",
    "Connectez-vous pour lire et répondre ; on ne peut pas répondre depuis ce courriel.",
    "Son étiquette ne permet pas d’en dire plus ici.",
    "Votre code",
    "Saisissez ce code dans les réglages de Tocsin, connecté en votre nom :",
    "Si vous ne l’avez pas demandé, il n’y a rien à faire."};
constexpr Words spanish{
    "Un asunto le espera",
    "Una alerta espera la respuesta de su gobierno.",
    "Un texto espera la decisión de su gobierno.",
    "Inicie sesión para leer y responder; no se puede responder desde este correo.",
    "Su etiqueta no permite decir más aquí.",
    "Su código",
    "Introduzca este código en los ajustes de Tocsin, con su propia sesión:",
    "Si no lo pidió, no hace falta hacer nada."};

const Words& words_in(const std::string& language) {
    if (language.starts_with("fr")) return french;
    if (language.starts_with("es")) return spanish;
    return english;
}

constexpr const char* boundary = "tocsin-alternatives";
constexpr std::size_t line_letters = 76; // RFC 2045
constexpr std::size_t word_bytes = 42;   // so that an encoded word has at most 75 letters

std::string in_lines(const std::string& text) {
    const std::string encoded = to_base64(text);
    std::string lines;
    for (std::size_t at = 0; at < encoded.size(); at += line_letters)
        lines += encoded.substr(at, line_letters) + "\r\n";
    return lines;
}

// RFC 2047: whatever is not plain ASCII, and with it any control that could begin a header.
std::string header_text(const std::string& text) {
    const auto is_plain = [](unsigned char letter) { return letter >= ' ' && letter < 0x7f; };
    const bool is_encoded = text.find("=?") != text.npos; // a reader's mail client would decode it
    if (std::all_of(text.begin(), text.end(), is_plain) && text.size() <= 200 && !is_encoded)
        return text;
    std::string encoded;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = std::min(text.size(), at + word_bytes);
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
            --end; // not within a letter
        if (!encoded.empty()) encoded += "\r\n ";
        encoded += "=?UTF-8?B?" + to_base64(text.substr(at, end - at)) + "?=";
        at = end;
    }
    return encoded;
}

std::string for_html(const std::string& text) {
    std::string safe;
    for (const char letter : text) {
        switch (letter) {
        case '<': safe += "&lt;"; break;
        case '>': safe += "&gt;"; break;
        case '&': safe += "&amp;"; break;
        case '"': safe += "&quot;"; break;
        default: safe += letter;
        }
    }
    return safe;
}

std::string part(const char* type, const std::string& text) {
    return fmt::format(
        "--{}\r\nContent-Type: {}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
        boundary,
        type,
        in_lines(text)
    );
}

std::string
letter(const std::string& subject, const std::vector<std::string>& lines, const std::string& link) {
    std::string plain, html = "<!doctype html><meta charset=utf-8>";
    for (const std::string& line : lines) {
        plain += line + "\r\n\r\n";
        html += "<p>" + for_html(line) + "</p>";
    }
    if (!link.empty()) {
        plain += link + "\r\n";
        html += fmt::format("<p><a href=\"{0}\">{0}</a></p>", for_html(link));
    }
    return fmt::format(
        "Subject: {}\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/alternative; boundary=\"{}\"\r\n\r\n{}{}--{}--\r\n",
        header_text(subject),
        boundary,
        part("text/plain", plain),
        part("text/html", html),
        boundary
    );
}

std::string label_tag(v1::Tlp label) {
    std::string word = v1::Tlp_Name(label);
    std::replace(word.begin(), word.end(), '_', '+');
    return "[TLP:" + word + "]";
}

std::string subject_of(const Waiting& waiting, const Words& words) {
    std::string subject = waiting.realm == v1::EXERCISE ? "[Tocsin][EXERCISE]" : "[Tocsin]";
    subject += label_tag(waiting.label);
    if (!waiting.may_leave()) return subject + " " + words.item_waits;
    if (waiting.is_alert && waiting.severity != v1::AlertContent::SEVERITY_UNSPECIFIED)
        subject += " " + v1::AlertContent::Severity_Name(waiting.severity);
    if (!waiting.countries.empty())
        subject += fmt::format(" {}", fmt::join(waiting.countries, " "));
    return subject + ": " + waiting.headline;
}

} // namespace

std::string
letter_about(const Waiting& waiting, const std::string& public_url, const std::string& language) {
    const Words& words = words_in(language);
    std::vector<std::string> lines;
    if (waiting.may_leave()) {
        lines.push_back(waiting.headline);
        lines.emplace_back(waiting.is_alert ? words.alert_waits : words.decision_waits);
        lines.push_back("UTC " + print_utc_seconds(waiting.until));
        if (waiting.is_alert) lines.pop_back(); // it has no deadline
    } else {
        lines.push_back(std::string(words.item_waits) + ".");
        lines.emplace_back(words.nothing_more);
    }
    lines.emplace_back(words.log_in);
    std::string link;
    if (!public_url.empty() && !waiting.may_leave()) link = public_url + "/inbox";
    if (!public_url.empty() && waiting.may_leave())
        link = public_url + (waiting.is_alert ? "/alerts/" : "/procedures/") + waiting.subject;
    return letter(subject_of(waiting, words), lines, link);
}

std::string letter_of_code(
    const std::string& code, const std::string& public_url, const std::string& language
) {
    const Words& words = words_in(language);
    const std::string link = public_url.empty() ? "" : public_url + "/settings";
    return letter(
        std::string("[Tocsin] ") + words.code_subject, {words.code_body, code, words.not_you}, link
    );
}

std::string put_in(const Envelope& envelope, const std::string& letter) {
    static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(envelope.date);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(envelope.date - day)};
    const auto host = envelope.from.substr(envelope.from.find('@') + 1);
    return fmt::format(
        "From: Tocsin <{}>\r\nTo: <{}>\r\nDate: {}, {:02} {} {} {:02}:{:02}:{:02} +0000\r\n"
        "Message-ID: <{}@{}>\r\n{}{}",
        envelope.from,
        envelope.to,
        days[std::chrono::weekday(day).c_encoding()],
        static_cast<unsigned>(date.day()),
        months[static_cast<unsigned>(date.month()) - 1],
        static_cast<int>(date.year()),
        time.hours().count(),
        time.minutes().count(),
        time.seconds().count(),
        envelope.id,
        host,
        envelope.thread.empty() ? "" : "References: <" + envelope.thread + "@tocsin>\r\n",
        letter
    );
}

} // namespace tocsin::reach
