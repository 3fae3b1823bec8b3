// The people of a simulated year, and what they do on a case at random.
#ifndef INDGANG_BENCH_SIMULATED_OFFICE_H_
#define INDGANG_BENCH_SIMULATED_OFFICE_H_

#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "indgang/admin/v1/token.pb.h"
#include "indgang/cases/v1/case.pb.h"
#include "indgang/directory/v1/member.pb.h"
#include "knowledge/bundle.h"
#include "server/domain/case_rules.h"
#include "server/storage/storage.h"

namespace indgang {

// Chance; the same seed throws the same.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}

  // 0 to limit - 1.
  int Below(int limit) { return static_cast<int>(random_() % static_cast<std::uint64_t>(limit)); }

  // One of at least one.
  template <typename Item>
  const Item& AnyOf(const std::vector<Item>& items) {
    return items[static_cast<std::size_t>(Below(static_cast<int>(items.size())))];
  }

 private:
  std::mt19937_64 random_;
};

class SimulatedOffice {
 public:
  // A rule of the service on the case as it is; one that refuses changes nothing.
  using Rule = std::function<absl::StatusOr<domain::Change>(storage::WriteTransaction&, const cases::v1::Case&,
                                                            const domain::Context&)>;
  // Somebody does something. The office outlives it.
  struct Step {
    const admin::v1::Token& caller;
    Rule rule;
  };

  // Referrals that are open on a case at once.
  static constexpr int kMostReferrals = 3;

  // Two people at the front desk, who stand in for each other: by turns each is absent for some days; one person in
  // each of a few units, and a leader. `bundle` and `dice` outlive the office.
  SimulatedOffice(const knowledge::Bundle& bundle, absl::CivilDay first_day, int days, Dice& dice);

  // Everybody, for the directory.
  const std::vector<directory::v1::Member>& members() const { return members_; }

  // Member.id of the leader.
  const std::string& leader() const { return leader_; }

  // Somebody at the front desk.
  const admin::v1::Token& AnyCaller() { return dice_.AnyOf(desk_); }

  // One thing of all that is done on an open case. Often nothing can be done.
  Step AnyStep();

  // Takes up a closed case.
  Step Reopen();

 private:
  Step Triage();
  Step Pause();
  Step Resume();
  Step Extend();
  Step Refer();
  Step FinishReferral();
  Step Attach();
  Step Close();
  Step HandOver();
  Step Tell();

  const knowledge::Bundle& bundle_;
  Dice& dice_;
  std::vector<admin::v1::Token> desk_;
  std::vector<admin::v1::Token> units_;
  std::vector<directory::v1::Member> members_;
  std::string leader_;
};

}  // namespace indgang

#endif  // INDGANG_BENCH_SIMULATED_OFFICE_H_
