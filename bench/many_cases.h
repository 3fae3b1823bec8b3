// A database with any number of cases, made up and the same each time, but for its times, which end now.
#ifndef INDGANG_BENCH_MANY_CASES_H_
#define INDGANG_BENCH_MANY_CASES_H_

#include <random>
#include <string>

namespace indgang::bench {

// What is open is the work of some weeks, however long the history: this many, the newest ones.
inline constexpr int kOpenCases = 2'000;

// Writes `cases` cases of ten years straight through storage: each with its enquiry, event and indexed words, one in
// four with a referral. Ends the program when something fails.
void MakeManyCases(const std::string& path, int cases);

// What is in such a database, drawn as it is spread there.
class ManyCases {
 public:
  explicit ManyCases(int cases) : cases_(cases) {}

  // "cases/2026-000123", any case.
  std::string Name();
  // A company that has cases.
  std::string Company();
  // A contact person (Member.id).
  std::string ContactPerson();
  // A word that was said: the commoner, the likelier.
  std::string Word();

 private:
  const int cases_;
  std::mt19937 random_{1};
};

// The authority that the restricted caller is limited to: every twelfth referral is its.
inline constexpr char kAuthority[] = "police";

}  // namespace indgang::bench

#endif  // INDGANG_BENCH_MANY_CASES_H_
