// All access tokens in memory, so that no call waits for the database to learn who is calling.
#ifndef INDGANG_SERVER_SERVICE_TOKEN_TABLE_H_
#define INDGANG_SERVER_SERVICE_TOKEN_TABLE_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "indgang/admin/v1/token.pb.h"
#include "server/domain/directory.h"
#include "server/storage/storage.h"

namespace indgang::service {

// May be used from any thread.
class TokenTable {
 public:
  // Takes over every stored token. Waits for the database; for start-up.
  absl::Status Load(storage::Storage& storage);

  bool empty() const;

  // Adds a token, or replaces the one with that hash.
  void Put(const storage::StoredToken& token);

  // Whose token an "authorization" header ("Bearer indgang_…") holds. Secrets are looked up by their SHA-256, so that
  // the time it takes says nothing about them. Errors, all UNAUTHENTICATED: TOKEN_MISSING (no header, or not Bearer),
  // TOKEN_INVALID, TOKEN_REVOKED, MEMBER_LEFT (the token of somebody who, says `directory`, has left).
  absl::StatusOr<std::shared_ptr<const admin::v1::Token>> Authenticate(absl::string_view authorization,
                                                                       const domain::Directory& directory) const;

 private:
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<std::string, std::shared_ptr<const admin::v1::Token>> by_hash_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_TOKEN_TABLE_H_
