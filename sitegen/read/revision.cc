#include "sitegen/read/revision.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"

extern char** environ;

namespace indgang::sitegen::read {
namespace {

// Standard output of git in `folder`; nullopt when it cannot be run or fails.
std::optional<std::string> RunGit(const std::string& folder, std::vector<std::string> arguments) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return std::nullopt;
  // Reading must not take the index lock from an editor's own git.
  std::vector<std::string> command = {"git", "--no-optional-locks", "-C", folder};
  command.insert(command.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& argument : command) argv.push_back(argument.data());
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  pid_t child = 0;
  const int error = posix_spawnp(&child, "git", &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  std::string output;
  char buffer[4096];
  while (error == 0) {
    const ssize_t count = ::read(ends[0], buffer, sizeof(buffer));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    output.append(buffer, static_cast<std::size_t>(count));
  }
  close(ends[0]);
  if (error != 0) return std::nullopt;
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return std::nullopt;
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return std::nullopt;
  return output;
}

}  // namespace

std::string GitRevision(const std::string& folder) {
  std::optional<std::string> commit = RunGit(folder, {"log", "-1", "--format=%H", "--", "."});
  const std::optional<std::string> changes =
      RunGit(folder, {"status", "--porcelain", "--untracked-files=normal", "--", "."});
  if (!commit.has_value() || !changes.has_value()) return "";
  absl::StripAsciiWhitespace(&*commit);
  if (changes->empty()) return *commit;
  if (commit->empty()) {
    // Files that no commit has seen yet: the newest commit, and more.
    commit = RunGit(folder, {"rev-parse", "HEAD"});
    if (!commit.has_value()) return "";
    absl::StripAsciiWhitespace(&*commit);
  }
  return *commit + "-dirty";
}

}  // namespace indgang::sitegen::read
