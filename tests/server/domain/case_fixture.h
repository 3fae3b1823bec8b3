// A case and the people around it, for the tests of rules.
#ifndef INDGANG_TESTS_SERVER_DOMAIN_CASE_FIXTURE_H_
#define INDGANG_TESTS_SERVER_DOMAIN_CASE_FIXTURE_H_

#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "server/domain/case_rules.h"
#include "server/domain/closing_rules.h"
#include "server/domain/times.h"
#include "tests/support/small_knowledge.h"

namespace indgang::domain {

// Keeps a current case, its clock and chain; `Apply` takes a change over as the service would.
class CaseFixture : public ::testing::Test {
 protected:
  CaseFixture() {
    front_desk_.set_id("tok_frontdesk0000001");
    front_desk_.set_display_name("Mette Holm");
    front_desk_.set_role(admin::v1::ROLE_FRONT_DESK);
    front_desk_.set_phone("+45 11 22 33 44");
    front_desk_.set_email("mette@fjordby.example");
    front_desk_.set_member("mem_mette00000000001");
    member_.set_id("tok_building00000001");
    member_.set_display_name("Bo Bygge");
    member_.set_role(admin::v1::ROLE_TASK_FORCE_MEMBER);
    member_.set_authority("building");
    member_.set_member("mem_bo00000000000001");
    gateway_.set_id("tok_gateway000000001");
    gateway_.set_display_name("Web form");
    gateway_.set_role(admin::v1::ROLE_GATEWAY);
    directory_ = directory_->With({MemberOf(front_desk_), MemberOf(member_)});
  }

  Context By(const admin::v1::Token& caller) const { return {now_, caller, *bundle_, *directory_}; }

  // The person who holds the token, as the directory knows them.
  static directory::v1::Member MemberOf(const admin::v1::Token& token) {
    directory::v1::Member member;
    member.set_id(token.member());
    member.set_display_name(token.display_name());
    member.set_role(token.role());
    member.set_unit(token.authority());
    member.set_phone(token.phone());
    member.set_email(token.email());
    member.set_state(directory::v1::Member::STATE_ACTIVE);
    return member;
  }

  static cases::v1::Enquiry Question(const std::string& language = "") {
    cases::v1::Enquiry enquiry;
    enquiry.set_channel(cases::v1::CHANNEL_PHONE);
    enquiry.mutable_company()->set_cvr_number("13585628");
    enquiry.mutable_contact()->set_phone("12345678");
    enquiry.set_text("Hvor kan et autoværksted ligge?");
    enquiry.set_language(language);
    return enquiry;
  }

  // The routing answer that suggests location-check.
  static knowledge::v1::SuggestRoutingResponse Routing() {
    knowledge::v1::SuggestRoutingResponse routing;
    routing.add_suggestions()->set_service("location-check");
    routing.mutable_revision()->set_content_hash("hash");
    return routing;
  }

  const cases::v1::Case& Apply(Change change, const admin::v1::Token& caller) {
    end_ = Seal(end_, By(caller), change);
    events_.insert(events_.end(), change.events.begin(), change.events.end());
    if (change.interaction.has_value()) ++interactions_;
    current_ = change.after;
    return current_;
  }

  const cases::v1::Case& Register() {
    return Apply(RegisterEnquiry(Question(), "2026-000001", Routing(), Contact(), By(front_desk_)), front_desk_);
  }

  // The front desk's Mette, who took the call.
  cases::v1::ContactPersonAssigned Contact() const {
    cases::v1::ContactPersonAssigned contact;
    *contact.mutable_contact_person() = MakeContactPerson(MemberOf(front_desk_), *bundle_);
    contact.set_choice(cases::v1::ContactPersonAssigned::CHOICE_CALLER);
    return contact;
  }

  static cases::v1::TriageCaseRequest TriageAs(knowledge::v1::Complexity complexity) {
    cases::v1::TriageCaseRequest request;
    request.set_complexity(complexity);
    request.add_services("location-check");
    return request;
  }

  void Triage(knowledge::v1::Complexity complexity) {
    absl::StatusOr<Change> change = TriageCase(current_, TriageAs(complexity), By(front_desk_));
    ASSERT_TRUE(change.ok()) << change.status();
    Apply(*std::move(change), front_desk_);
  }

  absl::StatusOr<Change> TrySay(cases::v1::Interaction::Direction direction, cases::v1::Interaction::Kind kind) {
    cases::v1::Interaction said;
    said.set_direction(direction);
    said.set_kind(kind);
    said.set_channel(cases::v1::CHANNEL_PHONE);
    said.set_text("Noget");
    return RecordInteraction(current_, said, interactions_ + 1, By(front_desk_));
  }

  void Say(cases::v1::Interaction::Direction direction, cases::v1::Interaction::Kind kind) {
    absl::StatusOr<Change> change = TrySay(direction, kind);
    ASSERT_TRUE(change.ok()) << change.status();
    Apply(*std::move(change), front_desk_);
  }

  void Tell(cases::v1::Interaction::Kind kind) { Say(cases::v1::Interaction::DIRECTION_OUTBOUND, kind); }

  absl::StatusOr<Change> TryClose(cases::v1::Case::Outcome outcome) {
    cases::v1::CloseCaseRequest request;
    request.set_outcome(outcome);
    request.set_note("fordi");
    return CloseCase(current_, request, By(front_desk_));
  }

  std::shared_ptr<const knowledge::Bundle> bundle_ = testing::SmallBundle();
  absl::Time now_ = testing::FridayMorning();
  admin::v1::Token front_desk_;
  admin::v1::Token member_;
  admin::v1::Token gateway_;
  std::shared_ptr<const Directory> directory_ = std::make_shared<const Directory>();
  cases::v1::Case current_;
  ChainEnd end_;
  std::vector<cases::v1::CaseEvent> events_;
  int interactions_ = 0;
};

}  // namespace indgang::domain

#endif  // INDGANG_TESTS_SERVER_DOMAIN_CASE_FIXTURE_H_
