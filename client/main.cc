// indgang: the command line for the municipality's staff and for scripts.
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "client/cli.h"

namespace {

std::optional<std::string> Variable(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

int TerminalWidth() {
  winsize size{};
  if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

}  // namespace

int main(int argc, char** argv) {
  // What gRPC logs on its way is in the error that the command ends with.
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  indgang::SystemClock clock;
  indgang::SystemRandom random;
  const indgang::client::Environment environment = {
      .variable = Variable,
      .working_directory = std::filesystem::current_path(error).string(),
      .program_directory = program.parent_path().string(),
      .in = &std::cin,
      .out = &std::cout,
      .err = &std::cerr,
      .terminal_width = TerminalWidth(),
      .clock = &clock,
      .random = &random,
      .sleep = [](absl::Duration duration) { absl::SleepFor(duration); },
  };
  return indgang::client::RunCommandLine(std::vector<std::string>(argv + 1, argv + argc), environment);
}
