#include "bench/simulated_year.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/status_macros.h"
#include "bench/simulated_office.h"
#include "bench/year_rules.h"
#include "server/domain/contact_rules.h"
#include "server/service/audit_trail.h"
#include "server/service/case_access.h"
#include "server/service/goal_watch.h"
#include "server/storage/sqlite/sqlite_storage.h"

namespace indgang {
namespace {

using cases::v1::Case;
using cases::v1::CaseEvent;
using cases::v1::Referral;
using domain::Change;
using domain::Context;

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
  explicit Simulation(const SimulatedYear& year)
      : year_(year),
        router_(year.knowledge->Current()),
        dice_(year.seed),
        office_(bundle(), year.first_day, year.days, dice_),
        clock_(absl::FromCivil(year.first_day, zone())),
        rules_(bundle(), office_.leader()) {
    Start();
    Write([&](storage::WriteTransaction& tx) -> absl::Status {
      for (const directory::v1::Member& member : office_.members()) INDGANG_RETURN_IF_ERROR(tx.PutMember(member));
      return absl::OkStatus();
    });
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
      clock_.Advance(absl::Seconds(dice_.Below(90 * 60) + 1));
      if (dice_.Below(400) == 0) Restart();
      // Now and then nobody looks for hours, as if the service were down.
      if (dice_.Below(50) == 0) clock_.Advance(absl::Minutes(dice_.Below(36 * 60)));
      Look();
      if (bundle().calendar().IsOpen(clock_.Now())) Work();
      if (const absl::CivilDay today = absl::ToCivilDay(clock_.Now(), zone()); today != checked) {
        checked = today;
        CheckOpenCases();
      }
    }
    CheckOpenCases();
    Read([&](storage::ReadTransaction& tx) { return CheckHistories(tx); });
    CheckTrail();
    result_.warned = rules_.warned();
    result_.missed = rules_.missed();
    result_.escalated = rules_.escalated();
    result_.broken = rules_.broken();
    return std::move(result_);
  }

 private:
  void Start() {
    storage::SqliteOptions options;
    options.path = year_.db;
    // One thing at a time is asked.
    options.reader_threads = 1;
    options.unsafe_synchronous_normal_for_tests = true;
    auto storage = storage::OpenSqliteStorage(std::move(options));
    Must(storage.status());
    storage_ = *std::move(storage);
    directory_ = std::make_unique<service::DirectoryTable>();
    Must(directory_->Load(*storage_));
    watch_ = std::make_unique<service::GoalWatch>(*storage_, clock_, *year_.knowledge, *directory_, log_);
  }

  void Restart() {
    watch_.reset();
    directory_.reset();
    storage_.reset();
    Start();
    ++result_.restarts;
    if (year_.fault_for_tests != SimulatedYear::Fault::kRestartForgets) return;
    Write([&](storage::WriteTransaction& tx) -> absl::Status {
      for (const std::string& number : open_) {
        INDGANG_ASSIGN_OR_RETURN(std::optional<storage::StoredCase> stored, tx.GetCase(number));
        stored->next_check = absl::InfiniteFuture();
        INDGANG_RETURN_IF_ERROR(tx.PutCase(*stored));
      }
      return absl::OkStatus();
    });
  }

  const knowledge::Bundle& bundle() const { return router_->bundle(); }
  absl::TimeZone zone() const { return bundle().calendar().time_zone(); }
  void Write(const storage::WriteBody& body) { Must(storage::WriteAndWait(*storage_, body)); }
  void Read(const storage::ReadBody& body) { Must(storage::ReadAndWait(*storage_, body)); }

  void Look() {
    rules_.Looked(clock_.Now());
    if (year_.fault_for_tests != SimulatedYear::Fault::kWatchSleeps) Must(watch_->Look());
  }

  // Runs a rule as a handler does. Returns the case as it is stored then.
  Case Do(const std::string& number, const SimulatedOffice::Step& step) {
    const auto directory = directory_->Newest();
    Case after;
    Write([&](storage::WriteTransaction& tx) -> absl::Status {
      const Context context = {clock_.Now(), step.caller, bundle(), *directory};
      INDGANG_ASSIGN_OR_RETURN(std::optional<storage::StoredCase> stored, tx.GetCase(number));
      absl::StatusOr<Change> change = step.rule(tx, stored->message, context);
      if (change.status().code() == absl::StatusCode::kInternal) return change.status();
      if (change.ok()) {
        if (change->after.open_referrals() > 0) {
          change->next_check = std::min(change->next_check, stored->next_check);
        }
        INDGANG_RETURN_IF_ERROR(service::StoreChange(tx, context, *stored, *change));
        INDGANG_ASSIGN_OR_RETURN(stored, tx.GetCase(number));
      }
      after = std::move(stored->message);
      return absl::OkStatus();
    });
    return after;
  }

  void Register() {
    const admin::v1::Token& caller = office_.AnyCaller();
    const auto directory = directory_->Newest();
    cases::v1::Enquiry enquiry;
    enquiry.set_channel(dice_.Below(10) < 6 ? cases::v1::CHANNEL_PHONE : cases::v1::CHANNEL_EMAIL);
    enquiry.mutable_contact()->set_phone("12345678");
    enquiry.set_text("?");
    knowledge::v1::SuggestRoutingResponse routing;
    const auto picked =
        std::upper_bound(services_.begin(), services_.end(), std::pair(dice_.Below(weight_), std::string()),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
    routing.add_suggestions()->set_service(picked->second);
    Case opened;
    Write([&](storage::WriteTransaction& tx) -> absl::Status {
      const Context context = {clock_.Now(), caller, bundle(), *directory};
      const auto local_year = static_cast<int>(absl::ToCivilYear(clock_.Now(), zone()).year());
      INDGANG_ASSIGN_OR_RETURN(const std::string number, tx.NextCaseNumber(local_year));
      INDGANG_ASSIGN_OR_RETURN(
          const cases::v1::ContactPersonAssigned contact,
          domain::ChooseContactPerson("", enquiry.company(), routing, context, service::OpenCasesIn(tx)));
      Change change = domain::RegisterEnquiry(enquiry, number, routing, contact, context);
      INDGANG_RETURN_IF_ERROR(service::StoreChange(tx, context, storage::StoredCase(), change));
      INDGANG_ASSIGN_OR_RETURN(std::optional<storage::StoredCase> stored, tx.GetCase(number));
      opened = std::move(stored->message);
      return absl::OkStatus();
    });
    open_.push_back(opened.case_number());
    numbers_.push_back(opened.case_number());
    ++result_.cases;
    rules_.CheckNow(opened, {}, clock_.Now());
  }

  // What the people at the front desk do between two looks.
  void Work() {
    if (dice_.Below(8) < year_.enquiries_a_day) Register();
    for (int i = dice_.Below(4); i > 0 && !open_.empty(); --i) {
      // Old cases are seldom looked into: some are forgotten for weeks.
      const std::size_t recent = std::min<std::size_t>(open_.size(), dice_.Below(10) == 0 ? open_.size() : 12);
      const std::string number =
          open_[open_.size() - 1 - static_cast<std::size_t>(dice_.Below(static_cast<int>(recent)))];
      const Case after = Do(number, office_.AnyStep());
      if (after.state() != Case::STATE_CLOSED) {
        rules_.CheckNow(after, {}, clock_.Now());
      } else {
        open_.erase(std::find(open_.begin(), open_.end(), number));
      }
    }
    if (dice_.Below(40) == 0 && !numbers_.empty()) Reopen(dice_.AnyOf(numbers_));
  }

  // Refused for one that is open, or was closed long ago.
  void Reopen(const std::string& number) {
    const Case after = Do(number, office_.Reopen());
    if (after.state() == Case::STATE_CLOSED) return;
    if (std::find(open_.begin(), open_.end(), number) == open_.end()) open_.push_back(number);
    rules_.CheckNow(after, {}, clock_.Now());
  }

  void CheckOpenCases() {
    for (int i = 0; i < SimulatedOffice::kMostReferrals; ++i) Look();
    // All in one read: handing over to a thread takes longer than reading a case.
    Read([&](storage::ReadTransaction& tx) -> absl::Status {
      for (const std::string& number : open_) {
        INDGANG_ASSIGN_OR_RETURN(const std::optional<storage::StoredCase> stored, tx.GetCase(number));
        std::vector<Referral> referrals;
        if (stored->message.open_referrals() > 0) {
          INDGANG_ASSIGN_OR_RETURN(referrals, service::AllReferrals(tx, number));
        }
        rules_.CheckNow(stored->message, referrals, clock_.Now());
      }
      return absl::OkStatus();
    });
  }

  absl::Status CheckHistories(storage::ReadTransaction& tx) {
    for (const std::string& number : numbers_) {
      INDGANG_ASSIGN_OR_RETURN(const std::optional<storage::StoredCase> stored, tx.GetCase(number));
      INDGANG_ASSIGN_OR_RETURN(const std::vector<CaseEvent> events, tx.ListEvents(number, 0, 100'000));
      INDGANG_ASSIGN_OR_RETURN(const std::vector<Referral> referrals, service::AllReferrals(tx, number));
      if (!domain::Verify(number, events, {stored->last_sequence, stored->last_hash}).ok()) {
        rules_.Report(absl::StrCat(number, ": the chain of its events is broken"));
      }
      rules_.CheckHistory(stored->message, events, referrals);
    }
    INDGANG_ASSIGN_OR_RETURN(const storage::FeedPlace end, tx.GetFeedEnd());
    result_.events = end.sequence;
    result_.hash = absl::BytesToHexString(end.hash);
    return absl::OkStatus();
  }

  // The audit trail proves that nothing but the rules changed anything.
  void CheckTrail() {
    constexpr int kEvents = 10'000;
    std::int64_t after = 0;
    do {
      Read([&](storage::ReadTransaction& tx) -> absl::Status {
        INDGANG_ASSIGN_OR_RETURN(const admin::v1::VerifyAuditTrailResponse part,
                                 service::VerifyPart(tx, after, kEvents, clock_.Now()));
        for (const admin::v1::AuditProblem& problem : part.problems())
          rules_.Report("audit trail: " + problem.message());
        after = part.next_sequence();
        return absl::OkStatus();
      });
    } while (after != 0);
  }

  const SimulatedYear year_;
  const std::shared_ptr<const knowledge::Router> router_;
  Dice dice_;
  SimulatedOffice office_;
  SimulatedClock clock_;
  YearRules rules_;
  NoLog log_;
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
