// The command line of Indgang: from arguments to exit code.
#ifndef INDGANG_CLIENT_CLI_H_
#define INDGANG_CLIENT_CLI_H_

#include <string>
#include <vector>

#include "client/environment.h"

namespace indgang::client {

// Runs the command that `arguments` (without the program's name) asks for and returns the exit code (client/failure.h).
// Results go to `environment.out`, everything else to `environment.err`.
int RunCommandLine(const std::vector<std::string>& arguments, const Environment& environment);

}  // namespace indgang::client

#endif  // INDGANG_CLIENT_CLI_H_
