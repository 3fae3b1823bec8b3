// The first access token: what an operator starts with on a new database.
#ifndef INDGANG_SERVER_START_FIRST_TOKEN_H_
#define INDGANG_SERVER_START_FIRST_TOKEN_H_

#include <string>

#include "absl/status/status.h"
#include "base/clock.h"
#include "base/random.h"
#include "server/service/token_table.h"
#include "server/storage/storage.h"

namespace indgang {

// Makes an admin token, writes its secret and "\n" to `path` with mode 0600 and stores it. The file is written first: a
// crash in between leaves a secret that is good for nothing, and the next start writes another. Errors: those of
// WriteFileAtomically and of the storage.
absl::Status WriteFirstToken(const std::string& path, storage::Storage& storage, const Clock& clock, Random& random,
                             service::TokenTable& tokens);

}  // namespace indgang

#endif  // INDGANG_SERVER_START_FIRST_TOKEN_H_
