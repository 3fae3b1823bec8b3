// The way of a case in a few words: requests that are right, for tests to send or to spoil.
#ifndef INDGANG_TESTS_SERVER_SERVICE_CASE_STEPS_H_
#define INDGANG_TESTS_SERVER_SERVICE_CASE_STEPS_H_

#include <atomic>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "indgang/cases/v1/case_service.pb.h"
#include "indgang/cases/v1/referral_service.pb.h"
#include "tests/support/error_matchers.h"
#include "tests/support/test_server.h"

namespace indgang::service {

// A request_id nobody used before. May be called from any thread, and so may what follows.
inline std::string NewRequestId() {
  static std::atomic<int> last = 0;
  return absl::StrCat("request-", ++last);
}

inline cases::v1::RegisterEnquiryRequest EnquiryRequest() {
  cases::v1::RegisterEnquiryRequest request;
  request.set_request_id(NewRequestId());
  request.mutable_enquiry()->set_channel(cases::v1::CHANNEL_PHONE);
  request.mutable_enquiry()->mutable_company()->set_cvr_number("13585628");
  request.mutable_enquiry()->mutable_contact()->set_phone("12345678");
  request.mutable_enquiry()->set_text("Hvor kan et autoværksted ligge?");
  return request;
}

inline cases::v1::TriageCaseRequest TriageRequest(const std::string& name) {
  cases::v1::TriageCaseRequest request;
  request.set_request_id(NewRequestId());
  request.set_name(name);
  request.set_complexity(knowledge::v1::COMPLEXITY_MEDIUM);
  request.add_services("location-check");
  request.set_package("car-repair-shop");
  return request;
}

inline cases::v1::RecordInteractionRequest AnswerRequest(const std::string& name) {
  cases::v1::RecordInteractionRequest request;
  request.set_request_id(NewRequestId());
  request.set_parent(name);
  request.mutable_interaction()->set_direction(cases::v1::Interaction::DIRECTION_OUTBOUND);
  request.mutable_interaction()->set_kind(cases::v1::Interaction::KIND_ANSWER);
  request.mutable_interaction()->set_channel(cases::v1::CHANNEL_PHONE);
  request.mutable_interaction()->set_text("I erhvervsområdet ved havnen.");
  return request;
}

inline cases::v1::CloseCaseRequest CloseRequest(const std::string& name) {
  cases::v1::CloseCaseRequest request;
  request.set_request_id(NewRequestId());
  request.set_name(name);
  request.set_outcome(cases::v1::Case::OUTCOME_ANSWERED);
  request.set_note("Virksomheden ved besked.");
  return request;
}

inline cases::v1::CreateReferralRequest ReferralRequest(const std::string& name, const std::string& authority) {
  cases::v1::CreateReferralRequest request;
  request.set_request_id(NewRequestId());
  request.set_parent(name);
  request.set_authority(authority);
  request.set_question("Skal I med?");
  return request;
}

template <typename Request>
Request ReferralMove(const std::string& name) {
  Request request;
  request.set_request_id(NewRequestId());
  request.set_name(name);
  return request;
}

inline cases::v1::DeclineReferralRequest DeclineRequest(const std::string& name) {
  auto request = ReferralMove<cases::v1::DeclineReferralRequest>(name);
  request.set_reason("Ikke vores område");
  request.set_suggested_authority("industrial-environment");
  return request;
}

inline cases::v1::AnswerReferralRequest ReferralAnswer(const std::string& name) {
  auto request = ReferralMove<cases::v1::AnswerReferralRequest>(name);
  request.set_answer("Ja, adressen må bruges.");
  return request;
}

// A server with one client of each kind, and calls that must succeed.
class ServiceTest : public ::testing::Test {
 protected:
  cases::v1::Case Register() {
    const auto response = desk_.Call<cases::v1::RegisterEnquiryResponse>(EnquiryRequest());
    EXPECT_THAT(response, testing::IsOk());
    return response.ok() ? response->case_() : cases::v1::Case();
  }

  cases::v1::Referral Refer(const std::string& name, const std::string& authority) {
    const auto response = desk_.Call<cases::v1::CreateReferralResponse>(ReferralRequest(name, authority));
    EXPECT_THAT(response, testing::IsOk());
    return response.ok() ? response->referral() : cases::v1::Referral();
  }

  cases::v1::Case Get(const std::string& name) {
    cases::v1::GetCaseRequest request;
    request.set_name(name);
    const auto response = desk_.Call<cases::v1::GetCaseResponse>(request);
    EXPECT_THAT(response, testing::IsOk());
    return response.ok() ? response->case_() : cases::v1::Case();
  }

  testing::TestServer server_;
  testing::TestClient desk_ = server_.As(admin::v1::ROLE_FRONT_DESK);
  testing::TestClient leader_ = server_.As(admin::v1::ROLE_LEADER);
  testing::TestClient building_ = server_.As(admin::v1::ROLE_TASK_FORCE_MEMBER, "building");
  testing::TestClient environment_ = server_.As(admin::v1::ROLE_TASK_FORCE_MEMBER, "industrial-environment");
  testing::TestClient gateway_ = server_.As(admin::v1::ROLE_GATEWAY);
  testing::TestClient admin_ = server_.As(admin::v1::ROLE_ADMIN);
};

// EXPECT_REFUSED(desk_.Call<…>(request), code, reason): refused so, and nothing in the database is other than before.
#define EXPECT_REFUSED(call, code, reason)                                          \
  do {                                                                              \
    const auto stored_before = server_.StoredData();                                \
    EXPECT_THAT((call), indgang::testing::IsError(absl::StatusCode::code, reason)); \
    EXPECT_EQ(server_.StoredData(), stored_before) << "something was stored";       \
  } while (false)

}  // namespace indgang::service

#endif  // INDGANG_TESTS_SERVER_SERVICE_CASE_STEPS_H_
