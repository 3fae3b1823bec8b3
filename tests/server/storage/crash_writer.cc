// Registers cases in the database named by the first argument until it is killed; request ids start with the second.
// Prints the number of each case after it was acknowledged. The child of the kill -9 test.
#include <unistd.h>

#include <cstdio>

#include "server/storage/sqlite/sqlite_storage.h"
#include "tests/server/storage/ledger.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s DATABASE PREFIX\n", argv[0]);
    return 2;
  }
  indgang::storage::SqliteOptions options;
  options.path = argv[1];
  // Small, so that kills also hit checkpoints.
  options.checkpoint_pages = 50;
  const auto storage = indgang::storage::OpenSqliteStorage(std::move(options));
  if (!storage.ok()) {
    std::fprintf(stderr, "%s\n", storage.status().ToString().c_str());
    return 1;
  }
  constexpr int kWriters = 8;
  constexpr int kMost = 1'000'000;
  indgang::storage::RegisterUntilFailure(**storage, kWriters, kMost, argv[2], [](const std::string& number) {
    // One write of a short line to a pipe is atomic.
    const std::string line = number + "\n";
    if (write(STDOUT_FILENO, line.data(), line.size()) < 0) _exit(0);
  });
  return 0;
}
