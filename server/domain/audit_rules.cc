#include "server/domain/audit_rules.h"

#include <algorithm>
#include <map>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/hash.h"
#include "server/domain/case_rules.h"
#include "server/domain/names.h"

namespace indgang::domain {
namespace {

using admin::v1::AuditProblem;
using cases::v1::Case;
using cases::v1::CaseEvent;

void Name(const std::string& name, const google::protobuf::MessageLite& record, CaseEvent& event) {
  cases::v1::StoredRecord& stored = *event.add_stored();
  stored.set_name(name);
  stored.set_sha256(HashMessage(record));
}

template <typename Record>
void NameWhenSet(const std::optional<Record>& record, CaseEvent& event) {
  if (record.has_value()) Name(record->name(), *record, event);
}

// The hash that NameStored gives to the case; nullopt unless the bytes are exactly what was written with that end.
std::optional<std::string> HashOfCase(const KeptCase& kept) {
  Case parsed;
  if (!parsed.ParseFromString(kept.bytes) || parsed.SerializeAsString() != kept.bytes ||
      parsed.etag() != EtagOf(kept.end)) {
    return std::nullopt;
  }
  parsed.clear_etag();
  return HashMessage(parsed);
}

// Whether the change that opened the case named what it stored. All events of a change have the same time.
bool IsNamedFromTheStart(const std::vector<CaseEvent>& events) {
  for (const CaseEvent& event : events) {
    if (event.time().SerializeAsString() != events.front().time().SerializeAsString()) return false;
    if (event.stored_size() > 0) return true;
  }
  return false;
}

}  // namespace

void NameStored(Change& change) {
  if (change.events.empty()) return;
  CaseEvent& last = change.events.back();
  change.after.clear_etag();
  Name(change.after.name(), change.after, last);
  NameWhenSet(change.interaction, last);
  NameWhenSet(change.referral, last);
  NameWhenSet(change.note, last);
  NameWhenSet(change.attachment, last);
  NameWhenSet(change.follow_up, last);
  NameWhenSet(change.plan, last);
}

std::optional<CaseEvent> ReadKeptEvent(absl::string_view case_number, std::int64_t sequence, absl::string_view bytes) {
  CaseEvent event;
  if (!event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return std::nullopt;
  // The same fields can be written in other bytes; those are not what was written.
  if (event.SerializeAsString() != bytes || event.sequence() != sequence ||
      event.name() != EventName(case_number, sequence) || event.hash() != HashEvent(event)) {
    return std::nullopt;
  }
  return event;
}

std::vector<AuditProblem> CheckCase(const KeptCase& kept, const std::vector<CaseEvent>& events) {
  const std::string name = CaseName(kept.case_number);
  std::vector<AuditProblem> problems;
  const auto report = [&](std::int64_t sequence, const std::string& message) {
    AuditProblem& problem = problems.emplace_back();
    problem.set_case_(name);
    problem.set_sequence(sequence);
    problem.set_message(message);
  };
  if (const absl::Status chain = Verify(kept.case_number, events, kept.end); !chain.ok()) {
    std::int64_t sequence = 0;
    static_cast<void>(absl::SimpleAtoi(GetErrorInfo(chain)->metadata().at("sequence"), &sequence));
    report(sequence, std::string(chain.message()));
  }
  struct Wanted {
    std::string sha256;
    std::int64_t sequence = 0;
  };
  std::map<std::string, Wanted> wanted;
  for (const CaseEvent& event : events) {
    for (const cases::v1::StoredRecord& stored : event.stored()) {
      wanted[stored.name()] = {stored.sha256(), event.sequence()};
    }
  }
  const bool all_named = IsNamedFromTheStart(events);
  const auto compare = [&](const std::string& record, const std::optional<std::string>& sha256) {
    const auto found = wanted.find(record);
    if (found == wanted.end()) {
      if (all_named) report(0, absl::StrCat(record, " is in no event"));
      return;
    }
    if (sha256 != found->second.sha256) {
      report(found->second.sequence, absl::StrCat(record, " is not what event ", found->second.sequence, " stored"));
    }
    wanted.erase(found);
  };
  compare(name, HashOfCase(kept));
  for (const KeptRecord& record : kept.records) compare(record.name, Sha256(record.bytes));
  for (const auto& [record, lost] : wanted) {
    report(lost.sequence, absl::StrCat(record, " is gone; event ", lost.sequence, " stored it"));
  }
  return problems;
}

}  // namespace indgang::domain
