// An SQLite VFS over the real one that can fail, and that knows what would be left after a power cut.
#ifndef INDGANG_TESTS_SUPPORT_FAULT_VFS_H_
#define INDGANG_TESTS_SUPPORT_FAULT_VFS_H_

#include <cstdint>
#include <memory>
#include <string>

namespace indgang {

// Passes everything on to the real files, but keeps what every write since the last sync of a file replaced. Never
// really syncs: what is durable is its own bookkeeping. May be used from several threads. Destroy it last.
class FaultVfs {
 public:
  enum class Fault {
    // EIO on a read, write, truncate or sync.
    kIoError,
    // ENOSPC on a write.
    kDiskFull,
    // Half of a write reaches the file, then EIO.
    kShortWrite,
    // A sync fails; later ones would succeed.
    kSyncError,
    // From here on nothing reaches the files and everything fails.
    kPowerCut,
  };

  FaultVfs();
  ~FaultVfs();
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;

  // What SQLite knows it as.
  const std::string& name() const;

  // The `nth` operation from now on (1 is the next) that `fault` can hit fails, once.
  void FailAt(std::int64_t nth, Fault fault);
  // Whether that has happened.
  bool failed() const;
  // Forgets about faults, the power is back.
  void Heal();

  // Syncs of write-ahead logs so far.
  std::int64_t wal_syncs() const;

  // Makes the files what a disk may hold after the power was cut: all that was synced, and of what was not, an
  // arbitrary part, chosen by `seed`; writes may be torn at 512 bytes. No file may be open.
  void LeaveWhatTheDiskHolds(std::uint64_t seed);

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace indgang

#endif  // INDGANG_TESTS_SUPPORT_FAULT_VFS_H_
