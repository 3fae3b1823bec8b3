// The log never holds what people said: every method is called with personal data in every field that holds text, and
// then cases go their whole way with it. What the log has of a call is method, code, reason, duration and token.
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/message.h"
#include "gtest/gtest.h"
#include "indgang/admin/v1/token_service.pb.h"
#include "indgang/cases/v1/case_file_service.pb.h"
#include "server/service/call.h"
#include "server/service/log.h"
#include "server/service/watch_handlers.h"
#include "tests/server/service/case_steps.h"

namespace indgang::service {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using ::testing::IsEmpty;
using testing::IsOk;
using ::testing::Not;

// A name, a CPR number, a phone number, an address, and what somebody said. They never come in one word with others.
const std::vector<std::string>& PersonalData() {
  static const auto& data =
      *new std::vector<std::string>{"Zebulon Quist",         "010190-1234", "0101901234",   "87654321",
                                    "zebulon@quist.example", "Kvistvej 17", "konkursryttet"};
  return data;
}

// All of it in one text; or all but CPR numbers, with which a text is refused before it is looked at.
std::string PersonalText(bool with_cpr = false) {
  std::string text;
  for (const std::string& each : PersonalData()) {
    if (with_cpr || !absl::StartsWith(each, "0101")) absl::StrAppend(&text, each, " ");
  }
  return text;
}

// Personal data that a line holds.
std::vector<std::string> Found(const std::string& line) {
  std::vector<std::string> found;
  for (const std::string& each : PersonalData()) {
    if (absl::StrContains(line, each)) found.push_back(each);
  }
  return found;
}

// Sets every field that holds text or bytes, in the messages inside too.
void FillWith(const std::string& text, Message& message, int depth = 0) {
  if (depth > 4) return;
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message.GetDescriptor()->field(i);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      if (field->is_repeated()) {
        reflection.AddString(&message, field, text);
      } else {
        reflection.SetString(&message, field, text);
      }
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      FillWith(
          text,
          field->is_repeated() ? *reflection.AddMessage(&message, field) : *reflection.MutableMessage(&message, field),
          depth + 1);
    }
  }
}

std::string PathOf(const std::string& method) {
  const std::size_t dot = method.rfind('.');
  return absl::StrCat("/", method.substr(0, dot), "/", method.substr(dot + 1));
}

class LogPrivacyTest : public ServiceTest {
 protected:
  // Every line so far is without personal data.
  void ExpectNothingPersonal() {
    for (const std::string& line : server_.log().lines()) EXPECT_THAT(Found(line), IsEmpty()) << line;
  }

  const std::vector<const testing::TestClient*> everybody_ = {&desk_, &leader_, &building_, &gateway_, &admin_};
};

TEST_F(LogPrivacyTest, NoMethodLogsWhatItWasSent) {
  std::vector<std::pair<std::string, const Message*>> methods;
  for (const Handler& handler : AllHandlers()) methods.emplace_back(handler.method, handler.request);
  for (const StreamHandler& handler : WatchHandlers()) methods.emplace_back(handler.method, handler.request);
  std::set<std::string> told;
  for (const auto& [method, prototype] : methods) {
    for (const bool with_cpr : {false, true}) {
      const std::unique_ptr<Message> request(prototype->New());
      FillWith(PersonalText(with_cpr), *request);
      const std::string bytes = request->SerializeAsString();
      for (const testing::TestClient* client : everybody_) {
        const absl::Status status = client->CallMethod(PathOf(method), bytes);
        if (!Found(status.ToString()).empty()) told.insert(method);
      }
      // Not the message it should be, either.
      static_cast<void>(leader_.CallMethod(PathOf(method), bytes.substr(0, bytes.size() / 2)));
    }
  }
  EXPECT_GE(told.size(), 20u) << "callers are told what they sent, so it was there to be logged";
  EXPECT_GE(server_.log().lines().size(), methods.size() * 10);
  ExpectNothingPersonal();
}

TEST_F(LogPrivacyTest, ACaseGoesItsWayUnseen) {
  cases::v1::RegisterEnquiryRequest enquiry = EnquiryRequest();
  enquiry.mutable_enquiry()->mutable_company()->set_display_name("Zebulon Quist");
  enquiry.mutable_enquiry()->mutable_contact()->set_display_name("Zebulon Quist");
  enquiry.mutable_enquiry()->mutable_contact()->set_phone("87654321");
  enquiry.mutable_enquiry()->mutable_contact()->set_email("zebulon@quist.example");
  enquiry.mutable_enquiry()->set_text(PersonalText());
  const auto registered = desk_.Call<cases::v1::RegisterEnquiryResponse>(enquiry);
  ASSERT_THAT(registered, IsOk());
  const std::string name = registered->case_().name();
  ASSERT_THAT(desk_.Call<cases::v1::RegisterEnquiryResponse>(enquiry), IsOk()) << "answered from what was stored";
  enquiry.mutable_enquiry()->set_text("other " + PersonalText());
  EXPECT_THAT(desk_.Call<cases::v1::RegisterEnquiryResponse>(enquiry).status(),
              testing::IsError(absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED"));

  cases::v1::CreateReferralRequest refer = ReferralRequest(name, "building");
  refer.set_question(PersonalText());
  const auto referred = desk_.Call<cases::v1::CreateReferralResponse>(refer);
  ASSERT_THAT(referred, IsOk());
  cases::v1::AnswerReferralRequest answered = ReferralAnswer(referred->referral().name());
  answered.set_answer(PersonalText());
  ASSERT_THAT(building_.Call<cases::v1::AnswerReferralResponse>(answered), IsOk());
  cases::v1::AddNoteRequest note;
  note.set_request_id(NewRequestId());
  note.set_parent(name);
  note.mutable_note()->set_visibility(cases::v1::Note::VISIBILITY_AUTHORITIES);
  note.mutable_note()->set_text(PersonalText());
  ASSERT_THAT(desk_.Call<cases::v1::AddNoteResponse>(note), IsOk());
  cases::v1::RecordInteractionRequest answer = AnswerRequest(name);
  answer.mutable_interaction()->set_text(PersonalText());
  ASSERT_THAT(desk_.Call<cases::v1::RecordInteractionResponse>(answer), IsOk());
  cases::v1::CloseCaseRequest close = CloseRequest(name);
  close.set_note(PersonalText());
  ASSERT_THAT(desk_.Call<cases::v1::CloseCaseResponse>(close), IsOk());
  EXPECT_THAT(Found(Get(name).ShortDebugString()), Not(IsEmpty())) << "it is in the case";

  // A person who works here.
  admin::v1::CreateTokenRequest token;
  token.mutable_token()->set_display_name("Zebulon Quist");
  token.mutable_token()->set_role(admin::v1::ROLE_FRONT_DESK);
  token.mutable_token()->set_phone("87654321");
  const auto made = admin_.Call<admin::v1::CreateTokenResponse>(token);
  ASSERT_THAT(made, IsOk());
  ASSERT_THAT(server_.WithSecret(made->secret()).Call<admin::v1::WhoAmIResponse>(admin::v1::WhoAmIRequest()), IsOk());
  for (const std::string& line : server_.log().lines()) EXPECT_FALSE(absl::StrContains(line, made->secret()));

  // And time passes for cases that wait.
  enquiry.set_request_id(NewRequestId());
  ASSERT_THAT(desk_.Call<cases::v1::RegisterEnquiryResponse>(enquiry), IsOk());
  for (int day = 0; day < 40; ++day) {
    server_.clock().Advance(absl::Hours(24));
    EXPECT_THAT(server_.goals().Look(), IsOk());
  }
  ExpectNothingPersonal();
}

TEST_F(LogPrivacyTest, TheSearchWouldFindIt) {
  // What LogCall writes if a status with somebody's words is called internal.
  testing::KeptLog log;
  LogCall(log, {.time = server_.clock().Now(),
                .method = "m",
                .status = absl::InternalError("x"),
                .took = absl::Seconds(1),
                .token = "t",
                .internal = PersonalText(/*with_cpr=*/true)});
  EXPECT_EQ(Found(log.lines()[0]), PersonalData());
}

}  // namespace
}  // namespace indgang::service
