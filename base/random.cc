#include "base/random.h"

#include <openssl/rand.h>

#include <cstdlib>

namespace indgang {

std::string SystemRandom::Bytes(std::size_t count) {
  std::string bytes(count, '\0');
  // Without randomness no secret can be made: stop rather than hand out one that can be guessed.
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) std::abort();
  return bytes;
}

std::string SeededRandom::Bytes(std::size_t count) {
  absl::MutexLock lock(&mutex_);
  std::string bytes;
  bytes.reserve(count + 8);
  while (bytes.size() < count) {  // SplitMix64
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<char>((z >> (8 * i)) & 0xff));
  }
  bytes.resize(count);
  return bytes;
}

std::string RandomId(Random& random, absl::string_view prefix, std::size_t length) {
  constexpr absl::string_view kAlphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::string id(prefix);
  while (id.size() < prefix.size() + length) {
    for (const char byte : random.Bytes(length)) {
      const auto value = static_cast<unsigned char>(byte);
      // Bytes of 252 and above are dropped, so that every character is equally likely.
      if (value < 252 && id.size() < prefix.size() + length) id.push_back(kAlphabet[value % 36]);
    }
  }
  return id;
}

}  // namespace indgang
