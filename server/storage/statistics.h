// What a storage says of its work while it does it.
#ifndef INDGANG_SERVER_STORAGE_STATISTICS_H_
#define INDGANG_SERVER_STORAGE_STATISTICS_H_

#include <atomic>
#include <cstdint>

#include "server/metrics/histogram.h"

namespace indgang::storage {

// Written by the storage, read by anybody at any time.
struct Statistics {
  // Bodies that wait for a reader, and for the writer.
  std::atomic<int> reads_waiting = 0;
  std::atomic<int> writes_waiting = 0;
  // Bodies in one commit.
  Histogram group_size{{1, 2, 4, 8, 16, 32, 64, 128, 256, 512}};
  // From the beginning of a group's transaction until its changes are on disk.
  Histogram commit_seconds{SecondsBounds()};
  // Pages (of 4 KB) in the write-ahead log after the last commit.
  std::atomic<int> wal_pages = 0;
};

}  // namespace indgang::storage

#endif  // INDGANG_SERVER_STORAGE_STATISTICS_H_
