#include "base/errors.h"

#include <string>

#include "absl/strings/cord.h"
#include "gmock/gmock.h"
#include "tests/support/error_matchers.h"

namespace indgang {
namespace {

using ::indgang::testing::IsError;
using ::indgang::testing::Violates;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

TEST(MakeErrorTest, CarriesCodeReasonDomainAndMetadata) {
  const absl::Status status = MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH", "the case has changed",
                                        {{"etag", "7"}, {"case", "2026-000001"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(status.message(), "the case has changed");
  EXPECT_EQ(GetReason(status), "ETAG_MISMATCH");
  const auto info = GetErrorInfo(status);
  ASSERT_TRUE(info.has_value());
  EXPECT_EQ(info->domain(), "indgang");
  EXPECT_THAT(info->metadata(), UnorderedElementsAre(Pair("etag", "7"), Pair("case", "2026-000001")));
  EXPECT_FALSE(GetBadRequest(status).has_value());
}

TEST(GetReasonTest, IsEmptyForStatusesMadeElsewhere) {
  EXPECT_EQ(GetReason(absl::OkStatus()), "");
  EXPECT_EQ(GetReason(absl::InternalError("elsewhere")), "");
  absl::Status broken = absl::InternalError("broken details");
  broken.SetPayload("type.googleapis.com/google.rpc.ErrorInfo", absl::Cord("\xff\xff"));
  EXPECT_EQ(GetReason(broken), "");
  EXPECT_FALSE(GetErrorInfo(broken).has_value());
}

TEST(FieldViolationsTest, WithoutAnyIsOk) {
  const FieldViolations violations;
  EXPECT_TRUE(violations.empty());
  EXPECT_EQ(violations.ToStatus(), absl::OkStatus());
}

TEST(FieldViolationsTest, TellsAllOfThemInOrder) {
  FieldViolations violations;
  violations.Add("enquiry.text", "is empty; wanted 1 to 20,000 bytes");
  violations.Add("enquiry.channel", "is 9; wanted a channel");
  EXPECT_FALSE(violations.empty());
  const absl::Status status = violations.ToStatus();
  EXPECT_THAT(status, Violates("enquiry.text", "enquiry.channel"));
  EXPECT_EQ(status.message(),
            "enquiry.text: is empty; wanted 1 to 20,000 bytes; enquiry.channel: is 9; wanted a channel");
  EXPECT_EQ(GetErrorInfo(status)->metadata().at("field"), "enquiry.text");
  const auto bad_request = GetBadRequest(status);
  ASSERT_TRUE(bad_request.has_value());
  EXPECT_EQ(bad_request->field_violations(1).description(), "is 9; wanted a channel");
}

// The matchers other tests rely on must be able to fail.
TEST(ErrorMatchersTest, TellCodesReasonsAndFieldsApart) {
  const absl::Status status = MakeError(absl::StatusCode::kNotFound, "CASE_NOT_FOUND", "no case");
  EXPECT_THAT(status, IsError(absl::StatusCode::kNotFound, "CASE_NOT_FOUND"));
  EXPECT_THAT(status, Not(IsError(absl::StatusCode::kNotFound, "FILE_NOT_FOUND")));
  EXPECT_THAT(status, Not(IsError(absl::StatusCode::kAborted, "CASE_NOT_FOUND")));
  EXPECT_THAT(status, Not(Violates("case")));
  EXPECT_THAT(status, Not(testing::IsOk()));
  FieldViolations violations;
  violations.Add("a", "is wrong");
  EXPECT_THAT(violations.ToStatus(), Not(Violates("b")));
  EXPECT_THAT(violations.ToStatus(), Not(Violates("a", "b")));
}

}  // namespace
}  // namespace indgang
