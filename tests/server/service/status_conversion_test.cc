#include "server/service/status_conversion.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"
#include "indgang/cases/v1/case_service.pb.h"
#include "tests/support/error_matchers.h"
#include "tests/support/test_server.h"

namespace indgang::service {
namespace {

using testing::FromGrpcStatus;
using testing::IsError;

TEST(StatusConversionTest, OkStaysOk) { EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok()); }

TEST(StatusConversionTest, ReasonMetadataAndViolationsCross) {
  FieldViolations violations;
  violations.Add("a", "is wrong");
  violations.Add("b", "is wrong too");
  const absl::Status sent = FromGrpcStatus(ToGrpcStatus(violations.ToStatus()));
  EXPECT_THAT(sent, testing::Violates("a", "b"));
  EXPECT_EQ(sent.message(), "a: is wrong; b: is wrong too");
  EXPECT_EQ(GetErrorInfo(sent)->domain(), "indgang");
  EXPECT_EQ(GetErrorInfo(sent)->metadata().at("field"), "a");
}

TEST(StatusConversionTest, InternalTextIsNeverSent) {
  const absl::Status table[] = {
      absl::InternalError("secret /var/db"),
      absl::NotFoundError("secret without a reason"),
      MakeError(absl::StatusCode::kInternal, "WHATEVER", "secret"),
      MakeError(absl::StatusCode::kAlreadyExists, "STORAGE_CONFLICT", "secret"),
      MakeError(absl::StatusCode::kDataLoss, "EVENT_CHAIN_BROKEN", "secret"),
  };
  for (const absl::Status& status : table) {
    EXPECT_FALSE(IsPublic(status)) << status;
    const absl::Status sent = FromGrpcStatus(ToGrpcStatus(status));
    EXPECT_THAT(sent, IsError(absl::StatusCode::kInternal, "INTERNAL_ERROR")) << status;
    EXPECT_EQ(sent.ToString().find("secret"), std::string::npos) << sent;
  }
  const absl::Status storage =
      FromGrpcStatus(ToGrpcStatus(MakeError(absl::StatusCode::kInternal, "STORAGE_FAILED", "secret")));
  EXPECT_THAT(storage, IsError(absl::StatusCode::kUnavailable, "STORAGE_FAILED"));
  EXPECT_EQ(storage.ToString().find("secret"), std::string::npos);
}

TEST(StatusConversionTest, RetryInfoWhereTryingAgainHelps) {
  const auto has_retry = [](absl::StatusCode code, const char* reason) {
    return FromGrpcStatus(ToGrpcStatus(MakeError(code, reason, "x")))
        .GetPayload("type.googleapis.com/google.rpc.RetryInfo")
        .has_value();
  };
  EXPECT_TRUE(has_retry(absl::StatusCode::kResourceExhausted, "OVERLOADED"));
  EXPECT_TRUE(has_retry(absl::StatusCode::kUnavailable, "SHUTTING_DOWN"));
  EXPECT_FALSE(has_retry(absl::StatusCode::kResourceExhausted, "REQUEST_TOO_LARGE"));
}

TEST(StatusConversionTest, EverythingFitsIntoTheTrailers) {
  FieldViolations violations;
  for (int i = 0; i < 1000; ++i) {
    violations.Add(absl::StrCat("services[", i, "]"), absl::StrCat("is ", std::string(300, 'x'), "æøå"));
  }
  const grpc::Status sent = ToGrpcStatus(violations.ToStatus());
  EXPECT_LT(sent.error_message().size() + sent.error_details().size(), 7000u);
  const auto bad_request = GetBadRequest(FromGrpcStatus(sent));
  ASSERT_TRUE(bad_request.has_value());
  ASSERT_EQ(bad_request->field_violations_size(), 13);
  EXPECT_EQ(bad_request->field_violations(12).description(), "and 988 more");
}

TEST(StatusConversionTest, LongestErrorReachesARealClient) {
  testing::TestServer server;
  const testing::TestClient desk = server.As(admin::v1::ROLE_FRONT_DESK);
  cases::v1::TriageCaseRequest request;
  for (int i = 0; i < 900; ++i) request.add_services(std::string(29, '\'') + "æææææææææææææææ");
  EXPECT_THAT(desk.Call<cases::v1::TriageCaseResponse>(request),
              IsError(absl::StatusCode::kInvalidArgument, "FIELD_INVALID"));
}

}  // namespace
}  // namespace indgang::service
