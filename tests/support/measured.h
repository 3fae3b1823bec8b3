// The long runs of tests: how long, and the line that says what came out.
#ifndef INDGANG_TESTS_SUPPORT_MEASURED_H_
#define INDGANG_TESTS_SUPPORT_MEASURED_H_

#include <cstdlib>
#include <iostream>
#include <string>

namespace indgang::testing {

// A count that the environment may set; `standard` when it does not or sets no positive number.
inline int CountFromEnvironment(const char* variable, int standard) {
  const char* text = std::getenv(variable);
  const int count = text == nullptr ? 0 : std::atoi(text);
  return count > 0 ? count : standard;
}

// "R5: measured 0 effects … (target 0) met: …", as scripts/bench prints for every benchmark.
inline void PrintMeasured(const std::string& id, const std::string& measured, const std::string& target, bool met,
                          const std::string& what) {
  std::cout << id << ": measured " << measured << " (target " << target << ") " << (met ? "met" : "short") << ": "
            << what << std::endl;
}

}  // namespace indgang::testing

#endif  // INDGANG_TESTS_SUPPORT_MEASURED_H_
