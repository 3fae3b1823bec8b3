// The servers that benchmarks measure and compare, each in a process of its own.
#ifndef INDGANG_BENCH_CONTENDER_H_
#define INDGANG_BENCH_CONTENDER_H_

#include <sys/types.h>

#include <string>

#include "absl/strings/string_view.h"

namespace indgang::bench {

// "durable": the case service as it is. "single": the same with a commit for each write. "echo": answers GetCase with a
// ready-made response, without token, rights or database.
struct ContenderOptions {
  std::string kind;
  // knowledge.binpb; not for echo.
  std::string knowledge;
  // Database, or for echo a file with the bytes of the GetCaseResponse to answer with.
  std::string file;
};

// A running contender. Stops it when destroyed.
class Contender {
 public:
  // Starts this very program again in the role of a server and waits until it listens. Ends the program when that
  // fails.
  explicit Contender(const ContenderOptions& options);
  ~Contender();
  Contender(const Contender&) = delete;
  Contender& operator=(const Contender&) = delete;

  // "127.0.0.1:43211".
  const std::string& address() const { return address_; }
  // Memory that it has resident, in bytes.
  double resident_bytes() const;
  // Ends it at once, as a crash does (kill -9).
  void Crash();

 private:
  pid_t process_;
  int its_input_;
  std::string address_;
};

// When the command line asks for the role of a server: plays it until standard input ends and returns true.
bool ServedAsContender(int argc, char** argv);

// Ends the program with what went wrong.
[[noreturn]] void Die(absl::string_view what);

}  // namespace indgang::bench

#endif  // INDGANG_BENCH_CONTENDER_H_
