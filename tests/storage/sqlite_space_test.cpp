// A full disk: faults.md 92.
// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/houses.hpp"

#include <sys/mount.h>

namespace tocsin::test {

namespace {

// A disk of its own size, in memory; only where the test may mount one.
class SmallDisk {
public:
    explicit SmallDisk(const char* size) {
        std::string how = "mode=0700,size=";
        how += size;
        mounted_ = ::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, how.c_str()) == 0;
    }

    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    ~SmallDisk() {
        if (mounted_) ::umount2(folder_.path().c_str(), MNT_DETACH);
    }

    bool mounted() const { return mounted_; }

    fs::path data() const { return folder_.path() / "data"; }

    void fill() const {
        std::ofstream stuff(folder_.path() / "stuff", std::ios::binary);
        const std::string block(64 * 1024, 's');
        while (stuff.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
        }
    }

    void clear() const { fs::remove(folder_.path() / "stuff"); }

private:
    Folder folder_;
    bool mounted_;
};

} // namespace

TEST_CASE(
    "fault 92: on a full disk the log is read-only and serves and heals by itself",
    "[storage][sqlite]"
) {
    const SmallDisk disk("24m");
    if (!disk.mounted()) {
        WARN("no tmpfs may be mounted here");
        return;
    }
    StillClock clock;
    SeededRng rng(1);
    SqliteLog::Options options{disk.data(), false, 4 * 1024 * 1024, &clock};
    const auto log = std::move(*SqliteLog::open(options, rng));
    REQUIRE(fs::file_size(disk.data() / "ballast") == 4 * 1024 * 1024);
    REQUIRE(append_some(*log, 100).has_value());
    disk.fill();

    Result<TreeHead> refused = log->head();
    for (int i = 0; i < 1'000 && refused; ++i)
        refused = append_some(*log, 200);

    REQUIRE(!refused.has_value());
    CHECK(refused.error().fate == Fate::read_only);
    const TreeHead head = log->head();
    CHECK(read_all(*log).size() == head.size);
    CHECK(log->not_writable_because().find("full") != std::string::npos);
    CHECK(!fs::exists(disk.data() / "ballast"));

    // The room the ballast gave is for the operator, not for going on as if nothing were.
    clock.pass(limits::read_only_probe);
    disk.fill();
    log->idle();
    CHECK(append_some(*log, 1).error().fate == Fate::read_only);
    CHECK(!fs::exists(disk.data() / "ballast"));

    disk.clear();
    CHECK(append_some(*log, 1).error().fate == Fate::read_only);
    clock.pass(limits::read_only_probe);
    log->idle();
    CHECK(log->not_writable_because().empty());
    CHECK(fs::exists(disk.data() / "ballast"));
    CHECK(append_some(*log, 1)->size == head.size + 1);
    CHECK(root_from_headers(read_all(*log)) == log->head().root);
}

TEST_CASE("a log on a full disk can still be opened and read", "[storage][sqlite]") {
    const SmallDisk disk("24m");
    if (!disk.mounted()) {
        WARN("no tmpfs may be mounted here");
        return;
    }
    SeededRng rng(1);
    SqliteLog::Options options{disk.data(), false, 4 * 1024 * 1024, nullptr};
    {
        const auto log = std::move(*SqliteLog::open(options, rng));
        REQUIRE(append_some(*log, 100).has_value());
    }
    disk.fill();

    const auto log = SqliteLog::open(options, rng);

    INFO((log ? std::string() : to_string(log.error())));
    REQUIRE(log.has_value());
    CHECK(read_all(**log).size() == 100);
}

TEST_CASE("erasing and storing wait too while the disk is full", "[storage][sqlite]") {
    SqliteHouse house;
    REQUIRE(append_some(house.log(), 2).has_value());
    house.fail_next(Fate::read_only);
    REQUIRE(!append_some(house.log(), 1).has_value());

    CHECK(house.sqlite().documents().put({"text/plain", "x"}).error().fate == Fate::read_only);
    CHECK(house.log().erase(0).error().fate == Fate::read_only);
    house.heal();
    CHECK(house.sqlite().documents().put({"text/plain", "x"}).has_value());
    CHECK(house.log().erase(0).has_value());
}

} // namespace tocsin::test
