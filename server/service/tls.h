// The service's certificate, taken anew while the service runs when its files change.
#ifndef INDGANG_SERVER_SERVICE_TLS_H_
#define INDGANG_SERVER_SERVICE_TLS_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/file_signature.h"
#include "grpcpp/security/server_credentials.h"
#include "server/service/log.h"

namespace indgang::service {

// Paths of files in PEM format.
struct TlsFiles {
  // The service's certificate, and after it those of the authorities between it and the one that clients trust.
  std::string certificate{};
  // Its private key, not encrypted.
  std::string key{};
  // Authorities whose certificates clients must show; empty when clients need none.
  std::string client_ca{};
};

// What the files hold.
struct TlsTexts {
  std::string certificate;
  std::string key;
  std::string client_ca;
  // When the certificate ends.
  absl::Time not_after;
};

// Reads the files and checks that they can be used together. Errors: those of ReadFile; FAILED_PRECONDITION TLS_INVALID
// (no certificate or key in it, an encrypted key, or one that is not the certificate's; metadata "path"). One that
// has expired is taken all the same: it is the clients who decide.
absl::StatusOr<TlsTexts> ReadTlsFiles(const TlsFiles& files);

// Looks at the files with every new connection: those that were replaced count from then on, for this connection
// already. Connections that are open keep what they began with. Files that cannot be used are logged once
// ("certificate_refused") and what was in use stays. May be used from any thread.
class TlsSource {
 public:
  // Errors: those of ReadTlsFiles. Clock and log outlive the source.
  static absl::StatusOr<std::unique_ptr<TlsSource>> Open(TlsFiles files, const Clock& clock, Log& log);

  // For the one listening address of a server that the source outlives. Call once.
  std::shared_ptr<grpc::ServerCredentials> Credentials();

  bool requires_client_certificate() const { return !files_.client_ca.empty(); }

  // Looks at the files. What is in use when it is something else than what was returned last; nullptr otherwise.
  std::shared_ptr<const TlsTexts> TakeNew();

  // When the certificate in use ends.
  absl::Time NotAfter() const;

 private:
  struct Signatures {
    FileSignature certificate, key, client_ca;
    bool operator==(const Signatures&) const = default;
  };

  TlsSource(TlsFiles files, const Clock& clock, Log& log) : files_(std::move(files)), clock_(clock), log_(log) {}
  Signatures Look() const;

  const TlsFiles files_;
  const Clock& clock_;
  Log& log_;
  mutable absl::Mutex mutex_;
  Signatures seen_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const TlsTexts> current_ ABSL_GUARDED_BY(mutex_);
  bool taken_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_TLS_H_
