#include "server/domain/referral_rules.h"

#include "tests/server/domain/case_fixture.h"
#include "tests/support/error_matchers.h"

namespace indgang::domain {
namespace {

using cases::v1::Referral;

constexpr absl::StatusCode kRefused = absl::StatusCode::kFailedPrecondition;

class ReferralRulesTest : public CaseFixture {
 protected:
  ReferralRulesTest() { Register(); }

  absl::StatusOr<Change> TryRefer(const std::string& authority) {
    cases::v1::CreateReferralRequest request;
    request.set_authority(authority);
    request.set_question("Skal I med?");
    return CreateReferral(current_, referrals_, request, By(front_desk_));
  }

  void Refer(const std::string& authority) {
    absl::StatusOr<Change> change = TryRefer(authority);
    ASSERT_THAT(change, testing::IsOk());
    referrals_.push_back(*change->referral);
    Apply(*std::move(change), front_desk_);
  }

  // What each move says of the last referral in its present state.
  absl::StatusOr<Change> Accept() { return AcceptReferral(current_, referrals_.back(), By(member_)); }
  absl::StatusOr<Change> Decline() {
    cases::v1::DeclineReferralRequest request;
    request.set_reason("Ikke vores");
    request.set_suggested_authority("industrial-environment");
    return DeclineReferral(current_, referrals_.back(), request, By(member_));
  }
  absl::StatusOr<Change> Answer() {
    cases::v1::AnswerReferralRequest request;
    request.set_answer("Ja, i erhvervsområdet");
    return AnswerReferral(current_, referrals_.back(), request, By(member_));
  }

  void Take(absl::StatusOr<Change> change) {
    ASSERT_THAT(change, testing::IsOk());
    referrals_.back() = *change->referral;
    Apply(*std::move(change), member_);
  }

  std::vector<Referral> referrals_;
};

TEST_F(ReferralRulesTest, CreatedWithDueTimeAndCounted) {
  Refer("building");
  const Referral& referral = referrals_.back();
  EXPECT_EQ(referral.name(), "cases/2026-000001/referrals/1");
  EXPECT_EQ(referral.state(), Referral::STATE_SENT);
  EXPECT_EQ(referral.question(), "Skal I med?");
  EXPECT_EQ(referral.created_by().display_name(), "Mette Holm");
  // Friday and three working days.
  EXPECT_EQ(FromTimestamp(referral.due_time()), now_ + absl::Hours(5 * 24));
  EXPECT_EQ(current_.open_referrals(), 1);
  EXPECT_EQ(events_.back().referral_created().referral().SerializeAsString(), referral.SerializeAsString());
}

TEST_F(ReferralRulesTest, AuthorityHasOneOpenReferralAtMost) {
  Refer("building");
  EXPECT_THAT(TryRefer("building"), testing::IsError(kRefused, "REFERRAL_EXISTS"));
  EXPECT_THAT(TryRefer("industrial-environment"), testing::IsOk());
  Take(Accept());
  EXPECT_THAT(TryRefer("building"), testing::IsError(kRefused, "REFERRAL_EXISTS"));
  Take(Answer());
  Refer("building");
  EXPECT_EQ(referrals_.back().name(), "cases/2026-000001/referrals/2");
}

TEST_F(ReferralRulesTest, EveryMoveFromEveryState) {
  struct Row {
    Referral::State from;
    bool accept, decline, answer;
  };
  Refer("building");
  const Row table[] = {{Referral::STATE_SENT, true, true, true},
                       {Referral::STATE_ACCEPTED, false, true, true},
                       {Referral::STATE_DECLINED, false, false, false},
                       {Referral::STATE_ANSWERED, false, false, false}};
  for (const Row& row : table) {
    SCOPED_TRACE(Referral::State_Name(row.from));
    referrals_.back().set_state(row.from);
    const auto expect = [](const absl::StatusOr<Change>& change, bool allowed) {
      if (allowed) {
        EXPECT_THAT(change, testing::IsOk());
      } else {
        EXPECT_THAT(change, testing::IsError(kRefused, "REFERRAL_STATE"));
      }
    };
    expect(Accept(), row.accept);
    expect(Decline(), row.decline);
    expect(Answer(), row.answer);
  }
}

TEST_F(ReferralRulesTest, AcceptedStaysOpenUntilAnswered) {
  Refer("building");
  const std::string sent_etag = referrals_.back().etag();
  Take(Accept());
  EXPECT_EQ(current_.open_referrals(), 1);
  EXPECT_NE(referrals_.back().etag(), sent_etag);
  EXPECT_EQ(referrals_.back().updated_by().authority(), "building");
  EXPECT_EQ(events_.back().detail_case(), cases::v1::CaseEvent::kReferralAccepted);
  now_ += absl::Hours(1);
  Take(Answer());
  EXPECT_EQ(current_.open_referrals(), 0);
  EXPECT_EQ(referrals_.back().answer(), "Ja, i erhvervsområdet");
  EXPECT_EQ(FromTimestamp(referrals_.back().update_time()), now_);
  EXPECT_EQ(events_.back().detail_case(), cases::v1::CaseEvent::kReferralAnswered);
}

TEST_F(ReferralRulesTest, DeclinedKeepsReasonAndSuggestion) {
  Refer("building");
  Take(Decline());
  EXPECT_EQ(current_.open_referrals(), 0);
  EXPECT_EQ(referrals_.back().state(), Referral::STATE_DECLINED);
  EXPECT_EQ(referrals_.back().decline_reason(), "Ikke vores");
  EXPECT_EQ(referrals_.back().suggested_authority(), "industrial-environment");
  EXPECT_EQ(events_.back().detail_case(), cases::v1::CaseEvent::kReferralDeclined);
}

TEST_F(ReferralRulesTest, ClosedCaseIsRefused) {
  Refer("building");
  current_.set_state(cases::v1::Case::STATE_CLOSED);
  EXPECT_THAT(TryRefer("licensing-board"), testing::IsError(kRefused, "CASE_CLOSED"));
  EXPECT_THAT(Accept(), testing::IsError(kRefused, "CASE_CLOSED"));
  EXPECT_THAT(Decline(), testing::IsError(kRefused, "CASE_CLOSED"));
  EXPECT_THAT(Answer(), testing::IsError(kRefused, "CASE_CLOSED"));
}

}  // namespace
}  // namespace indgang::domain
