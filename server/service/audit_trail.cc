#include "server/service/audit_trail.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "server/domain/audit_rules.h"
#include "server/domain/names.h"
#include "server/domain/times.h"

namespace indgang::service {
namespace {

using admin::v1::AuditProblem;
using storage::AuditedCase;
using storage::AuditedEvent;
using storage::AuditedPlace;
using storage::FeedPlace;
using storage::ReadTransaction;

constexpr int kMostProblems = 100;
// Rows that are in memory at once.
constexpr int kRows = 1'000;

// One part of the trail.
class Part {
 public:
  Part(ReadTransaction& tx, FeedPlace begin) : tx_(tx), begin_(begin.sequence), end_(std::move(begin)) {}

  // Places until `max_events` were seen or the feed ends. Returns whether it ended.
  absl::StatusOr<bool> CheckPlaces(int max_events) {
    for (int left = max_events; left > 0;) {
      const int wanted = std::min(left, kRows);
      INDGANG_ASSIGN_OR_RETURN(const std::vector<AuditedPlace> places, tx_.ListAuditedPlaces(end_.sequence, wanted));
      for (const AuditedPlace& place : places) CheckPlace(place);
      left -= static_cast<int>(places.size());
      if (static_cast<int>(places.size()) < wanted) return true;
    }
    INDGANG_ASSIGN_OR_RETURN(const std::vector<AuditedPlace> more, tx_.ListAuditedPlaces(end_.sequence, 1));
    return more.empty();
  }

  // Every case that an event of this part is of, and what comes after it; at the beginning what comes first.
  absl::Status CheckCases() {
    if (begin_ == 0) INDGANG_RETURN_IF_ERROR(CheckNext(""));
    for (const std::string& case_number : cases_) INDGANG_RETURN_IF_ERROR(CheckCase(case_number));
    return absl::OkStatus();
  }

  admin::v1::VerifyAuditTrailResponse Response(bool ended, absl::Time now) {
    response_.set_next_sequence(ended ? 0 : end_.sequence);
    *response_.mutable_anchor() = MakeAnchor(end_, now);
    return std::move(response_);
  }

 private:
  void Report(const AuditProblem& problem) {
    if (response_.problems_size() < kMostProblems && seen_.insert(problem.SerializeAsString()).second) {
      *response_.add_problems() = problem;
    }
  }

  void Report(const std::string& case_number, std::int64_t sequence, const std::string& message) {
    AuditProblem problem;
    if (!case_number.empty()) problem.set_case_(domain::CaseName(case_number));
    problem.set_sequence(sequence);
    problem.set_message(message);
    Report(problem);
  }

  void CheckPlace(const AuditedPlace& place) {
    response_.set_checked_events(response_.checked_events() + 1);
    cases_.insert(place.case_number);
    const std::int64_t wanted = end_.sequence + 1;
    if (place.sequence != wanted) {
      Report("", wanted,
             place.sequence == wanted + 1
                 ? absl::StrCat("place ", wanted, " of the trail is missing")
                 : absl::StrCat("places ", wanted, " to ", place.sequence - 1, " of the trail are missing"));
    }
    const std::string name = domain::EventName(place.case_number, place.event_sequence);
    std::optional<cases::v1::CaseEvent> event;
    if (!place.event.has_value()) {
      Report(place.case_number, place.event_sequence, absl::StrCat(name, " is gone"));
    } else {
      event = domain::ReadKeptEvent(place.case_number, place.event_sequence, *place.event);
      if (!event.has_value()) {
        Report(place.case_number, place.event_sequence, absl::StrCat(name, " is not as it was written"));
      } else if (place.place_of_event != place.sequence) {
        Report(place.case_number, place.event_sequence,
               absl::StrCat(name, " was stored at place ", place.place_of_event, " of the trail and stands at place ",
                            place.sequence));
      }
    }
    if (event.has_value() && storage::FeedHash(end_.hash, event->hash()) != place.hash) {
      Report("", place.sequence,
             absl::StrCat("the hash at place ", place.sequence,
                          " of the trail does not follow from the place before and ", name));
    }
    // What comes after is held against the hash that stands here, so that one change does not show everywhere.
    end_ = {place.sequence, place.hash};
  }

  absl::Status CheckCase(const std::string& case_number) {
    INDGANG_ASSIGN_OR_RETURN(const std::optional<AuditedCase> kept, tx_.GetAuditedCase(case_number));
    if (!kept.has_value()) {
      Report(case_number, 0, absl::StrCat(domain::CaseName(case_number), " is gone"));
      return absl::OkStatus();
    }
    INDGANG_ASSIGN_OR_RETURN(const std::int64_t newest, PlaceOfNewest(case_number, *kept));
    if (newest > end_.sequence) return absl::OkStatus();
    response_.set_checked_cases(response_.checked_cases() + 1);
    INDGANG_RETURN_IF_ERROR(CheckWhole(case_number, *kept));
    return CheckNext(case_number);
  }

  // The place of the case's newest event; 0, and a problem, when there is none.
  absl::StatusOr<std::int64_t> PlaceOfNewest(const std::string& case_number, const AuditedCase& kept) {
    INDGANG_ASSIGN_OR_RETURN(const std::vector<AuditedEvent> newest,
                             tx_.ListAuditedEvents(case_number, std::max<std::int64_t>(kept.last_sequence, 0) - 1, 1));
    if (!newest.empty() && newest.front().sequence == kept.last_sequence && newest.front().in_feed) {
      return newest.front().place;
    }
    Report(case_number, kept.last_sequence,
           absl::StrCat("event ", kept.last_sequence, " of case ", case_number, ", its newest, is not in the trail"));
    return 0;
  }

  absl::Status CheckWhole(const std::string& case_number, const AuditedCase& kept) {
    std::vector<cases::v1::CaseEvent> events;
    for (std::int64_t after = -1;;) {
      INDGANG_ASSIGN_OR_RETURN(const std::vector<AuditedEvent> page, tx_.ListAuditedEvents(case_number, after, kRows));
      for (const AuditedEvent& event : page) {
        // One that cannot be read shows as missing.
        cases::v1::CaseEvent parsed;
        if (parsed.ParseFromString(event.bytes)) events.push_back(std::move(parsed));
        if (!event.in_feed) {
          Report(case_number, event.sequence,
                 absl::StrCat("event ", event.sequence, " of case ", case_number, " is not in the trail"));
        }
      }
      if (page.size() < kRows) break;
      after = page.back().sequence;
    }
    INDGANG_ASSIGN_OR_RETURN(const std::vector<storage::AuditedRecord> records, tx_.ListAuditedRecords(case_number));
    domain::KeptCase whole = {case_number, kept.bytes, {kept.last_sequence, kept.last_hash}, {}};
    for (const storage::AuditedRecord& record : records) whole.records.push_back({record.name, record.bytes});
    for (const AuditProblem& problem : domain::CheckCase(whole, events)) Report(problem);
    return absl::OkStatus();
  }

  // Cases without events in the trail, and events without a case, are found from the case before them.
  absl::Status CheckNext(const std::string& case_number) {
    INDGANG_ASSIGN_OR_RETURN(const storage::NextRecords next, tx_.FindNextRecords(case_number));
    if (!next.stray_events.empty()) {
      Report(next.stray_events, 0, absl::StrCat("there are events of case ", next.stray_events, ", but no such case"));
    }
    if (!next.missing.empty()) Report(next.missing, 0, absl::StrCat(domain::CaseName(next.missing), " is gone"));
    if (next.case_number.empty()) return absl::OkStatus();
    INDGANG_ASSIGN_OR_RETURN(const std::optional<AuditedCase> kept, tx_.GetAuditedCase(next.case_number));
    return kept.has_value() ? PlaceOfNewest(next.case_number, *kept).status() : absl::OkStatus();
  }

  ReadTransaction& tx_;
  const std::int64_t begin_;
  // The last place seen.
  FeedPlace end_;
  std::set<std::string> cases_;
  std::set<std::string> seen_;
  admin::v1::VerifyAuditTrailResponse response_;
};

}  // namespace

admin::v1::AuditAnchor MakeAnchor(const FeedPlace& place, absl::Time now) {
  admin::v1::AuditAnchor anchor;
  *anchor.mutable_time() = domain::ToTimestamp(now);
  anchor.set_sequence(place.sequence);
  anchor.set_hash(place.hash);
  return anchor;
}

absl::StatusOr<admin::v1::VerifyAuditTrailResponse> VerifyPart(ReadTransaction& tx, std::int64_t after_sequence,
                                                               int max_events, absl::Time now) {
  INDGANG_ASSIGN_OR_RETURN(std::optional<FeedPlace> begin, tx.GetFeedPlace(after_sequence));
  if (!begin.has_value()) {
    INDGANG_ASSIGN_OR_RETURN(const FeedPlace end, tx.GetFeedEnd());
    admin::v1::VerifyAuditTrailResponse response;
    AuditProblem& problem = *response.add_problems();
    problem.set_sequence(after_sequence);
    problem.set_message(
        absl::StrCat("place ", after_sequence, " of the trail is missing; the last one is ", end.sequence));
    *response.mutable_anchor() = MakeAnchor(end, now);
    return response;
  }
  Part part(tx, *std::move(begin));
  INDGANG_ASSIGN_OR_RETURN(const bool ended, part.CheckPlaces(max_events));
  INDGANG_RETURN_IF_ERROR(part.CheckCases());
  return part.Response(ended, now);
}

}  // namespace indgang::service
