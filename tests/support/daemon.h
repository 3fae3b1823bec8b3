// The real indgangd as a child process, for tests.
#ifndef INDGANG_TESTS_SUPPORT_DAEMON_H_
#define INDGANG_TESTS_SUPPORT_DAEMON_H_

#include <sys/resource.h>
#include <sys/types.h>

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/support/temporary_folder.h"

namespace indgang::testing {

// How a run of indgangd ended.
struct Ended {
  // -1 when it did not end by itself.
  int code = -1;
  std::string out;
  std::string err;
};

// indgangd as a child process; killed when the test ends before it does.
class Daemon {
 public:
  // Its output goes to files in `folder`. `environment` is added: "NAME=VALUE". `file_limit` bytes is the largest file
  // it may write: beyond, writes fail as on a full disk.
  Daemon(const std::string& folder, const std::vector<std::string>& arguments,
         const std::vector<std::string>& environment = {}, rlim_t file_limit = RLIM_INFINITY);
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  // The address it says it listens on; "" when it ended instead.
  std::string WaitUntilReady();
  void Signal(int signal);
  Ended WaitForEnd();
  // What it has written to standard error so far.
  std::string err() const;

 private:
  std::string out_;
  std::string err_;
  pid_t pid_ = -1;
  int status_ = 0;
};

// A folder with a bundle, and what indgangd needs to start there.
class DaemonTest : public ::testing::Test {
 protected:
  DaemonTest();

  // A bundle whose content hash is 64 times this letter.
  void WriteBundle(char hash);
  std::vector<std::string> Arguments(const std::string& listen = "127.0.0.1:0") const;
  Ended Run(const std::vector<std::string>& arguments, const std::vector<std::string>& environment = {});
  // Of the first admin token.
  std::string AdminSecret() const;
  // Names in the folder beside the program's output.
  std::vector<std::string> Files() const;

  TemporaryFolder folder_;
  const std::string db_ = folder_.Path("indgang.db");
  const std::string knowledge_ = folder_.Path("knowledge.binpb");
};

}  // namespace indgang::testing

#endif  // INDGANG_TESTS_SUPPORT_DAEMON_H_
