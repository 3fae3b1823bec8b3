// Stored cases as callers may see them, and the one place where a change is stored.
#ifndef INDGANG_SERVER_SERVICE_CASE_ACCESS_H_
#define INDGANG_SERVER_SERVICE_CASE_ACCESS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/domain/case_rules.h"
#include "server/domain/member_rules.h"
#include "server/domain/names.h"
#include "server/service/call.h"
#include "server/storage/storage.h"

namespace indgang::service {

// The case with this number. For a caller with a scope, only one that was referred to its authority. Error: NOT_FOUND
// CASE_NOT_FOUND.
absl::StatusOr<storage::StoredCase> LoadCase(storage::ReadTransaction& tx, const Call& call,
                                             absl::string_view case_number);

// The referral. For a caller with a scope, only one to its authority. Error: NOT_FOUND REFERRAL_NOT_FOUND.
absl::StatusOr<cases::v1::Referral> LoadReferral(storage::ReadTransaction& tx, const Call& call,
                                                 const domain::ReferralId& id);

// Counts open cases for rules that need to know.
domain::CountOpenCases OpenCasesIn(storage::ReadTransaction& tx);

// OK when `given` is empty or `current`. Error: ABORTED ETAG_MISMATCH; metadata "name".
absl::Status CheckEtag(absl::string_view name, absl::string_view given, absl::string_view current);

// Seals the change and stores all of it: the case, what is new or changed beside it, and the events. `before` is the
// case as it was loaded in this transaction, a StoredCase{} for a new one.
absl::Status StoreChange(storage::WriteTransaction& tx, const Call& call, const storage::StoredCase& before,
                         domain::Change& change);

// The same for a change that looked at everything that waits on the case: next_check of `before` no longer counts.
absl::Status StoreChange(storage::WriteTransaction& tx, const domain::Context& context,
                         const storage::StoredCase& before, domain::Change& change);

// Every referral of a case, in order, whoever asks.
absl::StatusOr<std::vector<cases::v1::Referral>> AllReferrals(storage::ReadTransaction& tx,
                                                              const std::string& case_number);

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_CASE_ACCESS_H_
