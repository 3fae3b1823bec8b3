#include "server/service/goal_watch.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "server/domain/watch_rules.h"
#include "server/service/case_access.h"

namespace indgang::service {
namespace {

using storage::CaseToCheck;

// What the passing of time does to one case.
absl::Status LookAt(storage::WriteTransaction& tx, const std::string& case_number, const domain::Context& context) {
  INDGANG_ASSIGN_OR_RETURN(std::optional<storage::StoredCase> stored, tx.GetCase(case_number));
  // Somebody changed it since it was listed.
  if (!stored.has_value() || stored->next_check > context.now) return absl::OkStatus();
  std::vector<cases::v1::Referral> referrals;
  if (stored->message.open_referrals() > 0) {
    INDGANG_ASSIGN_OR_RETURN(referrals, AllReferrals(tx, case_number));
  }
  std::vector<cases::v1::FollowUp> follow_ups;
  if (stored->message.open_follow_ups() > 0) {
    storage::FollowUpQuery query;
    query.case_number = case_number;
    query.limit = stored->message.open_follow_ups();
    INDGANG_ASSIGN_OR_RETURN(follow_ups, tx.ListFollowUps(query));
  }
  domain::Change change = domain::WatchCase(stored->message, referrals, follow_ups, context);
  if (!change.events.empty()) return StoreChange(tx, context, *stored, change);
  stored->message = std::move(change.after);
  stored->next_check = change.next_check;
  return tx.PutCase(*stored);
}

// Later cases would fail the same way.
bool EndsTheLook(const absl::Status& status) {
  return GetReason(status) == "OVERLOADED" || status.code() == absl::StatusCode::kUnavailable;
}

}  // namespace

GoalWatch::~GoalWatch() { Stop(); }

absl::Status GoalWatch::Look() {
  // One time for all pages, so that a look has an end.
  const absl::Time now = clock_.Now();
  std::optional<CaseToCheck> after;
  while (!stopping()) {
    std::vector<CaseToCheck> cases;
    INDGANG_RETURN_IF_ERROR(storage::ReadAndWait(storage_, [&](storage::ReadTransaction& tx) -> absl::Status {
      INDGANG_ASSIGN_OR_RETURN(cases, tx.ListCasesToCheck(now, after, kAtOnce));
      return absl::OkStatus();
    }));
    if (cases.empty()) break;
    const std::shared_ptr<const knowledge::Router> knowledge = knowledge_.Current();
    std::vector<absl::Status> results(cases.size());
    absl::BlockingCounter left(static_cast<int>(cases.size()));
    for (std::size_t i = 0; i < cases.size(); ++i) {
      storage_.Write(
          [&, i](storage::WriteTransaction& tx) {
            const DirectoryTable::Snapshot directory = directory_.Newest();
            return LookAt(tx, cases[i].case_number,
                          {clock_.Now(), domain::ServiceItself(), knowledge->bundle(), *directory});
          },
          [&, i](absl::Status status) {
            results[i] = std::move(status);
            left.DecrementCount();
          });
    }
    left.Wait();
    for (std::size_t i = 0; i < cases.size(); ++i) {
      if (EndsTheLook(results[i])) return results[i];
      if (results[i].ok()) continue;
      LogEvent(log_, clock_.Now(), "goal_watch_failed",
               {{"case_number", cases[i].case_number}, {"message", results[i].ToString()}}, LogLevel::kError);
    }
    after = std::move(cases.back());
  }
  return absl::OkStatus();
}

void GoalWatch::Start(absl::Duration interval) {
  thread_ = std::thread([this, interval] {
    while (!stopping()) {
      const absl::Status looked = Look();
      if (!looked.ok())
        LogEvent(log_, clock_.Now(), "goal_watch_postponed", {{"message", looked.ToString()}}, LogLevel::kWarning);
      absl::MutexLock lock(&mutex_);
      mutex_.AwaitWithTimeout(absl::Condition(&stopping_), interval);
    }
  });
}

void GoalWatch::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

bool GoalWatch::stopping() const {
  absl::MutexLock lock(&mutex_);
  return stopping_;
}

}  // namespace indgang::service
