#include "server/storage/sqlite/case_facts.h"

#include <string>

#include "server/storage/sqlite/rows.h"
#include "server/storage/sqlite/statements.h"

namespace indgang::storage {
namespace {

void BindTime(Statement& statement, bool set, const google::protobuf::Timestamp& time) {
  set ? statement.Integer(Microseconds(time)) : statement.Null();
}

}  // namespace

absl::Status PutCaseFacts(Connection& connection, std::int64_t id, const cases::v1::Case& message) {
  const cases::v1::Goals& goals = message.goals();
  const cases::v1::Enquiry& enquiry = message.enquiry();
  const bool missed = goals.reply_missed() || goals.answer_missed() || goals.later_replies_missed() > 0;
  {
    Statement facts = connection.Prepare(sql::kPutCaseFacts);
    facts.Integer(id)
        .Integer(message.state() != cases::v1::Case::STATE_CLOSED)
        .Integer(message.state())
        .Integer(message.complexity())
        .Integer(enquiry.channel())
        .Integer(message.outcome())
        .Integer(message.escalation())
        .Integer(message.guide_feedback())
        .Integer(missed)
        .Integer(message.open_referrals())
        .Integer(message.open_callbacks())
        .Integer(message.open_follow_ups())
        .Integer(message.transfer_count())
        .Integer(message.enquiry_count())
        .Integer(Microseconds(message.create_time()))
        .Integer(Microseconds(message.update_time()));
    BindTime(facts, message.has_close_time(), message.close_time());
    BindTime(facts, goals.has_next_due_time(), goals.next_due_time());
    BindTime(facts, goals.has_silent_from_time(), goals.silent_from_time());
    facts.TextOrNull(message.contact_person().id())
        .TextOrNull(enquiry.company().cvr_number())
        .Text(message.package())
        .Text(enquiry.language().empty() ? "da" : enquiry.language());
    INDGANG_RETURN_IF_ERROR(facts.Run());
  }
  INDGANG_RETURN_IF_ERROR(connection.Prepare(sql::kDropCaseServices).Integer(id).Run());
  for (const std::string& service : message.services()) {
    INDGANG_RETURN_IF_ERROR(connection.Prepare(sql::kAddCaseService).Integer(id).Text(service).Run());
  }
  return absl::OkStatus();
}

}  // namespace indgang::storage
