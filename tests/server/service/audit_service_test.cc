// AuditService over gRPC, and the anchors that indgangd writes.
#include <sys/stat.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "base/files.h"
#include "indgang/admin/v1/audit_service.pb.h"
#include "server/service/audit_anchors.h"
#include "tests/server/service/case_steps.h"
#include "tests/support/temporary_folder.h"

namespace indgang::service {
namespace {

using namespace admin::v1;
using ::testing::IsEmpty;
using testing::IsError;
using testing::IsOk;
using testing::Violates;

class AuditServiceTest : public ServiceTest {
 protected:
  AuditAnchor Anchor(std::int64_t sequence = 0) {
    GetAuditAnchorRequest request;
    request.set_sequence(sequence);
    const auto response = admin_.Call<GetAuditAnchorResponse>(request);
    EXPECT_THAT(response, IsOk());
    return response.ok() ? response->anchor() : AuditAnchor();
  }
};

TEST_F(AuditServiceTest, TheTrailIsVerifiedInParts) {
  Register();
  Register();
  VerifyAuditTrailRequest request;
  request.set_max_events(3);
  const auto first = admin_.Call<VerifyAuditTrailResponse>(request);
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(first->problems(), IsEmpty());
  EXPECT_EQ(first->checked_events(), 3);
  EXPECT_EQ(first->checked_cases(), 1);
  EXPECT_EQ(first->next_sequence(), 3);
  EXPECT_EQ(first->anchor().SerializeAsString(), Anchor(3).SerializeAsString());
  request.set_after_sequence(first->next_sequence());
  const auto second = admin_.Call<VerifyAuditTrailResponse>(request);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->checked_events(), 1);
  EXPECT_EQ(second->checked_cases(), 1);
  EXPECT_EQ(second->next_sequence(), 0);
  EXPECT_EQ(second->anchor().SerializeAsString(), Anchor().SerializeAsString());
}

TEST_F(AuditServiceTest, ATrailThatIsShorterThanItWasIsAProblem) {
  Register();
  VerifyAuditTrailRequest request;
  request.set_after_sequence(17);
  const auto response = admin_.Call<VerifyAuditTrailResponse>(request);
  ASSERT_THAT(response, IsOk());
  ASSERT_EQ(response->problems_size(), 1);
  EXPECT_EQ(response->problems(0).message(), "place 17 of the trail is missing; the last one is 2");
  EXPECT_EQ(response->next_sequence(), 0);
}

TEST_F(AuditServiceTest, AnAnchorStaysWhatItWas) {
  EXPECT_EQ(Anchor().sequence(), 0);
  EXPECT_EQ(Anchor().hash(), std::string(32, '\0'));
  Register();
  const AuditAnchor then = Anchor();
  EXPECT_EQ(then.sequence(), 2);
  Register();
  EXPECT_NE(Anchor().hash(), then.hash());
  EXPECT_EQ(Anchor(2).SerializeAsString(), then.SerializeAsString());
}

TEST_F(AuditServiceTest, WrongRequestsAreRefused) {
  VerifyAuditTrailRequest verify;
  verify.set_after_sequence(-1);
  verify.set_max_events(-2);
  EXPECT_THAT(admin_.Call<VerifyAuditTrailResponse>(verify), Violates("after_sequence", "max_events"));
  GetAuditAnchorRequest anchor;
  anchor.set_sequence(-1);
  EXPECT_THAT(admin_.Call<GetAuditAnchorResponse>(anchor), Violates("sequence"));
  anchor.set_sequence(1);
  EXPECT_REFUSED(admin_.Call<GetAuditAnchorResponse>(anchor), kNotFound, "ANCHOR_NOT_FOUND");
  EXPECT_REFUSED(leader_.Call<GetAuditAnchorResponse>(anchor), kPermissionDenied, "ROLE_NOT_ALLOWED");
  EXPECT_REFUSED(desk_.Call<VerifyAuditTrailResponse>(VerifyAuditTrailRequest()), kPermissionDenied,
                 "ROLE_NOT_ALLOWED");
}

TEST_F(AuditServiceTest, WhatWasStoredIsNotToldToAuthorities) {
  const std::string name = Register().name();
  Refer(name, "building");
  cases::v1::ListCaseEventsRequest request;
  request.set_parent(name);
  const auto all = desk_.Call<cases::v1::ListCaseEventsResponse>(request);
  const auto theirs = building_.Call<cases::v1::ListCaseEventsResponse>(request);
  ASSERT_THAT(all, IsOk());
  ASSERT_THAT(theirs, IsOk());
  EXPECT_EQ(all->events(1).stored(0).name(), name);
  ASSERT_EQ(all->events(2).stored_size(), 2);
  EXPECT_EQ(all->events(2).stored(1).name(), name + "/referrals/1");
  for (const cases::v1::CaseEvent& event : theirs->events()) EXPECT_EQ(event.stored_size(), 0);
}

class AuditAnchorsTest : public AuditServiceTest {
 protected:
  absl::StatusOr<std::unique_ptr<AuditAnchors>> Open() {
    return AuditAnchors::Open(path_, server_.storage(), server_.clock(), server_.log());
  }

  std::vector<std::string> Lines() const {
    const absl::StatusOr<std::string> text = ReadFile(path_);
    EXPECT_THAT(text, IsOk());
    return absl::StrSplit(*text, '\n');
  }

  // The line for the trail as it is now.
  std::string Now() {
    return absl::StrCat(absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", server_.clock().Now(), absl::UTCTimeZone()), " ",
                        Anchor().sequence(), " ", absl::BytesToHexString(Anchor().hash()));
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.Path("anchors.txt");
};

TEST_F(AuditAnchorsTest, ALineIsAddedAtStartInBetweenAndAtStop) {
  std::vector<std::string> wanted = {Now()};
  EXPECT_EQ(wanted[0], absl::StrCat("2026-11-20T09:00:00Z 0 ", std::string(64, '0')));
  {
    auto anchors = Open();
    ASSERT_THAT(anchors, IsOk());
    Register();
    server_.clock().Advance(absl::Hours(1));
    ASSERT_THAT((*anchors)->Append(), IsOk());
    wanted.push_back(Now());
    (*anchors)->Stop();
    wanted.push_back(Now());
  }
  wanted.push_back("");
  EXPECT_EQ(Lines(), wanted);
  struct stat status = {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0027, 0u) << "others cannot read it, the group cannot write it";
  // The next start goes on where this one ended, on a line of its own even when the last was torn.
  ASSERT_THAT(WriteFileAtomically(path_, "2026-11-20T09:0"), IsOk());
  ASSERT_THAT(Open(), IsOk());
  EXPECT_EQ(Lines(), (std::vector<std::string>{"2026-11-20T09:0", Now(), ""}));
}

TEST_F(AuditAnchorsTest, TheThreadAddsLinesByItself) {
  auto anchors = Open();
  ASSERT_THAT(anchors, IsOk());
  (*anchors)->Start(absl::Milliseconds(1));
  while (Lines().size() < 5) absl::SleepFor(absl::Milliseconds(1));
  (*anchors)->Stop();
  EXPECT_THAT(server_.log().lines(), ::testing::Each(::testing::Not(::testing::HasSubstr("audit_anchor_failed"))));
}

TEST_F(AuditAnchorsTest, AFileThatCannotBeWrittenIsAnError) {
  path_ = folder_.Path("no/such/folder");
  EXPECT_THAT(Open(), IsError(absl::StatusCode::kFailedPrecondition, "AUDIT_ANCHOR_UNUSABLE"));
  path_ = folder_.path();
  EXPECT_THAT(Open(), IsError(absl::StatusCode::kFailedPrecondition, "AUDIT_ANCHOR_UNUSABLE"));
  path_ = "/dev/full";
  EXPECT_THAT(Open(), IsError(absl::StatusCode::kFailedPrecondition, "AUDIT_ANCHOR_UNUSABLE"));
}

}  // namespace
}  // namespace indgang::service
