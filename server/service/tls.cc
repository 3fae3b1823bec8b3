#include "server/service/tls.h"

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/files.h"
#include "base/status_macros.h"

namespace indgang::service {
namespace {

template <typename Value, void (*Free)(Value*)>
struct Deleter {
  void operator()(Value* value) const { Free(value); }
};
void FreeBio(BIO* bio) { BIO_free_all(bio); }
using Bio = std::unique_ptr<BIO, Deleter<BIO, FreeBio>>;
using Certificate = std::unique_ptr<X509, Deleter<X509, X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY, EVP_PKEY_free>>;

Bio Reader(const std::string& pem) { return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))); }

// The first certificate in the text; nullptr when there is none.
Certificate ParseCertificate(const std::string& pem) {
  Certificate certificate(PEM_read_bio_X509(Reader(pem).get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  return certificate;
}

Key ParseKey(const std::string& pem) {
  // Instead of asking for a password on the terminal.
  const auto no_password = [](char*, int, int, void*) { return -1; };
  Key key(PEM_read_bio_PrivateKey(Reader(pem).get(), nullptr, no_password, nullptr));
  ERR_clear_error();
  return key;
}

bool Fits(const X509& certificate, const EVP_PKEY& key) {
  const bool fits = X509_check_private_key(&certificate, &key) == 1;
  ERR_clear_error();
  return fits;
}

absl::Time NotAfterOf(const X509& certificate) {
  std::tm time = {};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &time) != 1) return absl::InfinitePast();
  return absl::FromTM(time, absl::UTCTimeZone());
}

absl::Status Invalid(const std::string& path, absl::string_view what) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "TLS_INVALID", absl::StrCat(path, " ", what),
                   {{"path", path}});
}

// What gRPC calls with every connection, for as long as the server lives; `source` is the TlsSource.
grpc_ssl_certificate_config_reload_status Fetch(void* source, grpc_ssl_server_certificate_config** config) {
  const std::shared_ptr<const TlsTexts> texts = static_cast<TlsSource*>(source)->TakeNew();
  if (texts == nullptr) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
  const grpc_ssl_pem_key_cert_pair pair = {texts->key.c_str(), texts->certificate.c_str()};
  // gRPC insists on authorities also where no client is asked for a certificate and nobody looks at them.
  const std::string& authorities = texts->client_ca.empty() ? texts->certificate : texts->client_ca;
  *config = grpc_ssl_server_certificate_config_create(authorities.c_str(), &pair, 1);
  return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
}

// A door to Fetch, for which gRPC's C++ classes have none. The server drops it once it listens.
class FetchingCredentials final : public grpc::ServerCredentials {
 public:
  explicit FetchingCredentials(TlsSource& source) {
    const auto wanted = source.requires_client_certificate()
                            ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                            : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE;
    credentials_ = grpc_ssl_server_credentials_create_with_options(
        grpc_ssl_server_credentials_create_options_using_config_fetcher(wanted, Fetch, &source));
  }
  ~FetchingCredentials() override { grpc_server_credentials_release(credentials_); }

  // Callers are known by their tokens, which the dispatcher looks at.
  void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), credentials_);
  }

  grpc_server_credentials* credentials_;
};

}  // namespace

absl::StatusOr<TlsTexts> ReadTlsFiles(const TlsFiles& files) {
  TlsTexts texts;
  INDGANG_ASSIGN_OR_RETURN(texts.certificate, ReadFile(files.certificate));
  INDGANG_ASSIGN_OR_RETURN(texts.key, ReadFile(files.key));
  const Certificate certificate = ParseCertificate(texts.certificate);
  if (certificate == nullptr) return Invalid(files.certificate, "holds no certificate in PEM format");
  const Key key = ParseKey(texts.key);
  if (key == nullptr) return Invalid(files.key, "holds no private key in PEM format, or an encrypted one");
  if (!Fits(*certificate, *key)) return Invalid(files.key, absl::StrCat("is not the key of ", files.certificate));
  if (!files.client_ca.empty()) {
    INDGANG_ASSIGN_OR_RETURN(texts.client_ca, ReadFile(files.client_ca));
    if (ParseCertificate(texts.client_ca) == nullptr) {
      return Invalid(files.client_ca, "holds no certificate in PEM format");
    }
  }
  texts.not_after = NotAfterOf(*certificate);
  return texts;
}

absl::StatusOr<std::unique_ptr<TlsSource>> TlsSource::Open(TlsFiles files, const Clock& clock, Log& log) {
  std::unique_ptr<TlsSource> source(new TlsSource(std::move(files), clock, log));
  absl::MutexLock lock(&source->mutex_);
  // Looked at before they are read: a change in between is found with the next connection.
  source->seen_ = source->Look();
  INDGANG_ASSIGN_OR_RETURN(TlsTexts texts, ReadTlsFiles(source->files_));
  source->current_ = std::make_shared<const TlsTexts>(std::move(texts));
  return source;
}

std::shared_ptr<grpc::ServerCredentials> TlsSource::Credentials() {
  return std::make_shared<FetchingCredentials>(*this);
}

std::shared_ptr<const TlsTexts> TlsSource::TakeNew() {
  absl::MutexLock lock(&mutex_);
  if (const Signatures now = Look(); !(now == seen_)) {
    seen_ = now;
    absl::StatusOr<TlsTexts> texts = ReadTlsFiles(files_);
    if (texts.ok()) {
      current_ = std::make_shared<const TlsTexts>(*std::move(texts));
      taken_ = false;
      LogEvent(
          log_, clock_.Now(), "certificate_loaded",
          {{"path", files_.certificate}, {"not_after", absl::FormatTime(current_->not_after, absl::UTCTimeZone())}});
    } else {
      LogEvent(log_, clock_.Now(), "certificate_refused",
               {{"reason", GetReason(texts.status())}, {"message", std::string(texts.status().message())}},
               LogLevel::kWarning);
    }
  }
  if (std::exchange(taken_, true)) return nullptr;
  return current_;
}

absl::Time TlsSource::NotAfter() const {
  absl::MutexLock lock(&mutex_);
  return current_->not_after;
}

TlsSource::Signatures TlsSource::Look() const {
  return {SignatureOf(files_.certificate), SignatureOf(files_.key),
          files_.client_ca.empty() ? FileSignature() : SignatureOf(files_.client_ca)};
}

}  // namespace indgang::service
