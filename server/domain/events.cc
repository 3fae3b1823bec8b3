#include "server/domain/events.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "base/hash.h"
#include "server/domain/names.h"
#include "server/domain/times.h"

namespace indgang::domain {

const cases::v1::ReferralChanged* ReferralChangeOf(const cases::v1::CaseEvent& event) {
  switch (event.detail_case()) {
    case cases::v1::CaseEvent::kReferralCreated:
      return &event.referral_created();
    case cases::v1::CaseEvent::kReferralAccepted:
      return &event.referral_accepted();
    case cases::v1::CaseEvent::kReferralDeclined:
      return &event.referral_declined();
    case cases::v1::CaseEvent::kReferralAnswered:
      return &event.referral_answered();
    case cases::v1::CaseEvent::kReferralCompleted:
      return &event.referral_completed();
    case cases::v1::CaseEvent::kReferralReminded:
      return &event.referral_reminded();
    case cases::v1::CaseEvent::kReferralReassigned:
      return &event.referral_reassigned();
    case cases::v1::CaseEvent::kReferralRecalled:
      return &event.referral_recalled();
    case cases::v1::CaseEvent::kReferralConfirmed:
      return &event.referral_confirmed();
    default:
      return nullptr;
  }
}

std::string HashMessage(const google::protobuf::MessageLite& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream output(&stream);
    output.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&output);
  }
  return Sha256(bytes);
}

std::string HashEvent(const cases::v1::CaseEvent& event) {
  cases::v1::CaseEvent bare = event;
  bare.clear_hash();
  return HashMessage(bare);
}

ChainEnd Append(absl::string_view case_number, const ChainEnd& end, const Context& context,
                std::vector<cases::v1::CaseEvent>& events) {
  ChainEnd now_end = end;
  for (cases::v1::CaseEvent& event : events) {
    event.set_sequence(now_end.sequence + 1);
    event.set_name(EventName(case_number, event.sequence()));
    *event.mutable_time() = ToTimestamp(context.now);
    if (!event.has_actor()) *event.mutable_actor() = MakeActor(context.caller);
    event.set_previous_hash(now_end.hash);
    event.set_hash(HashEvent(event));
    now_end = {event.sequence(), event.hash()};
  }
  return now_end;
}

absl::Status Verify(absl::string_view case_number, const std::vector<cases::v1::CaseEvent>& events,
                    const ChainEnd& end) {
  const auto broken = [&](std::int64_t sequence, absl::string_view what) {
    return MakeError(absl::StatusCode::kDataLoss, "EVENT_CHAIN_BROKEN",
                     absl::StrCat("event ", sequence, " of case ", case_number, " ", what),
                     {{"case_number", std::string(case_number)}, {"sequence", absl::StrCat(sequence)}});
  };
  ChainEnd at;
  for (const cases::v1::CaseEvent& event : events) {
    const std::int64_t wanted = at.sequence + 1;
    if (event.sequence() != wanted) return broken(wanted, "is missing or out of order");
    if (event.name() != EventName(case_number, wanted)) return broken(wanted, "belongs to another case");
    if (event.previous_hash() != at.hash) return broken(wanted, "does not follow the one before it");
    if (event.hash() != HashEvent(event)) return broken(wanted, "was changed");
    at = {wanted, event.hash()};
  }
  if (at.sequence < end.sequence) return broken(at.sequence + 1, "is missing at the end");
  if (at.sequence > end.sequence) return broken(end.sequence + 1, "is not known to the case");
  if (at.hash != end.hash) return broken(at.sequence, "is not the one the case knows");
  return absl::OkStatus();
}

}  // namespace indgang::domain
