#include "base/hash.h"

#include <openssl/evp.h>

#include <cstdlib>

#include "absl/strings/escaping.h"

namespace indgang {
namespace {

// OpenSSL's digest calls fail only when memory is out or the library is broken; there is no way on from either.
void CheckOpenSsl(bool ok) {
  if (!ok) std::abort();
}

// Found once: OpenSSL looks for what EVP_sha256() names again at every use.
const EVP_MD* Sha256Algorithm() {
  static const EVP_MD* const found = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  CheckOpenSsl(found != nullptr);
  return found;
}

}  // namespace

struct Sha256Stream::Context {
  EVP_MD_CTX* md = nullptr;
};

Sha256Stream::Sha256Stream() : context_(std::make_unique<Context>()) {
  context_->md = EVP_MD_CTX_new();
  CheckOpenSsl(context_->md != nullptr && EVP_DigestInit_ex(context_->md, Sha256Algorithm(), nullptr) == 1);
}

Sha256Stream::~Sha256Stream() { EVP_MD_CTX_free(context_->md); }

void Sha256Stream::Update(absl::string_view data) {
  CheckOpenSsl(EVP_DigestUpdate(context_->md, data.data(), data.size()) == 1);
}

std::string Sha256Stream::FinishHex() {
  std::string digest(32, '\0');
  CheckOpenSsl(EVP_DigestFinal_ex(context_->md, reinterpret_cast<unsigned char*>(digest.data()), nullptr) == 1);
  return absl::BytesToHexString(digest);
}

std::string Sha256(absl::string_view data) {
  std::string digest(32, '\0');
  CheckOpenSsl(EVP_Digest(data.data(), data.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr,
                          Sha256Algorithm(), nullptr) == 1);
  return digest;
}

std::string Sha256Hex(absl::string_view data) { return absl::BytesToHexString(Sha256(data)); }

}  // namespace indgang
