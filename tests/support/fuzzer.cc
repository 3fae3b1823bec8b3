#include "tests/support/fuzzer.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>

#include "gtest/gtest.h"
#include "tests/support/measured.h"

namespace indgang::testing {
namespace {

// In seconds.
constexpr unsigned kMostForOneInput = 20;

// What a signal handler says.
char going_on[200];

extern "C" void SayAndEnd(int number) {
  const char* what = number == SIGALRM ? ": this input hangs\n" : ": this input crashes\n";
  // Nothing can be done when it cannot be said.
  if (write(STDERR_FILENO, going_on, std::strlen(going_on)) < 0) _exit(1);
  if (write(STDERR_FILENO, what, std::strlen(what)) < 0) _exit(1);
  signal(number == SIGALRM ? SIGABRT : number, SIG_DFL);
  raise(number == SIGALRM ? SIGABRT : number);
}

}  // namespace

std::string Mutated(const std::vector<std::string>& examples, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto below = [&](std::size_t count) { return count == 0 ? 0 : static_cast<std::size_t>(random() % count); };
  const auto piece = [&](const std::string& from) {
    const std::size_t begin = below(from.size());
    return from.substr(begin, below(std::min<std::size_t>(from.size() - begin, 64) + 1));
  };
  // What readers of text and of lengths take for something special.
  static const std::string special[] = {std::string(1, '\0'),
                                        "\xff\xff\xff\xff\x0f",
                                        "\x80",
                                        "\xed\xa0\x80",
                                        "\xef\xbb\xbf",
                                        "\"",
                                        "'",
                                        "\\",
                                        "\r\n",
                                        "---\n",
                                        ":::",
                                        "{{",
                                        "}}",
                                        "[",
                                        "](",
                                        "(((((((((((((((((",
                                        "NOT ",
                                        " AND ",
                                        ";",
                                        ",",
                                        "-9223372036854775808",
                                        "99999999999999999999",
                                        "0",
                                        "*",
                                        "\t",
                                        "#",
                                        "&a",
                                        "*a",
                                        "!!binary ",
                                        "|",
                                        ">",
                                        "<",
                                        "`",
                                        "\xe2\x80\xae"};
  std::string made = examples[below(examples.size())];
  for (std::size_t steps = 1 + below(6); steps > 0; --steps) {
    const std::size_t at = below(made.size() + 1);
    switch (below(8)) {
      case 0:
        if (at < made.size()) made[at] = static_cast<char>(random());
        break;
      case 1:
        if (at < made.size()) made[at] = static_cast<char>(made[at] ^ (1 << below(8)));
        break;
      case 2:
        made.erase(at, below(32));
        break;
      case 3:
        made.resize(at);
        break;
      case 4:
        made.insert(at, special[below(std::size(special))]);
        break;
      case 5:
        made.insert(at, piece(made));
        break;
      case 6:
        made.insert(at, piece(examples[below(examples.size())]));
        break;
      default: {
        const std::string again = piece(made);
        for (std::size_t times = below(50); times > 0 && made.size() < 100'000; --times) made.insert(at, again);
      }
    }
  }
  return made;
}

void Fuzz(const std::string& name, const std::vector<std::string>& examples,
          const std::function<void(const std::string& input)>& target) {
  const int seconds = CountFromEnvironment("INDGANG_FUZZ_SECONDS", 1);
  const int only = CountFromEnvironment("INDGANG_FUZZ_SEED", 0);
  constexpr int kSignals[] = {SIGSEGV, SIGABRT, SIGFPE, SIGBUS, SIGILL, SIGALRM};
  for (const int number : kSignals) signal(number, SayAndEnd);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  std::uint64_t seed = only > 0 ? static_cast<std::uint64_t>(only) : 1;
  while (true) {
    std::snprintf(going_on, sizeof going_on, "fuzzing %s, seed %llu", name.c_str(),
                  static_cast<unsigned long long>(seed));
    alarm(kMostForOneInput);
    target(Mutated(examples, seed));
    if (only > 0 || std::chrono::steady_clock::now() >= end) break;
    ++seed;
  }
  alarm(0);
  for (const int number : kSignals) signal(number, SIG_DFL);
  const bool failed = ::testing::Test::HasFailure();
  PrintMeasured("R7", failed ? "an answer that must not be" : "0 crashes or hangs", "0", !failed,
                name + ", seeds " + (only > 0 ? "" : "1 to ") + std::to_string(seed));
}

}  // namespace indgang::testing
