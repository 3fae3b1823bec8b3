// What must hold of every case in a simulated year, judged from outside the rules that make it so.
#ifndef INDGANG_BENCH_YEAR_RULES_H_
#define INDGANG_BENCH_YEAR_RULES_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "indgang/cases/v1/case.pb.h"
#include "indgang/cases/v1/case_event.pb.h"
#include "indgang/cases/v1/referral.pb.h"
#include "knowledge/bundle.h"

namespace indgang {

// Collects what does not hold. Knows the public holidays and the changes to and from daylight saving of 2026 and 2027
// by itself; opening hours and closures are those of the content, in Danish time. For one thread.
class YearRules {
 public:
  // `bundle` outlives the rules. `leader` (Member.id) is to be told of everything that is still missed a while later.
  YearRules(const knowledge::Bundle& bundle, std::string leader) : bundle_(bundle), leader_(std::move(leader)) {}

  // The watch has looked at this moment; times never go back.
  void Looked(absl::Time now);

  // An open case right after a look or a change at `now`: it has a contact person, nothing is due on a day off or
  // outside opening hours, and what is near, missed, still missed or silent by now is marked so. `referrals` are those
  // to judge as well, right after three looks at least, since one look tells of one referral of a case.
  void CheckNow(const cases::v1::Case& current, const std::vector<cases::v1::Referral>& referrals, absl::Time now);

  // All that happened on a case, which is `current` now: what was promised at registration comes as many working days
  // later at the same time of day; warnings come while somebody is there and before the goal is missed; each missed
  // goal is told once, and to leaders once; a paused clock and a closed case are left alone.
  void CheckHistory(const cases::v1::Case& current, const std::vector<cases::v1::CaseEvent>& events,
                    const std::vector<cases::v1::Referral>& referrals);

  // For what others check: `rule` did not hold.
  void Report(std::string rule);

  // Rules that did not hold, the first twenty, with time in Denmark and case.
  const std::vector<std::string>& broken() const { return broken_; }

  // Events in the histories that were checked.
  int warned() const { return warned_; }
  int missed() const { return missed_; }
  int escalated() const { return escalated_; }

 private:
  struct Telling;

  void Check(bool holds, absl::string_view case_number, absl::Time now, absl::string_view rule);
  void CheckDueTime(const cases::v1::Case& current, absl::Time due, absl::Time now);
  void CheckClock(const cases::v1::Case& current, absl::Time due, bool missed, cases::v1::Case::Escalation told,
                  absl::Time now);
  void CheckReferrals(const cases::v1::Case& current, const std::vector<cases::v1::Referral>& referrals,
                      absl::Time now);
  void CheckPromise(const cases::v1::Case& current, absl::Time due, int working_days);
  void CheckTelling(const cases::v1::Case& current, const cases::v1::CaseEvent& event, Telling& telling);
  void CheckMarks(const cases::v1::Case& current, const std::vector<cases::v1::Referral>& referrals,
                  const Telling& telling, absl::Time end);
  bool WasOpenSince(int looks, absl::Time registered, absl::Time now) const;

  const knowledge::Bundle& bundle_;
  const std::string leader_;
  std::vector<absl::Time> looks_;
  std::vector<std::string> broken_;
  int warned_ = 0;
  int missed_ = 0;
  int escalated_ = 0;
};

}  // namespace indgang

#endif  // INDGANG_BENCH_YEAR_RULES_H_
