// `sitegen check --external` as its users meet it, and that without it no socket is opened.
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/sitegen/edit/link_server.h"
#include "tests/sitegen/read/content_folder.h"

namespace indgang::sitegen {
namespace {

using ::testing::HasSubstr;

// From here on, whoever asks the kernel for a socket is killed.
bool ForbidSockets() {
  sock_filter rules[] = {
      {BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
      {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, SYS_socket},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_KILL_PROCESS},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
  };
  const sock_fprog program = {4, rules};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

class ExternalCheckTest : public ::testing::Test {
 protected:
  ExternalCheckTest() {
    // Nothing but the test's own server is asked for.
    folder_.Replace("services/registration/facts.yaml", "https://virk.example/start", "https://127.0.0.1:1/start");
    folder_.Replace("services/registration/facts.yaml", "https://virk.example\"", "https://127.0.0.1:1/start\"");
    folder_.Replace("site.yaml", "https://www.was.digst.dk/lilleby", "https://127.0.0.1:1/start");
  }

  void LinkTo(const std::string& address) {
    folder_.Write("pages/about/da.md",
                  absl::StrCat("---\ntitle: Om os\nsummary: Hvem vi er.\n---\n\n[Her](", address, ")\n"));
  }

  // Runs `sitegen check` with `arguments` and returns its exit code, or minus the signal that killed it.
  int Check(std::vector<std::string> arguments, bool sockets = true) {
    arguments.insert(arguments.begin(),
                     {SITEGEN_PROGRAM, "check", "--today", "2026-11-21", "--content", folder_.path()});
    const std::string out = (folder_.root() / "stdout").string();
    const std::string err = (folder_.root() / "stderr").string();
    std::vector<char*> raw;
    for (std::string& argument : arguments) raw.push_back(argument.data());
    raw.push_back(nullptr);
    const pid_t child = fork();
    if (child == 0) {
      if (std::freopen(out.c_str(), "w", stdout) == nullptr || std::freopen(err.c_str(), "w", stderr) == nullptr)
        _exit(98);
      if (!sockets && !ForbidSockets()) _exit(99);
      execv(raw[0], raw.data());
      _exit(97);
    }
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    out_ = *ReadFile(out);
    err_ = *ReadFile(err);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

  std::string Cache() const { return (folder_.root() / "links.json").string(); }

  read::ContentFolder folder_;
  edit::LinkServer server_;
  std::string out_;
  std::string err_;
};

TEST_F(ExternalCheckTest, WarnsCountsAndRemembers) {
  LinkTo(server_.Url("/gone"));
  EXPECT_EQ(Check({"--external", "--external-cache", Cache()}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr(absl::StrCat("/pages/about/da.md:6:7: warning [external-gone]: \"", server_.Url("/gone"),
                                           "\" answers 410 (gone)")));
  EXPECT_THAT(err_, HasSubstr(absl::StrCat("2 external addresses: 2 asked, 0 known from ", Cache())));
  EXPECT_EQ(server_.UserAgent(), "sitegen-link-check (+https://indgang.lilleby.example)");
  const std::size_t asked = server_.Requests().size();
  EXPECT_EQ(Check({"--external", "--external-cache", Cache(), "--strict"}), 1) << err_;
  EXPECT_THAT(out_, HasSubstr("[external-gone]"));
  EXPECT_EQ(server_.Requests().size(), asked);
}

TEST_F(ExternalCheckTest, WithoutTheOptionNoSocketIsOpened) {
  LinkTo(server_.Url("/gone"));
  EXPECT_EQ(Check({}, false), 0) << err_;
  EXPECT_EQ(server_.Requests().size(), 0);
  // The guard bites.
  EXPECT_EQ(Check({"--external", "--external-cache", Cache()}, false), -SIGSYS);
  EXPECT_EQ(server_.Requests().size(), 0);
}

TEST_F(ExternalCheckTest, ContentWithErrorsIsMendedFirst) {
  LinkTo(server_.Url("/gone"));
  folder_.Replace("services/permit/facts.yaml", "authority: office", "authority: ofice");
  EXPECT_EQ(Check({"--external", "--external-cache", Cache()}), 1);
  EXPECT_EQ(server_.Requests().size(), 0);
}

TEST_F(ExternalCheckTest, AnotherFileIsNotTakenForTheCache) {
  LinkTo(server_.Url("/ok"));
  ASSERT_TRUE(WriteFileAtomically(Cache(), "my notes").ok());
  EXPECT_EQ(Check({"--external", "--external-cache", Cache()}), 2);
  EXPECT_THAT(err_, HasSubstr("remove it, or name another file with --external-cache"));
  EXPECT_EQ(*ReadFile(Cache()), "my notes");
}

}  // namespace
}  // namespace indgang::sitegen
