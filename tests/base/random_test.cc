#include "base/random.h"

#include <array>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "gmock/gmock.h"

namespace indgang {
namespace {

// Hands out the bytes it was given, over and over.
class FixedRandom final : public Random {
 public:
  explicit FixedRandom(std::string bytes) : bytes_(std::move(bytes)) {}
  std::string Bytes(std::size_t count) override {
    std::string out;
    while (out.size() < count) out.push_back(bytes_[next_++ % bytes_.size()]);
    return out;
  }

 private:
  const std::string bytes_;
  std::size_t next_ = 0;
};

TEST(SeededRandomTest, TheSameSeedGivesTheSameBytes) {
  SeededRandom first(7);
  SeededRandom second(7);
  SeededRandom other(8);
  const std::string bytes = first.Bytes(33);
  EXPECT_EQ(bytes.size(), 33u);
  EXPECT_EQ(second.Bytes(33), bytes);
  EXPECT_NE(other.Bytes(33), bytes);
  EXPECT_NE(first.Bytes(33), bytes) << "it goes on, it does not start again";
  EXPECT_EQ(first.Bytes(0), "");
}

TEST(SystemRandomTest, NeverRepeats) {
  SystemRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(seen.insert(random.Bytes(16)).second);
}

TEST(RandomIdTest, HasPrefixLengthAndAlphabet) {
  SystemRandom random;
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, std::size_t{16}, std::size_t{100}}) {
    const std::string id = RandomId(random, "tok_", length);
    EXPECT_EQ(id.size(), 4 + length);
    EXPECT_TRUE(absl::StartsWith(id, "tok_")) << id;
    for (const char c : id.substr(4)) EXPECT_TRUE(absl::ascii_isdigit(c) || absl::ascii_islower(c)) << id;
  }
}

TEST(RandomIdTest, DropsBytesThatWouldMakeSomeCharactersLikelier) {
  FixedRandom random(std::string("\xff\xfc\xfb\x00\x24", 5));  // 255 and 252 dropped, 251 % 36 = 35, 0, 36 % 36 = 0
  EXPECT_EQ(RandomId(random, "", 3), "z00");
}

TEST(RandomIdTest, EveryCharacterIsAboutEquallyLikely) {
  SeededRandom random(1);
  std::array<int, 256> counts{};
  for (const char c : RandomId(random, "", 36000)) ++counts[static_cast<unsigned char>(c)];
  for (const char c : std::string("0123456789abcdefghijklmnopqrstuvwxyz")) {
    EXPECT_NEAR(counts[static_cast<unsigned char>(c)], 1000, 150) << c;
  }
}

}  // namespace
}  // namespace indgang
