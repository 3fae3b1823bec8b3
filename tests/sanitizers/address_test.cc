// The mistakes that the asan preset must stop at: were it blind, every other test would pass as well.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>
#include <memory>

namespace indgang::testing {
namespace {

// volatile, so that the compiler neither sees the mistakes nor takes them away.
volatile int one = 1;
volatile int largest = std::numeric_limits<int>::max();
int* volatile kept = nullptr;

void ReadPastTheEnd() {
  const auto numbers = std::make_unique<int[]>(4);
  kept = numbers.get();
  one = kept[3 + one];
}

void ReadWhatWasFreed() {
  kept = std::make_unique<int>(1).get();
  one = *kept;
}

[[gnu::noinline]] void KeepALocal() {
  int number = 1;
  kept = &number;
}

void ReadAFrameThatIsGone() {
  KeepALocal();
  one = *kept;
}

void AddPastTheLargestInt() { one = largest + one; }

void LoseMemory() {
  kept = new int(1);
  kept = nullptr;
  std::exit(0);
}

TEST(AddressSanitizerTest, StopsAtMemoryThatIsNotThere) {
  EXPECT_DEATH(ReadPastTheEnd(), "AddressSanitizer: heap-buffer-overflow");
  EXPECT_DEATH(ReadWhatWasFreed(), "AddressSanitizer: heap-use-after-free");
  EXPECT_DEATH(ReadAFrameThatIsGone(), "AddressSanitizer: stack-use-after-return");
}

TEST(AddressSanitizerTest, StopsAtUndefinedBehaviour) {
  EXPECT_DEATH(AddPastTheLargestInt(), "signed integer overflow");
}

TEST(AddressSanitizerTest, TellsOfLostMemoryAtTheEnd) {
  EXPECT_EXIT(LoseMemory(), ::testing::ExitedWithCode(1), "LeakSanitizer: detected memory leaks");
}

}  // namespace
}  // namespace indgang::testing
