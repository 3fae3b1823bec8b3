#include "server/domain/referral_rules.h"

#include "absl/strings/str_cat.h"
#include "tests/server/domain/case_fixture.h"
#include "tests/support/error_matchers.h"

namespace indgang::domain {
namespace {

using cases::v1::Referral;

constexpr absl::StatusCode kRefused = absl::StatusCode::kFailedPrecondition;

class ReferralRulesTest : public CaseFixture {
 protected:
  ReferralRulesTest() {
    for (const std::string unit : {"licensing-board", "industrial-environment"}) {
      directory::v1::Member member = MemberOf(member_);
      member.set_id(absl::StrCat("mem_", unit));
      member.set_unit(unit);
      directory_ = directory_->With({member});
    }
    Register();
  }

  // Bo Bygge, the only one in the building office, is away today.
  void SendBoAway(const std::string& substitute = "") {
    directory::v1::Member away = MemberOf(member_);
    directory::v1::Absence& absence = *away.add_absences();
    absence.set_first_day("2026-11-20");
    absence.set_last_day("2026-11-20");
    absence.set_substitute(substitute);
    directory_ = directory_->With({away});
  }

  static cases::v1::CreateReferralRequest RequestTo(const std::string& authority,
                                                    Referral::Kind kind = Referral::KIND_QUESTION) {
    cases::v1::CreateReferralRequest request;
    request.set_authority(authority);
    request.set_kind(kind);
    request.set_question("Skal I med?");
    if (kind == Referral::KIND_PERMIT) request.set_service("location-check");
    return request;
  }

  absl::StatusOr<Change> TryRefer(const cases::v1::CreateReferralRequest& request) {
    return CreateReferral(current_, referrals_, request, By(front_desk_));
  }
  absl::StatusOr<Change> TryRefer(const std::string& authority) { return TryRefer(RequestTo(authority)); }

  void Refer(const cases::v1::CreateReferralRequest& request) {
    absl::StatusOr<Change> change = TryRefer(request);
    ASSERT_THAT(change, testing::IsOk());
    referrals_.push_back(*change->referral);
    Apply(*std::move(change), front_desk_);
  }
  void Refer(const std::string& authority, Referral::Kind kind = Referral::KIND_QUESTION) {
    Refer(RequestTo(authority, kind));
  }

  // What each move says of the last referral in its present state.
  absl::StatusOr<Change> Accept() { return AcceptAs(member_); }
  absl::StatusOr<Change> AcceptAs(const admin::v1::Token& caller) {
    cases::v1::AcceptReferralRequest request;
    if (referrals_.back().kind() == Referral::KIND_TRANSFER) {
      request.set_channel(cases::v1::CHANNEL_EMAIL);
      request.set_message("Jeg er jeres kontaktperson nu.");
    }
    return AcceptReferral(current_, referrals_.back(), request, interactions_ + 1, By(caller));
  }
  absl::StatusOr<Change> Decline() {
    cases::v1::DeclineReferralRequest request;
    request.set_reason("Ikke vores");
    request.set_suggested_authority("industrial-environment");
    return DeclineReferral(current_, referrals_.back(), request, By(*finisher_));
  }
  absl::StatusOr<Change> Answer() {
    cases::v1::AnswerReferralRequest request;
    request.set_answer("Ja, i erhvervsområdet");
    return AnswerReferral(current_, referrals_.back(), request, By(member_));
  }
  absl::StatusOr<Change> Complete() {
    cases::v1::CompleteReferralRequest request;
    request.set_outcome("Ringede; de sender tegninger");
    return CompleteReferral(current_, referrals_.back(), request, interactions_ + 1, By(*finisher_));
  }
  absl::StatusOr<Change> Confirm() {
    return ConfirmReferral(current_, referrals_.back(), cases::v1::ConfirmReferralRequest(), By(front_desk_));
  }
  absl::StatusOr<Change> Remind() {
    return RemindReferral(current_, referrals_.back(), cases::v1::RemindReferralRequest(), By(front_desk_));
  }
  absl::StatusOr<Change> Recall() {
    cases::v1::RecallReferralRequest request;
    request.set_reason("Sendt ved en fejl");
    return RecallReferral(current_, referrals_.back(), request, By(front_desk_));
  }

  void Take(absl::StatusOr<Change> change) {
    ASSERT_THAT(change, testing::IsOk());
    referrals_.back() = *change->referral;
    Apply(*std::move(change), member_);
  }

  std::vector<Referral> referrals_;
  // Who declines and completes.
  const admin::v1::Token* finisher_ = &member_;
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

// What every move says of every kind in every state: "" when it is allowed, else the reason.
struct MoveRow {
  Referral::Kind kind;
  Referral::State state;
  const char* accept;
  const char* decline;
  const char* answer;
  const char* complete;
  const char* confirm;
  const char* remind;
  const char* recall;
};

class MoveTest : public ReferralRulesTest, public ::testing::WithParamInterface<MoveRow> {};

TEST_P(MoveTest, IsAllowedOrSaysWhyNot) {
  const MoveRow& row = GetParam();
  Refer("building", row.kind);
  referrals_.back().set_state(row.state);
  if (row.kind == Referral::KIND_OUTSIDE) finisher_ = &front_desk_;
  const auto expect = [](const char* move, const absl::StatusOr<Change>& change, const char* reason) {
    EXPECT_EQ(GetReason(change.status()), reason) << move << " " << change.status();
    EXPECT_EQ(change.ok(), *reason == '\0') << move;
  };
  expect("accept", Accept(), row.accept);
  expect("decline", Decline(), row.decline);
  expect("answer", Answer(), row.answer);
  expect("complete", Complete(), row.complete);
  expect("confirm", Confirm(), row.confirm);
  expect("remind", Remind(), row.remind);
  expect("recall", Recall(), row.recall);
}

constexpr const char* kState = "REFERRAL_STATE";
constexpr const char* kKind = "REFERRAL_KIND";

INSTANTIATE_TEST_SUITE_P(
    AllKindsAndStates, MoveTest,
    ::testing::Values(
        MoveRow{Referral::KIND_QUESTION, Referral::STATE_SENT, "", "", "", kKind, kKind, "", ""},
        MoveRow{Referral::KIND_QUESTION, Referral::STATE_ACCEPTED, kState, "", "", kKind, kState, "", ""},
        MoveRow{Referral::KIND_QUESTION, Referral::STATE_ANSWERED, kState, kState, kState, kState, kState, kState,
                kState},
        MoveRow{Referral::KIND_QUESTION, Referral::STATE_DECLINED, kState, kState, kState, kState, kState, kState,
                kState},
        MoveRow{Referral::KIND_QUESTION, Referral::STATE_RECALLED, kState, kState, kState, kState, kState, kState,
                kState},
        MoveRow{Referral::KIND_CALLBACK, Referral::STATE_SENT, "", "", kKind, "", kKind, "", ""},
        MoveRow{Referral::KIND_CALLBACK, Referral::STATE_ACCEPTED, kState, "", kKind, "", kState, "", ""},
        MoveRow{Referral::KIND_CALLBACK, Referral::STATE_COMPLETED, kState, kState, kState, kState, kState, kState,
                kState},
        MoveRow{Referral::KIND_PERMIT, Referral::STATE_SENT, "", "", kKind, "", kKind, "", ""},
        MoveRow{Referral::KIND_PERMIT, Referral::STATE_ACCEPTED, kState, "", kKind, "", kState, "", ""},
        MoveRow{Referral::KIND_TRANSFER, Referral::STATE_SENT, "", "", kKind, kKind, kKind, "", ""},
        MoveRow{Referral::KIND_OUTSIDE, Referral::STATE_SENT, kKind, "", kKind, "NOT_CONFIRMED", "", "", ""},
        MoveRow{Referral::KIND_OUTSIDE, Referral::STATE_ACCEPTED, kState, "", kKind, "NOT_CONFIRMED", kState, "", ""}));

TEST_F(ReferralRulesTest, CallbackIsCompletedByACallThatIsNews) {
  Refer("building", Referral::KIND_CALLBACK);
  EXPECT_EQ(current_.open_callbacks(), 1);
  now_ += absl::Minutes(20);
  Take(Complete());
  EXPECT_EQ(current_.open_callbacks(), 0);
  EXPECT_EQ(current_.open_referrals(), 0);
  EXPECT_EQ(referrals_.back().state(), Referral::STATE_COMPLETED);
  EXPECT_EQ(referrals_.back().outcome(), "Ringede; de sender tegninger");
  // The call was the first reply.
  EXPECT_EQ(FromTimestamp(current_.goals().first_reply_time()), now_);
  ASSERT_GE(events_.size(), 2u);
  EXPECT_EQ(events_[events_.size() - 2].detail_case(), cases::v1::CaseEvent::kReferralCompleted);
  const cases::v1::Interaction& call = events_.back().interaction_recorded().interaction();
  EXPECT_EQ(call.channel(), cases::v1::CHANNEL_PHONE);
  EXPECT_EQ(call.text(), "Ringede; de sender tegninger");
}

TEST_F(ReferralRulesTest, DeclinedAndRecalledCallbacksNoLongerHoldTheCase) {
  Refer("building", Referral::KIND_CALLBACK);
  Take(Decline());
  EXPECT_EQ(current_.open_callbacks(), 0);
  Refer("building", Referral::KIND_CALLBACK);
  EXPECT_EQ(current_.open_callbacks(), 1);
  Take(Recall());
  EXPECT_EQ(current_.open_callbacks(), 0);
  EXPECT_EQ(referrals_.back().state(), Referral::STATE_RECALLED);
  EXPECT_EQ(referrals_.back().recall_reason(), "Sendt ved en fejl");
  EXPECT_EQ(FromTimestamp(referrals_.back().finish_time()), now_);
}

TEST_F(ReferralRulesTest, TransferGivesTheCaseAnotherContactPersonOnce) {
  Refer("building", Referral::KIND_TRANSFER);
  EXPECT_EQ(current_.contact_person().display_name(), "Mette Holm");
  EXPECT_THAT(TryRefer(RequestTo("licensing-board", Referral::KIND_TRANSFER)),
              testing::IsError(kRefused, "TRANSFER_LIMIT"));
  Take(Accept());
  EXPECT_EQ(referrals_.back().state(), Referral::STATE_COMPLETED);
  EXPECT_EQ(current_.transfer_count(), 1);
  EXPECT_EQ(current_.contact_person().display_name(), "Bo Bygge");
  EXPECT_EQ(current_.open_referrals(), 0);
  ASSERT_GE(events_.size(), 3u);
  const auto& handed_over = events_[events_.size() - 2].contact_person_handed_over();
  EXPECT_EQ(handed_over.from().display_name(), "Mette Holm");
  EXPECT_EQ(handed_over.to().display_name(), "Bo Bygge");
  EXPECT_EQ(handed_over.referral(), referrals_.back().name());
  EXPECT_EQ(handed_over.told_by(), cases::v1::CHANNEL_EMAIL);
  EXPECT_EQ(events_.back().interaction_recorded().interaction().text(), "Jeg er jeres kontaktperson nu.");
  EXPECT_THAT(TryRefer(RequestTo("licensing-board", Referral::KIND_TRANSFER)),
              testing::IsError(kRefused, "TRANSFER_LIMIT"));
  EXPECT_THAT(TryRefer(RequestTo("licensing-board")), testing::IsOk());
}

TEST_F(ReferralRulesTest, NobodyWhoHasLeftTakesACaseOver) {
  Refer("building", Referral::KIND_TRANSFER);
  directory::v1::Member bo = MemberOf(member_);
  bo.set_state(directory::v1::Member::STATE_LEFT);
  directory_ = directory_->With({bo});
  EXPECT_THAT(Accept(), testing::IsError(kRefused, "NO_CONTACT_PERSON"));
  admin::v1::Token nobody = member_;
  nobody.clear_member();
  EXPECT_THAT(AcceptAs(nobody), testing::IsError(kRefused, "NO_CONTACT_PERSON"));
}

TEST_F(ReferralRulesTest, ATransferToTheContactPersonItselfIsNone) {
  directory::v1::Member dorte = MemberOf(front_desk_);
  dorte.set_id("mem_dorte");
  directory_ = directory_->With({dorte});
  Refer("business-service", Referral::KIND_TRANSFER);
  EXPECT_THAT(AcceptAs(front_desk_), testing::IsError(kRefused, "ALREADY_CONTACT_PERSON"));
  admin::v1::Token colleague = front_desk_;
  colleague.set_member("mem_dorte");
  EXPECT_THAT(AcceptAs(colleague), testing::IsOk());
}

TEST_F(ReferralRulesTest, DeclinedTransferIsNoTransfer) {
  Refer("building", Referral::KIND_TRANSFER);
  Take(Decline());
  EXPECT_EQ(current_.transfer_count(), 0);
  EXPECT_THAT(TryRefer(RequestTo("licensing-board", Referral::KIND_TRANSFER)), testing::IsOk());
}

TEST_F(ReferralRulesTest, OnlyATransferTellsTheCompany) {
  Refer("building", Referral::KIND_TRANSFER);
  EXPECT_THAT(AcceptReferral(current_, referrals_.back(), {}, 1, By(member_)), testing::Violates("message", "channel"));
  Refer("building");
  cases::v1::AcceptReferralRequest request;
  request.set_channel(cases::v1::CHANNEL_EMAIL);
  request.set_message("Hej");
  EXPECT_THAT(AcceptReferral(current_, referrals_.back(), request, 1, By(member_)),
              testing::Violates("message", "channel"));
}

TEST_F(ReferralRulesTest, OutsideBodyConfirmsThenSaysHowItEnded) {
  finisher_ = &front_desk_;
  Refer("licensing-board", Referral::KIND_OUTSIDE);
  Take(Confirm());
  EXPECT_EQ(referrals_.back().state(), Referral::STATE_ACCEPTED);
  EXPECT_EQ(FromTimestamp(referrals_.back().confirm_time()), now_);
  Take(Complete());
  EXPECT_EQ(referrals_.back().state(), Referral::STATE_COMPLETED);
  EXPECT_EQ(current_.open_referrals(), 0);
  // Nobody of ours spoke with the company.
  EXPECT_FALSE(current_.goals().has_first_reply_time());
}

TEST_F(ReferralRulesTest, OnlyTheUnitThatWasAskedMoves) {
  Refer("licensing-board");
  for (const absl::StatusOr<Change>& change : {Accept(), Decline(), Answer()}) {
    EXPECT_THAT(change, testing::IsError(absl::StatusCode::kPermissionDenied, "NOT_OWN_UNIT"));
  }
  Refer("licensing-board", Referral::KIND_CALLBACK);
  EXPECT_THAT(Complete(), testing::IsError(absl::StatusCode::kPermissionDenied, "NOT_OWN_UNIT"));
}

TEST_F(ReferralRulesTest, NobodyIsAskedWhereNobodyIs) {
  SendBoAway();
  for (const Referral::Kind kind :
       {Referral::KIND_QUESTION, Referral::KIND_CALLBACK, Referral::KIND_PERMIT, Referral::KIND_TRANSFER}) {
    EXPECT_THAT(TryRefer(RequestTo("building", kind)), testing::IsError(kRefused, "UNIT_UNREACHABLE"));
  }
  EXPECT_THAT(TryRefer(RequestTo("building", Referral::KIND_OUTSIDE)), testing::IsOk());
  now_ += absl::Hours(24 * 3);
  EXPECT_THAT(TryRefer("building"), testing::IsOk());
}

TEST_F(ReferralRulesTest, NothingIsGivenBackToAnEmptyUnit) {
  cases::v1::CreateReferralRequest request = RequestTo("building");
  request.set_assignee(member_.member());
  Refer(request);
  const auto give_back = [&] {
    return ReassignReferral(current_, referrals_.back(), cases::v1::ReassignReferralRequest(), By(front_desk_));
  };
  EXPECT_THAT(give_back(), testing::IsOk());
  SendBoAway();
  EXPECT_THAT(give_back(), testing::IsError(kRefused, "UNIT_UNREACHABLE"));
}

TEST_F(ReferralRulesTest, AssignedWithinTheUnitOrToWhoStandsIn) {
  directory::v1::Member eva = MemberOf(member_);
  eva.set_id("mem_eva");
  directory_ = directory_->With({eva});
  cases::v1::CreateReferralRequest request = RequestTo("building");
  request.set_assignee("mem_nobody");
  EXPECT_THAT(TryRefer(request), testing::IsError(absl::StatusCode::kNotFound, "MEMBER_NOT_FOUND"));
  request.set_assignee("mem_licensing-board");
  EXPECT_THAT(TryRefer(request), testing::Violates("assignee"));
  request.set_assignee(member_.member());
  SendBoAway();
  EXPECT_THAT(TryRefer(request), testing::IsError(kRefused, "UNIT_UNREACHABLE"));
  SendBoAway("mem_licensing-board");
  EXPECT_THAT(TryRefer(request), testing::IsError(kRefused, "UNIT_UNREACHABLE"));
  SendBoAway("mem_eva");
  Refer(request);
  EXPECT_EQ(referrals_.back().assignee(), "mem_eva");

  cases::v1::ReassignReferralRequest reassign;
  reassign.set_assignee("me");
  now_ += absl::Hours(24 * 3);
  Take(ReassignReferral(current_, referrals_.back(), reassign, By(member_)));
  EXPECT_EQ(referrals_.back().assignee(), member_.member());
  reassign.clear_assignee();
  Take(ReassignReferral(current_, referrals_.back(), reassign, By(front_desk_)));
  EXPECT_EQ(referrals_.back().assignee(), "");
  referrals_.back().mutable_created_by()->set_member("mem_somebody_else");
  EXPECT_THAT(ReassignReferral(current_, referrals_.back(), reassign, By(front_desk_)),
              testing::IsError(absl::StatusCode::kPermissionDenied, "NOT_OWN_UNIT"));
}

TEST_F(ReferralRulesTest, RemindedAtMostOnceAnHour) {
  Refer("building");
  Take(Remind());
  EXPECT_EQ(referrals_.back().reminder_count(), 1);
  now_ += absl::Minutes(59);
  EXPECT_THAT(Remind(), testing::IsError(kRefused, "REMINDED_RECENTLY"));
  now_ += absl::Minutes(1);
  Take(Remind());
  EXPECT_EQ(referrals_.back().reminder_count(), 2);
  EXPECT_EQ(FromTimestamp(referrals_.back().last_reminder_time()), now_);
}

TEST_F(ReferralRulesTest, PermitIsDueWhenItsServicePromisesAndWhenTheLawDemands) {
  knowledge::v1::KnowledgeBase base = testing::SmallKnowledgeBase();
  for (knowledge::v1::Service& service : *base.mutable_services()) {
    if (service.id() != "location-check") continue;
    service.mutable_processing()->mutable_goal()->set_max(2);
    service.mutable_processing()->mutable_goal()->set_unit(knowledge::v1::Period::UNIT_WEEKS);
    service.mutable_processing()->mutable_statutory()->set_max(1);
    service.mutable_processing()->mutable_statutory()->set_unit(knowledge::v1::Period::UNIT_MONTHS);
  }
  bundle_ = *knowledge::Bundle::Create(std::move(base));
  cases::v1::CreateReferralRequest request = RequestTo("building", Referral::KIND_PERMIT);
  // Friday 20 November; the application was complete on Monday before.
  *request.mutable_application_complete_time() = ToTimestamp(now_ - absl::Hours(4 * 24));
  Refer(request);
  const absl::TimeZone& zone = bundle_->calendar().time_zone();
  EXPECT_EQ(FromTimestamp(referrals_.back().due_time()), absl::FromCivil(absl::CivilDay(2026, 12, 1), zone));
  EXPECT_EQ(FromTimestamp(referrals_.back().statutory_due_time()), absl::FromCivil(absl::CivilDay(2026, 12, 17), zone));
  now_ = FromTimestamp(referrals_.back().due_time()) + absl::Seconds(1);
  Take(Complete());
  EXPECT_TRUE(referrals_.back().due_missed());
  EXPECT_FALSE(referrals_.back().statutory_missed());
}

TEST_F(ReferralRulesTest, SameServiceIsAppliedForOnce) {
  Refer("building", Referral::KIND_PERMIT);
  EXPECT_THAT(TryRefer(RequestTo("building", Referral::KIND_PERMIT)), testing::IsError(kRefused, "REFERRAL_EXISTS"));
  EXPECT_THAT(TryRefer("building"), testing::IsOk());
}

TEST_F(ReferralRulesTest, OwnDueTimeIsAheadByAtMostAYear) {
  cases::v1::CreateReferralRequest request = RequestTo("building");
  *request.mutable_due_time() = ToTimestamp(now_);
  EXPECT_THAT(TryRefer(request), testing::Violates("due_time"));
  *request.mutable_due_time() = ToTimestamp(now_ + absl::Hours(24 * 367));
  EXPECT_THAT(TryRefer(request), testing::Violates("due_time"));
  *request.mutable_application_complete_time() = ToTimestamp(now_ + absl::Seconds(1));
  EXPECT_THAT(TryRefer(request), testing::Violates("application_complete_time", "due_time"));
  request.clear_application_complete_time();
  *request.mutable_due_time() = ToTimestamp(now_ + absl::Hours(1));
  Refer(request);
  EXPECT_EQ(FromTimestamp(referrals_.back().due_time()), now_ + absl::Hours(1));
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
