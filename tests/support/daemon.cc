#include "tests/support/daemon.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "absl/time/clock.h"
#include "base/files.h"
#include "tests/support/error_matchers.h"
#include "tests/support/small_knowledge.h"

namespace indgang::testing {
namespace {

std::string Text(const std::string& path) { return ReadFile(path).value_or(""); }

}  // namespace

Daemon::Daemon(const std::string& folder, const std::vector<std::string>& arguments,
               const std::vector<std::string>& environment, rlim_t file_limit)
    : out_(folder + "/stdout"), err_(folder + "/stderr") {
  // What an earlier run in the same folder said must not be taken for this one's.
  ::unlink(out_.c_str());
  ::unlink(err_.c_str());
  std::vector<std::string> words = {INDGANGD_PATH};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ == 0) {
    for (const std::string& each : environment) ::putenv(const_cast<char*>(each.c_str()));
    ::dup2(::open(out_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
    ::dup2(::open(err_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
    const rlimit limit = {file_limit, file_limit};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::signal(SIGXFSZ, SIG_IGN);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
}

Daemon::~Daemon() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
}

std::string Daemon::WaitUntilReady() {
  const std::string prefix = "indgangd: listening on ";
  for (int i = 0; i < 2000; ++i) {
    const std::string out = Text(out_);
    if (!out.empty() && out.back() == '\n') return out.substr(prefix.size(), out.size() - prefix.size() - 1);
    if (::waitpid(pid_, &status_, WNOHANG) == pid_) {
      pid_ = -1;
      return "";
    }
    absl::SleepFor(absl::Milliseconds(10));
  }
  return "";
}

void Daemon::Signal(int signal) { ::kill(pid_, signal); }

Ended Daemon::WaitForEnd() {
  for (int i = 0; pid_ > 0 && i < 2000; ++i) {
    if (::waitpid(pid_, &status_, WNOHANG) == pid_) {
      pid_ = -1;
      break;
    }
    absl::SleepFor(absl::Milliseconds(10));
  }
  return {pid_ > 0 || !WIFEXITED(status_) ? -1 : WEXITSTATUS(status_), Text(out_), Text(err_)};
}

std::string Daemon::err() const { return Text(err_); }

DaemonTest::DaemonTest() { WriteBundle('a'); }

void DaemonTest::WriteBundle(char hash) {
  knowledge::v1::KnowledgeBase base = testing::SmallKnowledgeBase();
  base.mutable_revision()->set_content_hash(std::string(64, hash));
  ASSERT_THAT(WriteFileAtomically(knowledge_, knowledge::SerializeBundle(base)), IsOk());
}

std::vector<std::string> DaemonTest::Arguments(const std::string& listen) const {
  return {"--listen", listen, "--db", db_, "--knowledge", knowledge_};
}

Ended DaemonTest::Run(const std::vector<std::string>& arguments, const std::vector<std::string>& environment) {
  return Daemon(folder_.path(), arguments, environment).WaitForEnd();
}

std::string DaemonTest::AdminSecret() const {
  const std::string text = ReadFile(db_ + ".admin-token").value_or("\n");
  return text.substr(0, text.size() - 1);
}

std::vector<std::string> DaemonTest::Files() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    const std::string name = entry.path().filename().string();
    if (name != "stdout" && name != "stderr") names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace indgang::testing
