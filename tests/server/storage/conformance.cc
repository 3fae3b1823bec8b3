#include "tests/server/storage/conformance.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace indgang::storage {

void StorageConformance::SetUp() {
  database_ = GetParam()();
  storage_ = database_->Open(kMaxQueue);
  ASSERT_NE(storage_, nullptr);
}

void StorageConformance::Reopen() {
  storage_.reset();
  storage_ = database_->Open(kMaxQueue);
  ASSERT_NE(storage_, nullptr);
}

void StorageConformance::Read(ReadBody body) { ASSERT_THAT(ReadAndWait(*storage_, std::move(body)), IsOk()); }

void StorageConformance::Write(WriteBody body) { ASSERT_THAT(WriteAndWait(*storage_, std::move(body)), IsOk()); }

std::string NumberOf(int number) { return absl::StrFormat("2026-%06d", number); }

StoredCase MakeCase(int number, cases::v1::Case::State state, absl::string_view cvr, absl::string_view contact_person) {
  StoredCase stored;
  cases::v1::Case& message = stored.message;
  message.set_case_number(NumberOf(number));
  message.set_name(absl::StrCat("cases/", message.case_number()));
  message.set_state(state);
  message.mutable_enquiry()->set_text(absl::StrCat("Hvor må vaerksted ", number, " ligge?"));
  message.mutable_enquiry()->mutable_company()->set_cvr_number(std::string(cvr));
  message.mutable_contact_person()->set_id(std::string(contact_person));
  message.mutable_contact_person()->set_display_name("Front desk");
  stored.last_sequence = number;
  stored.last_hash = std::string(32, static_cast<char>('a' + number % 26));
  return stored;
}

cases::v1::Referral MakeReferral(int number, int index, absl::string_view authority, absl::Time due,
                                 cases::v1::Referral::State state) {
  cases::v1::Referral referral;
  referral.set_name(absl::StrCat("cases/", NumberOf(number), "/referrals/", index));
  referral.set_authority(std::string(authority));
  referral.set_state(state);
  referral.set_question("Must you be involved?");
  referral.mutable_due_time()->set_seconds(absl::ToUnixSeconds(due));
  return referral;
}

cases::v1::Interaction MakeInteraction(int number, int index) {
  cases::v1::Interaction interaction;
  interaction.set_name(absl::StrCat("cases/", NumberOf(number), "/interactions/", index));
  interaction.set_text(absl::StrCat("Call ", index));
  return interaction;
}

cases::v1::CaseEvent MakeEvent(int number, int sequence, absl::string_view note) {
  cases::v1::CaseEvent event;
  event.set_name(absl::StrCat("cases/", NumberOf(number), "/events/", sequence));
  event.set_sequence(sequence);
  event.mutable_closed()->set_note(std::string(note));
  event.set_hash(std::string(32, static_cast<char>(sequence)));
  return event;
}

cases::v1::CasePlan MakePlan(int number, absl::string_view package) {
  cases::v1::CasePlan plan;
  plan.set_name(absl::StrCat("cases/", NumberOf(number), "/plan"));
  plan.set_package(std::string(package));
  (*plan.mutable_answers())["serves-alcohol"] = false;
  plan.add_steps()->set_service("location-check");
  return plan;
}

StoredToken MakeToken(absl::string_view id, absl::Time created, absl::string_view display_name) {
  StoredToken token;
  token.message.set_id(std::string(id));
  token.message.set_display_name(std::string(display_name));
  token.message.set_role(admin::v1::ROLE_FRONT_DESK);
  token.message.mutable_create_time()->set_seconds(absl::ToUnixSeconds(created));
  token.secret_hash = std::string(31, '\x7f') + '\0';
  return token;
}

CaseCondition StateIs(cases::v1::Case::State state) {
  return CaseCondition::Equal(CaseField::kState, std::int64_t{state});
}

CaseCondition TextIs(CaseField field, absl::string_view value) {
  return CaseCondition::Equal(field, std::string(value));
}

}  // namespace indgang::storage
