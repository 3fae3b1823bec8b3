#include "server/service/access_log.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "server/domain/names.h"
#include "server/domain/people.h"
#include "server/domain/times.h"

namespace indgang::service {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The case that a name like "cases/2026-000123/notes/4" begins with.
void AddCaseOf(const std::string& name, std::vector<std::string>& cases) {
  constexpr absl::string_view kPrefix = "cases/";
  if (!absl::StartsWith(name, kPrefix)) return;
  const std::string of_case = name.substr(0, name.find('/', kPrefix.size()));
  if (domain::ParseCaseName(of_case).has_value()) cases.push_back(of_case);
}

void AddCaseNamedIn(const Message& message, const std::string& field_name, std::vector<std::string>& cases) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(field_name);
  if (field == nullptr || field->cpp_type() != FieldDescriptor::CPPTYPE_STRING || field->is_repeated()) return;
  std::string scratch;
  AddCaseOf(message.GetReflection()->GetStringReference(message, field, &scratch), cases);
}

}  // namespace

std::vector<std::string> CasesIn(const Message& request, const Message& response, std::vector<std::string> passed_on) {
  std::vector<std::string> cases = std::move(passed_on);
  for (const char* field : {"name", "parent"}) AddCaseNamedIn(request, field, cases);
  const google::protobuf::Reflection& reflection = *response.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(response, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      AddCaseNamedIn(reflection.GetMessage(response, field), "name", cases);
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(response, field); ++i) {
      AddCaseNamedIn(reflection.GetRepeatedMessage(response, field, i), "name", cases);
    }
  }
  std::sort(cases.begin(), cases.end());
  cases.erase(std::unique(cases.begin(), cases.end()), cases.end());
  return cases;
}

AccessLog::AccessLog(storage::Storage& storage, const Clock& clock, Log& log, absl::Duration keep,
                     std::size_t max_waiting)
    : storage_(storage), clock_(clock), log_(log), keep_(keep), max_waiting_(max_waiting) {
  thread_ = std::thread([this] { WriteUntilStopped(); });
}

void AccessLog::WriteUntilStopped() {
  const auto due = [this] {
    mutex_.AssertReaderHeld();
    return stopping_ || count_ > max_waiting_ / 4;
  };
  bool postponed = false;
  for (bool last = false; !last;) {
    {
      absl::MutexLock lock(&mutex_);
      // A storage that is overloaded is not asked again at once.
      mutex_.AwaitWithTimeout(postponed ? absl::Condition(&stopping_) : absl::Condition(&due), kInterval);
      last = stopping_;
    }
    const absl::Status written = Flush();
    postponed = !written.ok();
    if (postponed)
      LogEvent(log_, clock_.Now(), "access_log_failed", {{"message", written.ToString()}}, LogLevel::kWarning);
    if (!last) DeleteWhenDue();
  }
}

void AccessLog::DeleteWhenDue() {
  const absl::Time now = clock_.Now();
  // Longer than the interval is left when the clock was set back.
  if (now < next_deletion_ && next_deletion_ - now <= kDeletionInterval) return;
  const absl::StatusOr<int> deleted = DeleteOld();
  // More of them wait.
  if (deleted.ok() && *deleted == kDeletedAtOnce) return;
  next_deletion_ = now + kDeletionInterval;
  if (!deleted.ok()) {
    LogEvent(log_, now, "access_deletion_postponed", {{"message", deleted.status().ToString()}}, LogLevel::kWarning);
  }
  if (deleted_ == logged_deletions_) return;
  LogEvent(log_, now, "access_records_deleted", {{"count", absl::StrCat(deleted_ - logged_deletions_)}});
  logged_deletions_ = deleted_;
}

absl::StatusOr<int> AccessLog::DeleteOld() {
  const absl::Time oldest_kept = clock_.Now() - keep_;
  if (oldest_kept == absl::InfinitePast()) return 0;
  int deleted = 0;
  INDGANG_RETURN_IF_ERROR(storage::WriteAndWait(storage_, [&](storage::WriteTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(deleted, tx.DeleteAccessRecordsBefore(oldest_kept, kDeletedAtOnce));
    return absl::OkStatus();
  }));
  deleted_ += static_cast<std::uint64_t>(deleted);
  return deleted;
}

AccessLog::~AccessLog() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

absl::Status AccessLog::Add(Reading reading) {
  if (reading.cases.empty()) return absl::OkStatus();
  absl::MutexLock lock(&mutex_);
  if (count_ + reading.cases.size() > max_waiting_) {
    return MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED",
                     "Too many readings are waiting to be logged. Try again in a moment.");
  }
  count_ += reading.cases.size();
  waiting_.push_back({clock_.Now(), std::move(reading)});
  return absl::OkStatus();
}

absl::Status AccessLog::Flush() {
  absl::MutexLock one_at_a_time(&writing_);
  std::vector<Waiting> batch;
  {
    absl::MutexLock lock(&mutex_);
    batch.swap(waiting_);
  }
  if (batch.empty()) return absl::OkStatus();
  std::size_t cases = 0;
  // The same caller reading the same case by the same method again within the interval is told in one record.
  std::map<std::tuple<absl::string_view, absl::string_view, absl::string_view>, std::size_t> seen;
  std::vector<admin::v1::AccessRecord> records;
  for (const Waiting& each : batch) {
    for (const std::string& of_case : each.reading.cases) {
      ++cases;
      const auto [place, is_new] =
          seen.try_emplace({each.reading.caller->id(), each.reading.method, of_case}, records.size());
      if (is_new) {
        admin::v1::AccessRecord& record = records.emplace_back();
        *record.mutable_time() = domain::ToTimestamp(each.time);
        *record.mutable_actor() = domain::MakeActor(*each.reading.caller);
        record.set_method(each.reading.method);
        record.set_case_(of_case);
        // Admins read cases in no other way.
        record.set_emergency(each.reading.caller->role() == admin::v1::ROLE_ADMIN);
      }
      admin::v1::AccessRecord& record = records[place->second];
      record.set_count(record.count() + 1);
    }
  }
  const absl::Status written = storage::WriteAndWait(storage_, [&](storage::WriteTransaction& tx) -> absl::Status {
    for (const admin::v1::AccessRecord& record : records) INDGANG_RETURN_IF_ERROR(tx.AddAccessRecord(record));
    return absl::OkStatus();
  });
  absl::MutexLock lock(&mutex_);
  if (GetReason(written) == "OVERLOADED") {
    batch.insert(batch.end(), std::make_move_iterator(waiting_.begin()), std::make_move_iterator(waiting_.end()));
    waiting_ = std::move(batch);
  } else {
    count_ -= cases;
  }
  return written;
}

}  // namespace indgang::service
