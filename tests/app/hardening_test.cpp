// What protects the process: how the program was built, what it does to itself when it starts, and
// where its secret is in memory. Read from the program itself and from /proc.
// SPDX-License-Identifier: Apache-2.0
#include "server/app/process.hpp"
#include "storage/signature.hpp"
#include "tests/app/served.hpp"
#include "tests/support/places.hpp"

#include <array>
#include <cstdio>
#include <elf.h>
#include <fcntl.h>
#include <regex>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tocsin;
using namespace std::chrono_literals;

namespace {

std::string output_of(const std::string& command) {
    std::FILE* pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string text;
    std::array<char, 4096> block;
    for (std::size_t got = 0; (got = std::fread(block.data(), 1, block.size(), pipe)) > 0;)
        text.append(block.data(), got);
    REQUIRE(::pclose(pipe) == 0);
    return text;
}

std::string content_of(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

template <class T>
T read_at(const std::string& bytes, std::size_t offset) {
    T value;
    REQUIRE(offset + sizeof value <= bytes.size());
    std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

// How many of our global functions there are in a program, and how many begin with endbr64.
std::pair<int, int> landing_pads(const std::string& elf) {
    const auto header = read_at<Elf64_Ehdr>(elf, 0);
    const auto section = [&](std::size_t number) {
        return read_at<Elf64_Shdr>(elf, header.e_shoff + number * sizeof(Elf64_Shdr));
    };
    int functions = 0;
    int marked = 0;
    for (std::size_t i = 0; i < header.e_shnum; ++i) {
        const auto symbols = section(i);
        if (symbols.sh_type != SHT_SYMTAB) continue;
        const auto names = section(symbols.sh_link);
        for (std::size_t at = 0; at < symbols.sh_size; at += sizeof(Elf64_Sym)) {
            const auto symbol = read_at<Elf64_Sym>(elf, symbols.sh_offset + at);
            const char* name = elf.data() + names.sh_offset + symbol.st_name;
            const bool ours = ELF64_ST_TYPE(symbol.st_info) == STT_FUNC &&
                              ELF64_ST_BIND(symbol.st_info) == STB_GLOBAL &&
                              symbol.st_shndx != SHN_UNDEF && symbol.st_shndx < header.e_shnum &&
                              std::string_view(name).find("6tocsin") != std::string_view::npos;
            if (!ours) continue;
            const auto text = section(symbol.st_shndx);
            const std::size_t offset = text.sh_offset + (symbol.st_value - text.sh_addr);
            ++functions;
            if (elf.compare(offset, 4, "\xf3\x0f\x1e\xfa") == 0) ++marked;
        }
    }
    return {functions, marked};
}

// A secret that this process must not hold where it is looked for: kept with every bit turned.
class Turned {
public:
    explicit Turned(std::size_t size) : bytes_(size) {}

    void put(std::size_t at, unsigned char byte) { bytes_[at] = static_cast<unsigned char>(~byte); }

    bool is_at(const unsigned char* place) const {
        for (std::size_t i = 0; i < bytes_.size(); ++i) {
            if (static_cast<unsigned char>(~place[i]) != bytes_[i]) return false;
        }
        return true;
    }

    std::size_t size() const { return bytes_.size(); }

private:
    std::vector<unsigned char> bytes_;
};

unsigned char digit(int letter) {
    return static_cast<unsigned char>(letter <= '9' ? letter - '0' : letter - 'a' + 10);
}

// Places in all memory that can be read, the kernel's own pages excepted.
int places_of(const Turned& secret) {
    int places = 0;
    std::ifstream maps("/proc/self/maps");
    std::string line;
    while (std::getline(maps, line)) {
        std::uintptr_t begin = 0;
        std::uintptr_t end = 0;
        std::array<char, 5> rights{};
        if (std::sscanf(line.c_str(), "%lx-%lx %4s", &begin, &end, rights.data()) != 3) continue;
        if (rights[0] != 'r' || line.find("[v") != std::string::npos) continue;
        for (std::uintptr_t at = begin; at + secret.size() <= end; ++at)
            places += secret.is_at(reinterpret_cast<const unsigned char*>(at)) ? 1 : 0;
    }
    return places;
}

} // namespace

TEST_CASE("the server was built to make an attack on its memory hard") {
    TOCSIN_NEEDS_PROGRAMS();
#ifdef __SANITIZE_ADDRESS__
    WARN("a build for the sanitizers is another one");
    return;
#endif
    for (const char* name : {"tocsin-server", "tocsin-admin"}) {
        CAPTURE(name);
        const auto program = (test::binary_dir() / name).string();
        const auto told = output_of("readelf -hldW '" + program + "'");
        const auto symbols = output_of("readelf --dyn-syms -W '" + program + "'");

        CHECK(told.find("DYN (Position-Independent Executable file)") != std::string::npos);
        CHECK(std::regex_search(told, std::regex("FLAGS_1.*NOW.*PIE")));
        CHECK(told.find("BIND_NOW") != std::string::npos);
        CHECK(told.find("GNU_RELRO") != std::string::npos);
        CHECK(std::regex_search(told, std::regex("GNU_STACK[^\n]* RW +0x")));
        CHECK(told.find("RWE") == std::string::npos);
        CHECK(told.find("TEXTREL") == std::string::npos);
        CHECK(symbols.find("__stack_chk_fail") != std::string::npos);
        CHECK(symbols.find("__memcpy_chk") != std::string::npos);

        const auto [functions, marked] = landing_pads(content_of(program));
        CHECK(functions > 500);
        CHECK(marked == functions); // -fcf-protection
    }
}

TEST_CASE("the server leaves no core and no memory to others and keeps its files to itself") {
    TOCSIN_NEEDS_PROGRAMS();
    const Folder folder;
    Program server(folder, "tocsin-server", serve_words(folder));
    REQUIRE(is_serving(server));
    const std::string here = "/proc/" + std::to_string(server.pid());

    CHECK(std::regex_search(
        output_of("cat " + here + "/limits"), std::regex("Max core file size +0 +0 ")
    ));
    const auto status = output_of("cat " + here + "/status");
    CHECK(status.find("Umask:\t0077") != std::string::npos);
#ifndef __SANITIZE_ADDRESS__ // whose mlock locks nothing
    rlimit locked{};
    ::getrlimit(RLIMIT_MEMLOCK, &locked);
    if (locked.rlim_cur > 64 * 1024) {
        // The log's key, by libsodium.
        CHECK(status.find("VmLck:\t       0 kB") == std::string::npos);
    }
#endif

    struct stat facts {};

    REQUIRE(::stat(here.c_str(), &facts) == 0);
    CHECK(facts.st_uid == 0); // root's, whoever runs it: nobody else may look into it
    for (const auto& entry : std::filesystem::directory_iterator(folder.path() / "data")) {
        CAPTURE(entry.path());
        REQUIRE(::stat(entry.path().c_str(), &facts) == 0);
        CHECK((facts.st_mode & 077) == 0);
    }
}

TEST_CASE("a process of ours makes itself undumpable whoever runs it") {
    const pid_t child = ::fork();
    if (child == 0) {
        rlimit cores{1, 1};
        const bool prepared = app::prepare_process().has_value();
        const bool undumpable = ::prctl(PR_GET_DUMPABLE) == 0;
        ::getrlimit(RLIMIT_CORE, &cores);
        const bool no_core = cores.rlim_cur == 0 && cores.rlim_max == 0;
        ::_exit(prepared && undumpable && no_core && ::umask(0) == 077 ? 0 : 1);
    }
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);

    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("the log's key is in one locked place of memory and its digits in none") {
#ifdef __SANITIZE_ADDRESS__
    WARN("the sanitizer's memory is not to be walked through");
    return;
#endif
    const Folder folder;
    const auto file = folder.path() / "log.key";
    {
        SystemRng rng;
        const auto fresh = storage::SigningKey::generate(rng);
        REQUIRE(fresh.save(file).has_value());
    }
    const auto loaded = storage::SigningKey::load(file);
    REQUIRE(loaded.has_value());

    Turned digits(64);
    Turned seed(32);
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    unsigned char byte = 0;
    unsigned char high = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        REQUIRE(::read(descriptor, &byte, 1) == 1);
        digits.put(i, byte);
        if (i % 2 == 0)
            high = digit(byte);
        else
            seed.put(i / 2, static_cast<unsigned char>(high << 4 | digit(byte)));
    }
    ::close(descriptor);

    CHECK(places_of(digits) == 0);
    CHECK(places_of(seed) == 1);
    CHECK(storage::verify(loaded->public_key(), "still of use", loaded->sign("still of use").view())
    );
}
