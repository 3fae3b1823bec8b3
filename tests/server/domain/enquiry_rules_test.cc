#include "server/domain/enquiry_rules.h"

#include "gmock/gmock.h"
#include "tests/server/domain/case_fixture.h"
#include "tests/support/error_matchers.h"

namespace indgang::domain {
namespace {

using cases::v1::Case;
using cases::v1::CaseEvent;
using cases::v1::Enquiry;
using cases::v1::Interaction;

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

Enquiry From(const std::string& cvr, const std::string& phone, const std::string& email = "") {
  Enquiry enquiry;
  enquiry.mutable_company()->set_cvr_number(cvr);
  enquiry.mutable_contact()->set_phone(phone);
  enquiry.mutable_contact()->set_email(email);
  return enquiry;
}

TEST(IsSameCompanyTest, CvrNumberElseTelephoneOrEmail) {
  const struct {
    Enquiry one;
    Enquiry other;
    bool same;
  } rows[] = {
      {From("13585628", "1"), From("13585628", "2"), true},
      {From("13585628", "1"), From("10150817", "1"), false},
      {From("13585628", "12345678"), From("", "12345678"), true},
      {From("", "12345678"), From("13585628", "+45 12 34 56 78"), true},
      {From("", "0045 12345678"), From("", "12 34 56 78"), true},
      {From("", "+46 12345678"), From("", "12345678"), false},
      {From("", "4512345678"), From("", "12345678"), false},
      {From("", "45123456"), From("", "+45 45 12 34 56"), true},
      {From("", "", "Lis@Example.dk"), From("", "", "lis@example.dk"), true},
      {From("", "1", "lis@example.dk"), From("", "1", "bo@example.dk"), true},
      {From("", "1"), From("", "2"), false},
      {From("", ""), From("", ""), false},
      {From("", "", "lis@example.dk"), From("", "1"), false},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(IsSameCompany(row.one, row.other), row.same)
        << row.one.ShortDebugString() << row.other.ShortDebugString();
    EXPECT_EQ(IsSameCompany(row.other, row.one), row.same)
        << row.one.ShortDebugString() << row.other.ShortDebugString();
  }
}

class AttachEnquiryTest : public CaseFixture {
 protected:
  absl::StatusOr<Change> TryAttach(const std::string& cvr = "13585628") {
    Enquiry enquiry = Question();
    enquiry.mutable_company()->set_cvr_number(cvr);
    enquiry.set_channel(cases::v1::CHANNEL_EMAIL);
    enquiry.set_text("Må vi også male biler?");
    return AttachEnquiry(current_, enquiry, interactions_ + 1, By(front_desk_));
  }
  void Attach() {
    absl::StatusOr<Change> change = TryAttach();
    ASSERT_TRUE(change.ok()) << change.status();
    Apply(*std::move(change), front_desk_);
  }
};

TEST_F(AttachEnquiryTest, IsCountedOnceAndRecordedAsSaidByTheCompany) {
  Register();
  EXPECT_EQ(current_.enquiry_count(), 1);
  const absl::StatusOr<Change> change = TryAttach();
  ASSERT_THAT(change, testing::IsOk());
  EXPECT_EQ(change->interaction->name(), "cases/2026-000001/interactions/1");
  EXPECT_EQ(change->interaction->direction(), Interaction::DIRECTION_INBOUND);
  EXPECT_EQ(change->interaction->kind(), Interaction::KIND_ENQUIRY);
  EXPECT_EQ(change->interaction->channel(), cases::v1::CHANNEL_EMAIL);
  EXPECT_EQ(change->interaction->text(), "Må vi også male biler?");
  Apply(*change, front_desk_);
  EXPECT_EQ(current_.enquiry_count(), 2);
  EXPECT_EQ(current_.enquiry().text(), Question().text()) << "the first enquiry stays";
  ASSERT_TRUE(events_.back().has_enquiry_attached());
  EXPECT_EQ(events_.back().enquiry_attached().enquiry().text(), "Må vi også male biler?");
  EXPECT_EQ(events_.back().enquiry_attached().enquiry().language(), "da");
}

TEST_F(AttachEnquiryTest, BeforeTheFirstReplyThatReplyIsForBoth) {
  Register();
  now_ += absl::Hours(1);
  Attach();
  EXPECT_FALSE(current_.goals().has_next_reply_due_time());
  EXPECT_EQ(events_.back().enquiry_attached().reply_due_time().SerializeAsString(),
            current_.goals().reply_due_time().SerializeAsString());
}

TEST_F(AttachEnquiryTest, AfterItAReplyIsDueAgainUntilItGoesOut) {
  Register();
  Tell(Interaction::KIND_MESSAGE);
  now_ += absl::Hours(1);
  Attach();
  EXPECT_EQ(FromTimestamp(current_.goals().next_reply_due_time()), bundle_->calendar().AddWorkingDays(now_, 1));
  EXPECT_EQ(events_.back().enquiry_attached().reply_due_time().SerializeAsString(),
            current_.goals().next_reply_due_time().SerializeAsString());
  Say(Interaction::DIRECTION_INBOUND, Interaction::KIND_MESSAGE);
  EXPECT_TRUE(current_.goals().has_next_reply_due_time());
  Tell(Interaction::KIND_MESSAGE);
  EXPECT_FALSE(current_.goals().has_next_reply_due_time());
  EXPECT_EQ(current_.goals().later_replies_missed(), 0);
}

// A company that starts has no CVR number yet: the case knows it from the day it is told.
TEST_F(AttachEnquiryTest, WhatTheCaseDidNotKnowOfTheCompanyIsFilledIn) {
  Register();
  current_.mutable_enquiry()->mutable_company()->Clear();
  current_.mutable_enquiry()->mutable_contact()->clear_email();
  const std::string phone = current_.enquiry().contact().phone();
  ASSERT_NE(phone, "");
  Enquiry later = From("13585628", phone, "lis@example.dk");
  later.mutable_company()->set_display_name("Fjordby Kaffe ApS");
  later.mutable_contact()->set_display_name("Bo Berg");
  const std::string who = current_.enquiry().contact().display_name();
  const std::string text = current_.enquiry().text();
  Apply(*AttachEnquiry(current_, later, interactions_ + 1, By(front_desk_)), front_desk_);
  EXPECT_EQ(current_.enquiry().company().cvr_number(), "13585628");
  EXPECT_EQ(current_.enquiry().company().display_name(), "Fjordby Kaffe ApS");
  EXPECT_EQ(current_.enquiry().contact().email(), "lis@example.dk");
  EXPECT_EQ(current_.enquiry().contact().phone(), phone);
  EXPECT_EQ(current_.enquiry().contact().display_name(), who) << "what was known stays";
  EXPECT_EQ(current_.enquiry().text(), text);
  // Others are found by it from now on, and kept out.
  EXPECT_TRUE(IsSameCompany(current_.enquiry(), From("13585628", "99")));
  EXPECT_THAT(TryAttach("10150817"), testing::IsError(kRefused, "OTHER_COMPANY"));
}

TEST_F(AttachEnquiryTest, NotToAnotherCompanysOrAClosedCase) {
  Register();
  EXPECT_THAT(TryAttach("10150817"), testing::IsError(kRefused, "OTHER_COMPANY"));
  Tell(Interaction::KIND_ANSWER);
  Apply(*TryClose(Case::OUTCOME_ANSWERED), front_desk_);
  EXPECT_THAT(TryAttach(), testing::IsError(kRefused, "CASE_CLOSED"));
}

class AnswerInstantlyTest : public AttachEnquiryTest {
 protected:
  static cases::v1::InstantAnswer Answer() {
    cases::v1::InstantAnswer answer;
    answer.set_text("I erhvervsområdet ved havnen.");
    answer.add_services("alcohol-licence");  // not among the suggestions
    answer.set_package("car-repair-shop");
    answer.add_guide_sections("alcohol-licence");
    answer.set_guide_feedback(Case::GUIDE_FEEDBACK_NO_GUIDE);
    return answer;
  }
  void Do(const cases::v1::InstantAnswer& answer) {
    Change registered = RegisterEnquiry(Question(), "2026-000001", Routing(), Contact(), By(front_desk_));
    absl::StatusOr<Change> change = AnswerInstantly(std::move(registered), answer, By(front_desk_));
    ASSERT_TRUE(change.ok()) << change.status();
    EXPECT_EQ(change->interaction->kind(), Interaction::KIND_ANSWER);
    Apply(*std::move(change), front_desk_);
  }
};

TEST_F(AnswerInstantlyTest, IsTheWholeWayInOneChange) {
  Do(Answer());
  std::vector<int> kinds;
  for (const CaseEvent& event : events_) kinds.push_back(event.detail_case());
  EXPECT_THAT(kinds, ::testing::ElementsAre(CaseEvent::kRegistered, CaseEvent::kContactPersonAssigned,
                                            CaseEvent::kTriaged, CaseEvent::kInteractionRecorded, CaseEvent::kClosed));
  EXPECT_THAT(Verify("2026-000001", events_, end_), testing::IsOk());
  EXPECT_TRUE(events_[3].interaction_recorded().first_reply());
  EXPECT_TRUE(events_[3].interaction_recorded().answered());
  EXPECT_EQ(current_.state(), Case::STATE_CLOSED);
  EXPECT_EQ(current_.complexity(), knowledge::v1::COMPLEXITY_SIMPLE);
  EXPECT_THAT(current_.services(), ::testing::ElementsAre("alcohol-licence"));
  EXPECT_EQ(current_.triage_reason(), "");
  EXPECT_EQ(current_.outcome(), Case::OUTCOME_ANSWERED);
  EXPECT_EQ(current_.guide_feedback(), Case::GUIDE_FEEDBACK_NO_GUIDE);
  EXPECT_EQ(FromTimestamp(current_.goals().answer_time()), now_);
  EXPECT_EQ(FromTimestamp(current_.close_time()), now_);
  EXPECT_FALSE(current_.goals().has_next_due_time());
  EXPECT_EQ(current_.enquiry_count(), 1);
}

TEST_F(AnswerInstantlyTest, AnotherOutcomeWhenItIsGiven) {
  cases::v1::InstantAnswer answer = Answer();
  answer.set_outcome(Case::OUTCOME_HANDED_OVER);
  Do(answer);
  EXPECT_EQ(current_.outcome(), Case::OUTCOME_HANDED_OVER);
}

}  // namespace
}  // namespace indgang::domain
