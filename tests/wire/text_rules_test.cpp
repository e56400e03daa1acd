// SPDX-License-Identifier: Apache-2.0
#include "server/wire/text_rules.hpp"

#include "server/wire/utf8.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using wire::unfit;

TEST_CASE("countries are those of ISO 3166-1 in upper case", "[wire][text]") {
    CHECK(wire::is_country("GH"));
    CHECK(wire::country_name("GH") == "Ghana");
    CHECK(wire::is_country("AD"));
    CHECK(wire::is_country("ZW"));
    CHECK(!wire::is_country("ZZ"));
    CHECK(!wire::is_country("gh"));
    CHECK(!wire::is_country(""));
    CHECK(wire::country_name("ZZ").empty());
}

TEST_CASE("a party is a country or a token of three or more", "[wire][text]") {
    CHECK(!unfit("NL", v1::PARTY));
    CHECK(!unfit("access-now", v1::PARTY));
    CHECK(unfit("nl", v1::PARTY));
    CHECK(unfit("ZZ", v1::PARTY));
    CHECK(unfit("Access Now", v1::PARTY));
}

TEST_CASE("the shapes of subdivisions and tokens and languages and zones", "[wire][text]") {
    CHECK(!unfit("GH-AA", v1::SUBDIVISION));
    CHECK(!unfit("FR-75", v1::SUBDIVISION));
    CHECK(unfit("ZZ-AA", v1::SUBDIVISION));
    CHECK(unfit("GH-", v1::SUBDIVISION));
    CHECK(unfit("GH-AAAA", v1::SUBDIVISION));

    CHECK(!unfit("al-7k3q9x2m", v1::NAME_TOKEN));
    CHECK(unfit("Al-7", v1::NAME_TOKEN));
    CHECK(unfit("al_7", v1::NAME_TOKEN));
    CHECK(unfit(std::string(65, 'a'), v1::NAME_TOKEN));

    for (const char* language : {"en", "fil", "pt-BR"})
        CHECK(!unfit(language, v1::LANGUAGE));
    for (const char* language : {"e", "EN", "pt-br", "english", "pt_BR"}) {
        CHECK(unfit(language, v1::LANGUAGE));
    }
    for (const char* zone : {"Africa/Accra", "UTC", "America/Argentina/Ushuaia", "Etc/GMT+1"}) {
        CHECK(!unfit(zone, v1::ZONE));
    }
    for (const char* zone :
         {"/Accra", "Africa/", "Africa//Accra", "../etc/passwd", "Africa/Ac cra"}) {
        CHECK(unfit(zone, v1::ZONE));
    }
}

TEST_CASE("a web address is http or https without user or space or backslash", "[wire][text]") {
    for (const char* url :
         {"https://example.org",
          "http://example.org:8080/a?b=c#d",
          "https://example.org/a@b",
          "https://bücher.example/ü"}) {
        CHECK(!unfit(url, v1::URL));
    }
    for (const char* url :
         {"ftp://example.org",
          "javascript:alert(1)",
          "https://",
          "https:///path",
          "https://user@example.org",
          "https://good.example\\@evil.example",
          "https://example.org/a b",
          "HTTPS://example.org",
          "//example.org",
          "https://:80/",
          "https://example.org/\"><script>"}) {
        INFO(url);
        CHECK(unfit(url, v1::URL));
    }
}

TEST_CASE("digests and ids are exact in their length", "[wire][text]") {
    CHECK(!unfit(std::string(32, '\0'), v1::SHA256));
    CHECK(unfit(std::string(31, 'x'), v1::SHA256));
    CHECK(!unfit(std::string(16, '\xff'), v1::UUID));
    CHECK(unfit(std::string(17, 'x'), v1::UUID));

    std::string v7(16, '\0');
    v7[6] = '\x7a';
    v7[8] = '\x8b';
    CHECK(!unfit(v7, v1::UUID_V7));
    v7[6] = '\x4a';
    CHECK(unfit(v7, v1::UUID_V7));
}

TEST_CASE("a statement's text is NFC without what could hide in it", "[wire][text]") {
    CHECK(!wire::unfit_document("# Joint Statement\n\n\tWe, the undersigned …\n"));
    CHECK(!wire::unfit_document("Côte d'Ivoire, Türkiye, 日本, فارسی"));

    CHECK(wire::unfit_document("Co\u0302te d'Ivoire")); // the same to the eye, other bytes
    CHECK(wire::unfit_document("\u212b"));              // ANGSTROM SIGN is not NFC
    CHECK(wire::unfit_document("a\r\nb"));
    CHECK(wire::unfit_document(std::string_view("a\0b", 3)));
    CHECK(wire::unfit_document("a\u202eb"));
    CHECK(wire::unfit_document("\xff"));
    CHECK(wire::unfit_document("\xed\xa0\x80"));
}

TEST_CASE("one control behind, before or amid plain letters is found", "[wire][text]") {
    const std::string plain(300, 'x');
    for (const std::string_view odd :
         {"\x01", "\x1f", "\x7f", "\u0080", "\u202e", "\xff", "\xc3"}) {
        CHECK(wire::unfit_document(plain + std::string(odd)));
        CHECK(wire::unfit_document(std::string(odd) + plain));
        CHECK(wire::unfit_document(plain + std::string(odd) + plain));
    }
    CHECK(!wire::unfit_document(plain + "\n\t" + plain));
    CHECK(!wire::unfit_document(plain + " ~é\u2028" + plain));
}

TEST_CASE("what is quoted back is short and harmless", "[wire][text]") {
    CHECK(wire::quoted("plain") == "\"plain\"");
    CHECK(wire::quoted("a\"b\\") == "\"a\\\"b\\\\\"");
    CHECK(wire::quoted("\x1b[2J\xff") == "\"\\u{1b}[2J\\xff\"");
    CHECK(wire::quoted(std::string(1'000, 'x')).size() < 80);
    std::string long_text;
    for (int i = 0; i < 100; ++i)
        long_text += "ü";
    CHECK(wire::is_utf8(wire::quoted(long_text)));
}
