#include "base/hash.h"

#include <string>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"

namespace indgang {
namespace {

// From FIPS 180-4's examples.
constexpr char kEmpty[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr char kAbc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(Sha256Test, KnownValues) {
  EXPECT_EQ(Sha256Hex(""), kEmpty);
  EXPECT_EQ(Sha256Hex("abc"), kAbc);
  EXPECT_EQ(absl::BytesToHexString(Sha256("abc")), kAbc);
  EXPECT_EQ(Sha256("abc").size(), 32u);
}

TEST(Sha256Test, SeesEveryByte) {
  EXPECT_NE(Sha256Hex("abc"), Sha256Hex("abd"));
  EXPECT_NE(Sha256Hex(std::string("a\0b", 3)), Sha256Hex(std::string("a\0c", 3)));
}

TEST(Sha256StreamTest, PiecesMakeTheSameHashAsTheWhole) {
  const std::string data(1000, 'z');
  for (const std::size_t piece : {1, 7, 64, 999, 1000}) {
    Sha256Stream stream;
    for (std::size_t at = 0; at < data.size(); at += piece) stream.Update(data.substr(at, piece));
    EXPECT_EQ(stream.FinishHex(), Sha256Hex(data)) << piece;
  }
  EXPECT_EQ(Sha256Stream().FinishHex(), kEmpty);
}

}  // namespace
}  // namespace indgang
