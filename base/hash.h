// SHA-256, from OpenSSL.
#ifndef INDGANG_BASE_HASH_H_
#define INDGANG_BASE_HASH_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace indgang {

// The 32 bytes of the SHA-256 of `data`.
std::string Sha256(absl::string_view data);

// The same as 64 lower-case hex digits.
std::string Sha256Hex(absl::string_view data);

// SHA-256 of data that comes in pieces. Not for use from several threads at once.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;

  void Update(absl::string_view data);
  // 64 lower-case hex digits. Call once, last.
  std::string FinishHex();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace indgang

#endif  // INDGANG_BASE_HASH_H_
