#include "tests/support/fault_vfs.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <new>
#include <random>
#include <string_view>
#include <vector>

namespace indgang {
namespace {

enum class Operation { kRead, kWrite, kTruncate, kSync };

bool CanHit(FaultVfs::Fault fault, Operation operation) {
  switch (fault) {
    case FaultVfs::Fault::kDiskFull:
    case FaultVfs::Fault::kShortWrite:
      return operation == Operation::kWrite;
    case FaultVfs::Fault::kSyncError:
      return operation == Operation::kSync;
    case FaultVfs::Fault::kIoError:
    case FaultVfs::Fault::kPowerCut:
      return true;
  }
  return false;
}

int ErrorOf(Operation operation) {
  switch (operation) {
    case Operation::kRead:
      return SQLITE_IOERR_READ;
    case Operation::kWrite:
      return SQLITE_IOERR_WRITE;
    case Operation::kTruncate:
      return SQLITE_IOERR_TRUNCATE;
    case Operation::kSync:
      return SQLITE_IOERR_FSYNC;
  }
  return SQLITE_IOERR;
}

// A write or truncation that has not been synced.
struct Change {
  std::int64_t offset = 0;
  std::string before;
  std::string after;
  std::int64_t size_before = 0;
  bool truncates = false;
};

void Require(bool ok, const char* what) {
  if (ok) return;
  std::perror(what);
  std::abort();
}

}  // namespace

struct FaultVfs::Impl {
  sqlite3_vfs vfs{};
  sqlite3_vfs* real = nullptr;
  std::string name;

  mutable std::mutex mutex;
  std::map<std::string, std::vector<Change>> unsynced;
  bool armed = false;
  Fault fault = Fault::kIoError;
  std::int64_t countdown = 0;
  bool failed = false;
  bool power_is_off = false;
  std::int64_t wal_syncs = 0;

  // The fault that hits this operation, if any. `mutex` is held.
  bool Hits(Operation operation) {
    if (power_is_off) return true;
    if (!armed || !CanHit(fault, operation) || --countdown > 0) return false;
    armed = false;
    failed = true;
    power_is_off = fault == Fault::kPowerCut;
    return true;
  }
};

namespace {

using Impl = FaultVfs::Impl;

// Lies in memory that SQLite gives, with the real VFS's file behind it.
struct File {
  sqlite3_file base;
  Impl* impl;
  const char* path;  // owned by SQLite, lives as long as the file
  bool is_wal;

  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  std::string key() const { return path == nullptr ? "" : path; }
};

File& AsFile(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
Impl& AsImpl(sqlite3_vfs* vfs) { return *static_cast<Impl*>(vfs->pAppData); }

int Close(sqlite3_file* file) { return AsFile(file).real()->pMethods->xClose(AsFile(file).real()); }

int Read(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
  File& self = AsFile(file);
  const std::lock_guard<std::mutex> lock(self.impl->mutex);
  if (self.impl->Hits(Operation::kRead)) return ErrorOf(Operation::kRead);
  return self.real()->pMethods->xRead(self.real(), to, size, offset);
}

// Remembers what the change replaces.
void Remember(File& self, Change change) {
  sqlite3_int64 size = 0;
  self.real()->pMethods->xFileSize(self.real(), &size);
  change.size_before = size;
  change.before.resize(change.truncates ? std::max<std::int64_t>(size - change.offset, 0) : change.after.size());
  // Past the end of the file, xRead fills up with zeroes.
  if (!change.before.empty()) {
    self.real()->pMethods->xRead(self.real(), change.before.data(), static_cast<int>(change.before.size()),
                                 change.offset);
  }
  self.impl->unsynced[self.key()].push_back(std::move(change));
}

int Write(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  File& self = AsFile(file);
  const std::lock_guard<std::mutex> lock(self.impl->mutex);
  int result = SQLITE_OK;
  if (self.impl->Hits(Operation::kWrite)) {
    if (self.impl->fault == FaultVfs::Fault::kDiskFull) return SQLITE_FULL;
    if (self.impl->fault != FaultVfs::Fault::kShortWrite) return ErrorOf(Operation::kWrite);
    size /= 2;
    result = ErrorOf(Operation::kWrite);
  }
  Remember(self,
           {.offset = offset, .before = {}, .after = {static_cast<const char*>(from), static_cast<size_t>(size)}});
  const int written = self.real()->pMethods->xWrite(self.real(), from, size, offset);
  return result == SQLITE_OK ? written : result;
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  File& self = AsFile(file);
  const std::lock_guard<std::mutex> lock(self.impl->mutex);
  if (self.impl->Hits(Operation::kTruncate)) return ErrorOf(Operation::kTruncate);
  Remember(self, {.offset = size, .before = {}, .after = {}, .size_before = 0, .truncates = true});
  return self.real()->pMethods->xTruncate(self.real(), size);
}

int Sync(sqlite3_file* file, int) {
  File& self = AsFile(file);
  const std::lock_guard<std::mutex> lock(self.impl->mutex);
  if (self.impl->Hits(Operation::kSync)) return ErrorOf(Operation::kSync);
  self.impl->wal_syncs += self.is_wal ? 1 : 0;
  self.impl->unsynced.erase(self.key());
  return SQLITE_OK;
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  return AsFile(file).real()->pMethods->xFileSize(AsFile(file).real(), size);
}
int Lock(sqlite3_file* file, int level) { return AsFile(file).real()->pMethods->xLock(AsFile(file).real(), level); }
int Unlock(sqlite3_file* file, int level) { return AsFile(file).real()->pMethods->xUnlock(AsFile(file).real(), level); }
int CheckReservedLock(sqlite3_file* file, int* result) {
  return AsFile(file).real()->pMethods->xCheckReservedLock(AsFile(file).real(), result);
}
int FileControl(sqlite3_file* file, int operation, void* argument) {
  return AsFile(file).real()->pMethods->xFileControl(AsFile(file).real(), operation, argument);
}
int SectorSize(sqlite3_file* file) { return AsFile(file).real()->pMethods->xSectorSize(AsFile(file).real()); }
int DeviceCharacteristics(sqlite3_file* file) {
  return AsFile(file).real()->pMethods->xDeviceCharacteristics(AsFile(file).real());
}
int ShmMap(sqlite3_file* file, int page, int size, int extend, void volatile** to) {
  return AsFile(file).real()->pMethods->xShmMap(AsFile(file).real(), page, size, extend, to);
}
int ShmLock(sqlite3_file* file, int offset, int count, int flags) {
  return AsFile(file).real()->pMethods->xShmLock(AsFile(file).real(), offset, count, flags);
}
void ShmBarrier(sqlite3_file* file) { AsFile(file).real()->pMethods->xShmBarrier(AsFile(file).real()); }
int ShmUnmap(sqlite3_file* file, int remove) {
  return AsFile(file).real()->pMethods->xShmUnmap(AsFile(file).real(), remove);
}

// Version 2: without memory-mapped reads and writes, which would go past us.
constexpr sqlite3_io_methods kMethods = {2,
                                         Close,
                                         Read,
                                         Write,
                                         Truncate,
                                         Sync,
                                         FileSize,
                                         Lock,
                                         Unlock,
                                         CheckReservedLock,
                                         FileControl,
                                         SectorSize,
                                         DeviceCharacteristics,
                                         ShmMap,
                                         ShmLock,
                                         ShmBarrier,
                                         ShmUnmap,
                                         nullptr,
                                         nullptr};

int Open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  Impl& impl = AsImpl(vfs);
  File* self = new (file) File{};
  {
    const std::lock_guard<std::mutex> lock(impl.mutex);
    if (impl.power_is_off) return SQLITE_CANTOPEN;
  }
  const int result = impl.real->xOpen(impl.real, path, self->real(), flags, out_flags);
  if (result != SQLITE_OK) return result;
  self->impl = &impl;
  self->path = path;
  self->is_wal = (flags & SQLITE_OPEN_WAL) != 0;
  self->base.pMethods = &kMethods;
  return SQLITE_OK;
}

int Delete(sqlite3_vfs* vfs, const char* path, int sync) {
  Impl& impl = AsImpl(vfs);
  const std::lock_guard<std::mutex> lock(impl.mutex);
  if (impl.power_is_off) return SQLITE_IOERR_DELETE;
  impl.unsynced.erase(path);
  return impl.real->xDelete(impl.real, path, sync);
}

int Access(sqlite3_vfs* vfs, const char* path, int flags, int* result) {
  return AsImpl(vfs).real->xAccess(AsImpl(vfs).real, path, flags, result);
}
int FullPathname(sqlite3_vfs* vfs, const char* path, int size, char* to) {
  return AsImpl(vfs).real->xFullPathname(AsImpl(vfs).real, path, size, to);
}
int Randomness(sqlite3_vfs* vfs, int size, char* to) {
  return AsImpl(vfs).real->xRandomness(AsImpl(vfs).real, size, to);
}
int Sleep(sqlite3_vfs* vfs, int microseconds) { return AsImpl(vfs).real->xSleep(AsImpl(vfs).real, microseconds); }
int CurrentTime(sqlite3_vfs* vfs, double* to) { return AsImpl(vfs).real->xCurrentTime(AsImpl(vfs).real, to); }
int GetLastError(sqlite3_vfs*, int, char*) { return 0; }

void WriteAll(int descriptor, std::string_view bytes, std::int64_t offset) {
  Require(pwrite(descriptor, bytes.data(), bytes.size(), offset) == static_cast<ssize_t>(bytes.size()), "pwrite");
}

}  // namespace

FaultVfs::FaultVfs() : impl_(std::make_unique<Impl>()) {
  static std::atomic<int> count = 0;
  impl_->name = "fault" + std::to_string(++count);
  impl_->real = sqlite3_vfs_find(nullptr);
  sqlite3_vfs& vfs = impl_->vfs;
  vfs.iVersion = 1;
  vfs.szOsFile = static_cast<int>(sizeof(File)) + impl_->real->szOsFile;
  vfs.mxPathname = impl_->real->mxPathname;
  vfs.zName = impl_->name.c_str();
  vfs.pAppData = impl_.get();
  vfs.xOpen = Open;
  vfs.xDelete = Delete;
  vfs.xAccess = Access;
  vfs.xFullPathname = FullPathname;
  vfs.xRandomness = Randomness;
  vfs.xSleep = Sleep;
  vfs.xCurrentTime = CurrentTime;
  vfs.xGetLastError = GetLastError;
  Require(sqlite3_vfs_register(&vfs, 0) == SQLITE_OK, "sqlite3_vfs_register");
}

FaultVfs::~FaultVfs() { sqlite3_vfs_unregister(&impl_->vfs); }

const std::string& FaultVfs::name() const { return impl_->name; }

void FaultVfs::FailAt(std::int64_t nth, Fault fault) {
  const std::lock_guard<std::mutex> lock(impl_->mutex);
  impl_->armed = true;
  impl_->failed = false;
  impl_->fault = fault;
  impl_->countdown = nth;
}

bool FaultVfs::failed() const {
  const std::lock_guard<std::mutex> lock(impl_->mutex);
  return impl_->failed;
}

void FaultVfs::Heal() {
  const std::lock_guard<std::mutex> lock(impl_->mutex);
  impl_->armed = false;
  impl_->power_is_off = false;
}

std::int64_t FaultVfs::wal_syncs() const {
  const std::lock_guard<std::mutex> lock(impl_->mutex);
  return impl_->wal_syncs;
}

void FaultVfs::LeaveWhatTheDiskHolds(std::uint64_t seed) {
  constexpr std::size_t kSector = 512;
  std::mt19937_64 random(seed);
  const std::lock_guard<std::mutex> lock(impl_->mutex);
  for (const auto& [path, changes] : impl_->unsynced) {
    const int file = open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0) continue;  // deleted meanwhile
    for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
      WriteAll(file, change->before, change->offset);
      Require(ftruncate(file, change->size_before) == 0, "ftruncate");
    }
    for (const Change& change : changes) {
      const std::uint64_t fate = random() % 4;
      if (fate < 2) continue;  // lost
      if (change.truncates) {
        Require(ftruncate(file, change.offset) == 0, "ftruncate");
        continue;
      }
      std::string_view kept = change.after;
      if (fate == 2) kept = kept.substr(0, random() % (kept.size() / kSector + 1) * kSector);
      WriteAll(file, kept, change.offset);
    }
    close(file);
  }
  impl_->unsynced.clear();
}

}  // namespace indgang
