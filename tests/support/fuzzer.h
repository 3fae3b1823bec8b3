// Inputs that nobody would write, made from inputs that somebody did.
#ifndef INDGANG_TESTS_SUPPORT_FUZZER_H_
#define INDGANG_TESTS_SUPPORT_FUZZER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace indgang::testing {

// `seed` alone decides what is done to which of `examples` (at least one): bytes changed, cut out, repeated or put in,
// and pieces of other examples put between.
std::string Mutated(const std::vector<std::string>& examples, std::uint64_t seed);

// Gives mutated inputs to `target` for 1 second or as many as INDGANG_FUZZ_SECONDS says, seeds 1, 2, 3 …; with
// INDGANG_FUZZ_SEED the one input of that seed. When `target` crashes, or takes longer than 20 seconds for one input,
// the process ends and says "fuzzing NAME, seed N". Prints how many inputs there were. One at a time.
void Fuzz(const std::string& name, const std::vector<std::string>& examples,
          const std::function<void(const std::string& input)>& target);

}  // namespace indgang::testing

#endif  // INDGANG_TESTS_SUPPORT_FUZZER_H_
