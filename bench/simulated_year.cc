#include "bench/simulated_year.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/status_macros.h"
#include "server/domain/closing_rules.h"
#include "server/domain/goal_rules.h"
#include "server/domain/referral_rules.h"
#include "server/domain/times.h"
#include "server/service/audit_trail.h"
#include "server/service/case_access.h"
#include "server/service/goal_watch.h"
#include "server/storage/sqlite/sqlite_storage.h"

namespace indgang {
namespace {

using cases::v1::Case;
using cases::v1::CaseEvent;
using cases::v1::Goals;
using cases::v1::GoalWatched;
using cases::v1::Interaction;
using domain::Change;
using domain::FromTimestamp;

constexpr int kMaxReported = 20;

void Must(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << "simulated year: " << status << "\n";
  std::abort();
}

class NoLog final : public service::Log {
 public:
  void Write(const std::string&) override {}
};

class Simulation {
 public:
  explicit Simulation(const SimulatedYear& year) : year_(year), random_(year.seed) {
    desk_.set_id("tok_desk");
    desk_.set_display_name("Mette Holm");
    desk_.set_role(admin::v1::ROLE_FRONT_DESK);
    desk_.set_member("mem_desk");
    Start();
    directory::v1::Member member;
    member.set_id(desk_.member());
    member.set_display_name(desk_.display_name());
    member.set_role(desk_.role());
    member.set_phone("+45 12 34 56 78");
    member.set_state(directory::v1::Member::STATE_ACTIVE);
    Write([&](storage::WriteTransaction& tx) { return tx.PutMember(member); });
    Restart();
    for (const knowledge::v1::Service& service : bundle().message().services()) {
      weight_ += std::max(1, service.annual_volume());
      services_.emplace_back(weight_, service.id());
    }
  }

  SimulatedYearResult Run() {
    const absl::Time end = clock_.Now() + absl::Hours(24 * year_.days);
    absl::CivilDay checked;
    while (clock_.Now() < end) {
      clock_.Advance(absl::Seconds(Below(90 * 60) + 1));
      if (Below(400) == 0) Restart();
      // Now and then nobody looks for hours, as if the service were down.
      if (Below(50) == 0) clock_.Advance(absl::Minutes(Below(36 * 60)));
      Look();
      if (bundle().calendar().IsOpen(clock_.Now())) Work();
      if (const absl::CivilDay today = absl::ToCivilDay(clock_.Now(), zone()); today != checked) {
        checked = today;
        Look();
        for (const std::string& number : open_) CheckOpenCase(Get(number).message);
      }
    }
    Look();
    for (int i = 1; i <= result_.cases; ++i) CheckHistory(numbers_[static_cast<std::size_t>(i) - 1]);
    CheckTrail();
    Must(storage::ReadAndWait(*storage_, [&](storage::ReadTransaction& tx) -> absl::Status {
      INDGANG_ASSIGN_OR_RETURN(const storage::FeedPlace place, tx.GetFeedEnd());
      result_.events = place.sequence;
      result_.hash = absl::BytesToHexString(place.hash);
      return absl::OkStatus();
    }));
    return std::move(result_);
  }

 private:
  void Start() {
    auto knowledge = service::KnowledgeSource::Open(year_.knowledge, clock_, log_);
    Must(knowledge.status());
    knowledge_ = *std::move(knowledge);
    storage::SqliteOptions options;
    options.path = year_.db;
    options.unsafe_synchronous_normal_for_tests = true;
    auto storage = storage::OpenSqliteStorage(std::move(options));
    Must(storage.status());
    storage_ = *std::move(storage);
    directory_ = std::make_unique<service::DirectoryTable>();
    Must(directory_->Load(*storage_));
    watch_ = std::make_unique<service::GoalWatch>(*storage_, clock_, *knowledge_, *directory_, log_);
  }

  void Restart() {
    watch_.reset();
    directory_.reset();
    storage_.reset();
    knowledge_.reset();
    Start();
    ++result_.restarts;
  }

  const knowledge::Bundle& bundle() { return knowledge_->Current()->bundle(); }
  absl::TimeZone zone() { return bundle().calendar().time_zone(); }
  int Below(int limit) { return static_cast<int>(random_() % static_cast<std::uint64_t>(limit)); }

  void Look() {
    if (!year_.without_watch_for_tests) Must(watch_->Look());
  }

  void Write(const storage::WriteBody& body) { Must(storage::WriteAndWait(*storage_, body)); }

  storage::StoredCase Get(const std::string& number) {
    std::optional<storage::StoredCase> stored;
    Must(storage::ReadAndWait(*storage_, [&](storage::ReadTransaction& tx) -> absl::Status {
      INDGANG_ASSIGN_OR_RETURN(stored, tx.GetCase(number));
      return absl::OkStatus();
    }));
    return *std::move(stored);
  }

  // Runs a rule as a handler does; one that refuses changes nothing, as for a caller.
  using Rule = std::function<absl::StatusOr<Change>(storage::WriteTransaction&, const Case&, const domain::Context&)>;
  void Do(const std::string& number, const Rule& rule) {
    const auto knowledge = knowledge_->Current();
    const auto directory = directory_->Newest();
    bool closed = false;
    Write([&](storage::WriteTransaction& tx) -> absl::Status {
      const domain::Context context = {clock_.Now(), desk_, knowledge->bundle(), *directory};
      INDGANG_ASSIGN_OR_RETURN(const std::optional<storage::StoredCase> stored, tx.GetCase(number));
      absl::StatusOr<Change> change = rule(tx, stored->message, context);
      if (!change.ok())
        return change.status().code() == absl::StatusCode::kInternal ? change.status() : absl::OkStatus();
      if (change->after.open_referrals() > 0) {
        change->next_check = std::min(change->next_check, stored->next_check);
      }
      INDGANG_RETURN_IF_ERROR(service::StoreChange(tx, context, *stored, *change));
      closed = change->after.state() == Case::STATE_CLOSED;
      return absl::OkStatus();
    });
    if (closed) open_.erase(std::find(open_.begin(), open_.end(), number));
  }

  void Register() {
    const auto knowledge = knowledge_->Current();
    const auto directory = directory_->Newest();
    cases::v1::Enquiry enquiry;
    enquiry.set_channel(Below(10) < 6 ? cases::v1::CHANNEL_PHONE : cases::v1::CHANNEL_EMAIL);
    enquiry.mutable_contact()->set_phone("12345678");
    enquiry.set_text("?");
    knowledge::v1::SuggestRoutingResponse routing;
    const auto picked = std::upper_bound(services_.begin(), services_.end(), std::pair(Below(weight_), std::string()),
                                         [](const auto& a, const auto& b) { return a.first < b.first; });
    routing.add_suggestions()->set_service(picked->second);
    Write([&](storage::WriteTransaction& tx) -> absl::Status {
      const domain::Context context = {clock_.Now(), desk_, knowledge->bundle(), *directory};
      const auto local_year = static_cast<int>(absl::ToCivilYear(clock_.Now(), zone()).year());
      INDGANG_ASSIGN_OR_RETURN(const std::string number, tx.NextCaseNumber(local_year));
      cases::v1::ContactPersonAssigned contact;
      *contact.mutable_contact_person() =
          domain::MakeContactPerson(*context.directory.Find(desk_.member()), context.bundle);
      contact.set_choice(cases::v1::ContactPersonAssigned::CHOICE_CALLER);
      Change change = domain::RegisterEnquiry(enquiry, number, routing, contact, context);
      INDGANG_RETURN_IF_ERROR(service::StoreChange(tx, context, storage::StoredCase(), change));
      open_.push_back(number);
      numbers_.push_back(number);
      return absl::OkStatus();
    });
    ++result_.cases;
    CheckOpenCase(Get(open_.back()).message);
  }

  // What the people at the front desk do between two looks.
  void Work() {
    if (Below(8) < year_.enquiries_a_day) Register();
    for (int i = Below(4); i > 0 && !open_.empty(); --i) {
      // Old cases are seldom looked into: some are forgotten for weeks.
      const std::size_t recent = std::min<std::size_t>(open_.size(), Below(10) == 0 ? open_.size() : 12);
      const std::string number = open_[open_.size() - 1 - static_cast<std::size_t>(Below(static_cast<int>(recent)))];
      WorkOn(number);
      if (std::find(open_.begin(), open_.end(), number) != open_.end()) CheckOpenCase(Get(number).message);
    }
  }

  void WorkOn(const std::string& number) {
    switch (Below(14)) {
      case 0:
      case 1:
        return Do(number, [&](auto&, const Case& current, const domain::Context& context) {
          cases::v1::TriageCaseRequest request;
          request.set_complexity(static_cast<knowledge::v1::Complexity>(1 + Below(3)));
          request.add_services(current.suggestions(0).service());
          return domain::TriageCase(current, request, context);
        });
      case 2:
        return Do(number, [](auto&, const Case& current, const domain::Context& context) {
          cases::v1::PauseAnswerClockRequest request;
          request.set_reason(cases::v1::ClockPause::REASON_COMPANY_INFORMATION);
          request.set_note("?");
          return domain::PauseAnswerClock(current, request, context);
        });
      case 3:
        return Do(number, [](auto&, const Case& current, const domain::Context& context) {
          return domain::ResumeAnswerClock(current, context);
        });
      case 4:
        return Do(number, [&](auto& tx, const Case& current, const domain::Context& context) {
          cases::v1::ExtendAnswerDeadlineRequest request;
          *request.mutable_due_time() = domain::ToTimestamp(
              context.bundle.calendar().AddWorkingDays(FromTimestamp(current.goals().answer_due_time()), 1 + Below(9)));
          request.set_reason("?");
          request.set_channel(cases::v1::CHANNEL_EMAIL);
          request.set_message("?");
          return domain::ExtendAnswerDeadline(current, request, *tx.CountInteractions(number) + 1, context);
        });
      case 5:
        return Do(number, [&](auto& tx, const Case& current, const domain::Context& context) -> absl::StatusOr<Change> {
          if (!bundle().message().authorities_size()) return absl::NotFoundError("no authority");
          cases::v1::CreateReferralRequest request;
          const auto& authorities = bundle().message().authorities();
          request.set_authority(authorities[Below(authorities.size())].id());
          request.set_question("?");
          INDGANG_ASSIGN_OR_RETURN(const auto existing, service::AllReferrals(tx, number));
          return domain::CreateReferral(current, existing, request, context);
        });
      case 6:
      case 7:
        return Do(number, [&](auto& tx, const Case& current, const domain::Context& context) -> absl::StatusOr<Change> {
          INDGANG_ASSIGN_OR_RETURN(const auto referrals, service::AllReferrals(tx, number));
          if (referrals.empty()) return absl::NotFoundError("no referral");
          cases::v1::AnswerReferralRequest request;
          request.set_answer("?");
          return domain::AnswerReferral(current,
                                        referrals[static_cast<std::size_t>(Below(static_cast<int>(referrals.size())))],
                                        request, context);
        });
      case 8:
        // Another enquiry is attached.
        return Do(number, [&](auto& tx, const Case& current, const domain::Context& context) -> absl::StatusOr<Change> {
          INDGANG_ASSIGN_OR_RETURN(Change change, Say(tx, current, Interaction::DIRECTION_INBOUND, 1, context));
          domain::StartNextReplyClock(change.after, context);
          return change;
        });
      case 9:
      case 10:
        return Do(number, [](auto&, const Case& current, const domain::Context& context) -> absl::StatusOr<Change> {
          if (current.goals().has_next_reply_due_time()) return absl::FailedPreconditionError("not replied to");
          cases::v1::CloseCaseRequest request;
          request.set_outcome(Case::OUTCOME_ANSWERED);
          return domain::CloseCase(current, request, context);
        });
      default:
        return Do(number, [&](auto& tx, const Case& current, const domain::Context& context) {
          return Say(tx, current, Interaction::DIRECTION_OUTBOUND, 1 + Below(2), context);
        });
    }
  }

  static absl::StatusOr<Change> Say(storage::WriteTransaction& tx, const Case& current,
                                    Interaction::Direction direction, int kind, const domain::Context& context) {
    Interaction said;
    said.set_direction(direction);
    said.set_kind(static_cast<Interaction::Kind>(kind));
    said.set_channel(cases::v1::CHANNEL_PHONE);
    said.set_text("?");
    INDGANG_ASSIGN_OR_RETURN(const int count, tx.CountInteractions(current.case_number()));
    return domain::RecordInteraction(current, said, count + 1, context);
  }

  void Check(bool holds, const Case& current, const char* rule) {
    if (holds || result_.broken.size() >= kMaxReported) return;
    result_.broken.push_back(absl::StrCat(absl::FormatTime("%Y-%m-%d %H:%M:%S", clock_.Now(), zone()), " ",
                                          current.case_number(), ": ", rule));
  }

  // Right after a look or a change.
  void CheckOpenCase(const Case& current) {
    const Goals& goals = current.goals();
    const absl::Time now = clock_.Now();
    Check(!current.contact_person().display_name().empty(), current, "has no contact person");
    for (const auto* due : {&goals.reply_due_time(), &goals.answer_due_time(), &goals.promised_answer_due_time(),
                            goals.has_next_reply_due_time() ? &goals.next_reply_due_time() : &goals.reply_due_time()}) {
      Check(bundle().calendar().CanBeDue(FromTimestamp(*due)), current, "is due outside opening hours");
    }
    if (domain::IsReplyDue(current) && now > FromTimestamp(goals.reply_due_time())) {
      Check(goals.reply_missed(), current, "a late reply is not marked");
    }
    if (domain::IsAnswerDue(current) && now > FromTimestamp(goals.answer_due_time())) {
      Check(goals.answer_missed(), current, "a late answer is not marked");
    }
    if (domain::IsNextReplyDue(current) && now > FromTimestamp(goals.next_reply_due_time())) {
      Check(goals.next_reply_escalation() >= Case::ESCALATION_CONTACT_PERSON, current,
            "a late next reply is not marked");
    }
    if (goals.has_silent_from_time() && now >= FromTimestamp(goals.silent_from_time())) {
      Check(goals.silence_told(), current, "silence is not told");
    }
  }

  // Everything that happened on the case: each missed goal has its event, once.
  void CheckHistory(const std::string& number) {
    const storage::StoredCase stored = Get(number);
    std::vector<CaseEvent> events;
    std::vector<cases::v1::Referral> referrals;
    Must(storage::ReadAndWait(*storage_, [&](storage::ReadTransaction& tx) -> absl::Status {
      INDGANG_ASSIGN_OR_RETURN(events, tx.ListEvents(number, 0, 100'000));
      INDGANG_ASSIGN_OR_RETURN(referrals, service::AllReferrals(tx, number));
      return absl::OkStatus();
    }));
    const Case& current = stored.message;
    Check(domain::Verify(number, events, {stored.last_sequence, stored.last_hash}).ok(), current, "chain is broken");
    std::map<int, int> missed;
    std::map<std::string, int> referral_missed;
    for (const CaseEvent& event : events) {
      if (event.has_goal_missed()) ++missed[event.goal_missed().goal()];
      if (event.has_referral_goal_missed()) ++referral_missed[event.referral_goal_missed().referral()];
    }
    const Goals& goals = current.goals();
    Check(missed[GoalWatched::GOAL_REPLY] == (goals.reply_missed() ? 1 : 0), current,
          "late reply without its one event");
    Check(missed[GoalWatched::GOAL_ANSWER] == (goals.answer_missed() ? 1 : 0), current,
          "late answer without its one event");
    Check(missed[GoalWatched::GOAL_NEXT_REPLY] == goals.later_replies_missed(), current,
          "late later replies without their events");
    for (const cases::v1::Referral& referral : referrals) {
      Check(referral_missed[referral.name()] == (referral.due_missed() ? 1 : 0), current,
            "late referral without its one event");
    }
    Check(!goals.has_first_reply_time() ||
              goals.reply_missed() == (FromTimestamp(goals.first_reply_time()) > FromTimestamp(goals.reply_due_time())),
          current, "reply_missed is not what happened");
    for (const auto& [goal, count] : missed) result_.missed += count;
  }

  // The audit trail proves that nothing but the rules changed anything.
  void CheckTrail() {
    constexpr int kEvents = 10'000;
    std::int64_t after = 0;
    do {
      Must(storage::ReadAndWait(*storage_, [&](storage::ReadTransaction& tx) -> absl::Status {
        INDGANG_ASSIGN_OR_RETURN(const admin::v1::VerifyAuditTrailResponse part,
                                 service::VerifyPart(tx, after, kEvents, clock_.Now()));
        for (const admin::v1::AuditProblem& problem : part.problems()) {
          if (result_.broken.size() < kMaxReported) result_.broken.push_back("audit trail: " + problem.message());
        }
        after = part.next_sequence();
        return absl::OkStatus();
      }));
    } while (after != 0);
  }

  const SimulatedYear year_;
  std::mt19937_64 random_;
  // Thursday 1 January 2026, 00:00 in Copenhagen.
  SimulatedClock clock_{absl::FromUnixSeconds(1767222000)};
  NoLog log_;
  admin::v1::Token desk_;
  std::unique_ptr<service::KnowledgeSource> knowledge_;
  std::unique_ptr<storage::Storage> storage_;
  std::unique_ptr<service::DirectoryTable> directory_;
  std::unique_ptr<service::GoalWatch> watch_;
  // Sum of the weights up to and with each service.
  std::vector<std::pair<int, std::string>> services_;
  int weight_ = 0;
  // In the order of registration.
  std::vector<std::string> open_;
  std::vector<std::string> numbers_;
  SimulatedYearResult result_;
};

}  // namespace

SimulatedYearResult Simulate(const SimulatedYear& year) { return Simulation(year).Run(); }

}  // namespace indgang
