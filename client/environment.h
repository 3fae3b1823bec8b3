// Everything the command line takes from the machine it runs on, so that tests can hand it something else.
#ifndef INDGANG_CLIENT_ENVIRONMENT_H_
#define INDGANG_CLIENT_ENVIRONMENT_H_

#include <functional>
#include <istream>
#include <optional>
#include <ostream>
#include <string>

#include "absl/time/time.h"
#include "base/clock.h"
#include "base/random.h"

namespace indgang::client {

// Pointers are never null and are not owned.
struct Environment {
  // Value of an environment variable; nullopt when unset.
  std::function<std::optional<std::string>(const std::string& name)> variable;
  // Absolute paths: where the command was typed, and the folder of the program itself.
  std::string working_directory;
  std::string program_directory;
  std::istream* in;
  std::ostream* out;
  std::ostream* err;
  // Columns of the terminal that `out` goes to; 0 when it is none: then nothing is wrapped or coloured.
  int terminal_width;
  Clock* clock;
  Random* random;
  // Waits between attempts.
  std::function<void(absl::Duration)> sleep;
};

}  // namespace indgang::client

#endif  // INDGANG_CLIENT_ENVIRONMENT_H_
