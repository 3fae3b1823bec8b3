#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/errors.h"
#include "google/protobuf/text_format.h"
#include "indgang/admin/v1/audit_service.pb.h"
#include "tests/client/cli_harness.h"

namespace indgang::client {
namespace {

using google::protobuf::Message;
using testing::HasSubstr;

constexpr char kAnchor[] =
    "anchor { time { seconds: 1795420800 } sequence: 4 hash: 'abcdefghijklmnopqrstuvwxyz012345' }";
constexpr char kHash[] = "6162636465666768696a6b6c6d6e6f707172737475767778797a303132333435";

class AuditCommandsTest : public testing::Test {
 protected:
  AuditCommandsTest() {
    harness_.On("VerifyAuditTrail", Answer(absl::StrCat("checked_events: 4 checked_cases: 2 ", kAnchor)));
    // The trail has four places; the hash at the second is another one.
    harness_.On("GetAuditAnchor", [](const Message& message, Message* response) {
      const auto& request = static_cast<const admin::v1::GetAuditAnchorRequest&>(message);
      if (request.sequence() > 4) return MakeError(absl::StatusCode::kNotFound, "ANCHOR_NOT_FOUND", "no such place");
      EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kAnchor, response));
      if (request.sequence() == 2) {
        static_cast<admin::v1::GetAuditAnchorResponse*>(response)->mutable_anchor()->set_hash(std::string(32, 'b'));
      }
      return absl::OkStatus();
    });
  }

  CliHarness harness_;
};

TEST_F(AuditCommandsTest, VerifyAsksPartAfterPartAndAddsUp) {
  harness_.On("VerifyAuditTrail", [](const Message& message, Message* response) {
    const auto& request = static_cast<const admin::v1::VerifyAuditTrailRequest&>(message);
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        absl::StrCat("checked_events: 2 checked_cases: 1 ", kAnchor,
                     request.after_sequence() == 0 ? "next_sequence: 2" : ""),
        response));
    return absl::OkStatus();
  });
  const CommandResult result = harness_.Run({"audit", "verify"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, absl::StrCat("Events checked  4\n"
                                     "Cases checked   2\n"
                                     "Anchor          2026-11-23T08:00:00Z 4 ",
                                     kHash,
                                     "\n"
                                     "Result          nothing was changed\n"));
  ASSERT_EQ(harness_.calls().size(), 2u);
  EXPECT_EQ(harness_.calls()[1].request, "after_sequence: 2");
}

TEST_F(AuditCommandsTest, ProblemsAreListedAndTheExitCodeSaysSo) {
  harness_.On("VerifyAuditTrail",
              Answer(absl::StrCat("checked_events: 4 checked_cases: 2 ", kAnchor,
                                  "problems { case: 'cases/2026-000001' sequence: 2 message: 'was changed' }"
                                  "problems { sequence: 3 message: 'place 3 of the trail is missing' }")));
  const CommandResult result = harness_.Run({"audit", "verify"});
  EXPECT_EQ(result.exit_code, 7);
  EXPECT_THAT(result.out, HasSubstr("CASE         #  WHAT IS WRONG\n"
                                    "2026-000001  2  was changed\n"
                                    "all          3  place 3 of the trail is missing\n"));
  EXPECT_THAT(result.out, HasSubstr("Result          the trail is not what it was\n"));
  EXPECT_THAT(result.err, HasSubstr("the audit trail has 2 problems"));
  EXPECT_THAT(result.err, HasSubstr("AUDIT_TRAIL_BROKEN"));
  const CommandResult json = harness_.Run({"--output", "json", "audit", "verify"});
  EXPECT_EQ(json.exit_code, 7);
  EXPECT_THAT(json.out, HasSubstr("\"message\": \"was changed\""));
}

TEST_F(AuditCommandsTest, EveryLineOfAnAnchorFileIsCompared) {
  const std::string start = absl::StrCat("2026-11-20T09:00:00Z 0 ", std::string(64, '0'), "\n");
  const std::string good = absl::StrCat("2026-11-20T10:00:00Z 4 ", kHash, "\n");
  const std::string fits = harness_.WriteFile("fits.txt", absl::StrCat(start, good, good));
  const CommandResult result = harness_.Run({"audit", "verify", "--anchor", fits});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_EQ(harness_.calls().size(), 2u) << "the trail, and one anchor that stands there twice";

  const std::string other =
      harness_.WriteFile("other.txt", absl::StrCat(good, "2026-11-20T11:00:00Z 2 ", kHash, "\n2026-11-20T12:00:00Z 5 ",
                                                   kHash, "\n2026-11-20T13:00:00Z 0 ", kHash, "\n2026-11-20T14:0\n"));
  const CommandResult broken = harness_.Run({"audit", "verify", "--anchor", other});
  EXPECT_EQ(broken.exit_code, 7);
  EXPECT_THAT(broken.out, HasSubstr("other.txt:2: what came before 2026-11-20T11:00:00Z is not what it was then\n"));
  EXPECT_THAT(broken.out, HasSubstr("other.txt:3: the trail had 5 events then and has 4 now\n"));
  EXPECT_THAT(broken.out, HasSubstr("other.txt:4: what came before 2026-11-20T13:00:00Z is not what it was then\n"));
  EXPECT_THAT(broken.out, HasSubstr("other.txt:5: this is no anchor; wanted: TIME SEQUENCE HASH\n"));
  EXPECT_THAT(broken.err, HasSubstr("has 4 problems"));
}

TEST_F(AuditCommandsTest, AnAnchorFileThatIsNotThereIsToldBeforeAnythingIsAsked) {
  const CommandResult result = harness_.Run({"audit", "verify", "--anchor", harness_.folder() + "/none"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(harness_.calls(), testing::IsEmpty());
}

TEST_F(AuditCommandsTest, AnchorIsALineOfAnAnchorFile) {
  const CommandResult result = harness_.Run({"audit", "anchor"});
  EXPECT_EQ(result.out, absl::StrCat("2026-11-23T08:00:00Z 4 ", kHash, "\n"));
  const std::string file = harness_.WriteFile("anchors.txt", result.out);
  EXPECT_EQ(harness_.Run({"audit", "verify", "--anchor", file}).exit_code, 0);
}

TEST_F(AuditCommandsTest, AccessListsWhoReadWhat) {
  harness_.On(
      "ListAccessRecords",
      Answer("records { id: 7 time { seconds: 1795420800 } actor { display_name: 'Mette Holm' authority: 'building' } "
             "method: 'indgang.cases.v1.CaseService.GetCase' case: 'cases/2026-000001' count: 3 }"
             "records { id: 6 time { seconds: 1795420800 } actor { display_name: 'Drift' } emergency: true "
             "method: 'indgang.cases.v1.CaseService.ListCaseEvents' case: 'cases/2026-000002' count: 1 }"));
  const CommandResult result =
      harness_.Run({"audit", "access", "--case", "2026-000001", "--member", "me", "--limit", "9"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out,
            "WHEN                   WHO                    CASE         METHOD          TIMES\n"
            "Mon 23 Nov 2026 09:00  Mette Holm (building)  2026-000001  GetCase         3\n"
            "Mon 23 Nov 2026 09:00  Drift                  2026-000002  ListCaseEvents  1      emergency\n");
  EXPECT_EQ(harness_.calls()[0].request, R"(page_size: 9 case: "cases/2026-000001" member: "me")");
}

TEST_F(AuditCommandsTest, OpenCaseSaysUntilWhen) {
  harness_.On("OpenEmergencyAccess", Answer("expire_time { seconds: 1795424400 }"));
  const CommandResult result =
      harness_.Run({"--request-id", "i", "audit", "open-case", "2026-000001", "--reason", "-"}, "Alle er syge\n");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, "2026-000001 can be read with this token until Mon 23 Nov 2026 10:00\n");
  EXPECT_EQ(harness_.calls()[0].request, R"(request_id: "i" case: "cases/2026-000001" reason: "Alle er syge")");
}

TEST_F(AuditCommandsTest, WhoMayNotIsTold) {
  harness_.On("VerifyAuditTrail", [](const Message&, Message*) {
    return MakeError(absl::StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED", "a token with ROLE_FRONT_DESK may not");
  });
  EXPECT_EQ(harness_.Run({"audit", "verify"}).exit_code, 4);
}

}  // namespace
}  // namespace indgang::client
