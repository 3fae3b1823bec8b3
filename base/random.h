// Randomness, as something that is passed in. Only main functions make a SystemRandom.
#ifndef INDGANG_BASE_RANDOM_H_
#define INDGANG_BASE_RANDOM_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"

namespace indgang {

// Makes random bytes. Implementations may be called from any thread.
class Random {
 public:
  virtual ~Random() = default;
  // `count` bytes that nobody can guess.
  virtual std::string Bytes(std::size_t count) = 0;
};

// The operating system's generator, through OpenSSL.
class SystemRandom final : public Random {
 public:
  std::string Bytes(std::size_t count) override;
};

// The same bytes for the same seed. For tests; anybody can guess them.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  std::string Bytes(std::size_t count) override;

 private:
  absl::Mutex mutex_;
  std::uint64_t state_ ABSL_GUARDED_BY(mutex_);
};

// `prefix` and `length` characters of [0-9a-z], about 5.17 bits each: RandomId(random, "tok_", 16).
std::string RandomId(Random& random, absl::string_view prefix, std::size_t length);

}  // namespace indgang

#endif  // INDGANG_BASE_RANDOM_H_
