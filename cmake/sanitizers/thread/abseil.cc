// Shows the thread sanitizer the locks of Abseil, which Debian builds without it: every program of the tsan preset has
// these functions, and they stand before those of libabsl_synchronization.so. They tell the sanitizer that a lock is
// taken or given back, and call the function they stand before. gRPC, also built without the sanitizer, hands work from
// thread to thread under the same locks, so that these hand-overs are seen too.
//
// Here is what Indgang and gRPC call. A function that is missing (ReaderLock, LockWhen) makes the sanitizer report
// races under its lock: add it.
#include <absl/base/options.h>
#include <absl/synchronization/blocking_counter.h>
#include <absl/synchronization/mutex.h>
#include <absl/synchronization/notification.h>
#include <absl/time/time.h>
#include <sanitizer/tsan_interface.h>

#include <string>
#include <utility>

#include "cmake/sanitizers/thread/in_library.h"

// The sanitizer's own; no header has them.
extern "C" void AnnotateIgnoreWritesBegin(const char* file, int line);
extern "C" void AnnotateIgnoreWritesEnd(const char* file, int line);

namespace {

#define INDGANG_STRING(text) #text
#define INDGANG_VALUE_STRING(macro) INDGANG_STRING(macro)

// The function in Abseil's library, by its mangled name without "_ZN4absl<namespace>".
template <typename Function>
Function* InAbseil(const char* name, const char* start = "_ZN4absl") {
  const std::string inline_namespace = INDGANG_VALUE_STRING(ABSL_OPTION_INLINE_NAMESPACE_NAME);
  return indgang::InLibrary<Function>(start + std::to_string(inline_namespace.size()) + inline_namespace + name);
}

thread_local bool inside = false;

// The library's functions call one another. Only the outermost call of a thread tells of it.
class Call {
 public:
  Call() : outermost_(!std::exchange(inside, true)) {}
  ~Call() {
    if (outermost_) inside = false;
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  bool outermost() const { return outermost_; }

 private:
  const bool outermost_;
};

// While one of these exists its mutex is being locked, or unlocked.
class Locking {
 public:
  explicit Locking(absl::Mutex* mutex) : mutex_(mutex) {
    if (call_.outermost()) __tsan_mutex_pre_lock(mutex_, 0);
  }
  ~Locking() {
    if (call_.outermost()) __tsan_mutex_post_lock(mutex_, 0, 0);
  }

 private:
  const Call call_;
  absl::Mutex* const mutex_;
};

class Unlocking {
 public:
  explicit Unlocking(absl::Mutex* mutex) : mutex_(mutex) {
    if (call_.outermost()) __tsan_mutex_pre_unlock(mutex_, 0);
  }
  ~Unlocking() {
    if (call_.outermost()) __tsan_mutex_post_unlock(mutex_, 0);
  }

 private:
  const Call call_;
  absl::Mutex* const mutex_;
};

// Who waits gives the lock back, and takes it again at the end.
class Waiting {
 public:
  explicit Waiting(absl::Mutex* mutex) : locking_(GivenBack(mutex)) {}

 private:
  static absl::Mutex* GivenBack(absl::Mutex* mutex) {
    const Unlocking unlocking(mutex);
    return mutex;
  }

  const Locking locking_;
};

}  // namespace

namespace absl {
ABSL_NAMESPACE_BEGIN

Mutex::~Mutex() {
  static auto* const destroy = InAbseil<void(Mutex*)>("5MutexD1Ev");
  // A lock may be destroyed as soon as nobody will ask for it again; how they know that, the lock need not say.
  AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
  __tsan_mutex_destroy(this, 0);
  AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
  destroy(this);
}

void Mutex::Lock() {
  static auto* const lock = InAbseil<void(Mutex*)>("5Mutex4LockEv");
  const Locking locking(this);
  lock(this);
}

void Mutex::Unlock() {
  static auto* const unlock = InAbseil<void(Mutex*)>("5Mutex6UnlockEv");
  const Unlocking unlocking(this);
  unlock(this);
}

bool Mutex::TryLock() {
  static auto* const try_lock = InAbseil<bool(Mutex*)>("5Mutex7TryLockEv");
  const Call call;
  if (!call.outermost()) return try_lock(this);
  __tsan_mutex_pre_lock(this, __tsan_mutex_try_lock);
  const bool locked = try_lock(this);
  __tsan_mutex_post_lock(this, locked ? __tsan_mutex_try_lock : __tsan_mutex_try_lock_failed, 0);
  return locked;
}

void Mutex::Await(const Condition& condition) {
  static auto* const await = InAbseil<void(Mutex*, const Condition&)>("5Mutex5AwaitERKNS0_9ConditionE");
  const Waiting waiting(this);
  await(this, condition);
}

bool Mutex::AwaitWithTimeout(const Condition& condition, Duration timeout) {
  static auto* const await =
      InAbseil<bool(Mutex*, const Condition&, Duration)>("5Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE");
  const Waiting waiting(this);
  return await(this, condition, timeout);
}

bool Mutex::AwaitWithDeadline(const Condition& condition, Time deadline) {
  static auto* const await =
      InAbseil<bool(Mutex*, const Condition&, Time)>("5Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE");
  const Waiting waiting(this);
  return await(this, condition, deadline);
}

void CondVar::Wait(Mutex* mutex) {
  static auto* const wait = InAbseil<void(CondVar*, Mutex*)>("7CondVar4WaitEPNS0_5MutexE");
  const Waiting waiting(mutex);
  wait(this, mutex);
}

bool CondVar::WaitWithTimeout(Mutex* mutex, Duration timeout) {
  static auto* const wait =
      InAbseil<bool(CondVar*, Mutex*, Duration)>("7CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE");
  const Waiting waiting(mutex);
  return wait(this, mutex, timeout);
}

bool CondVar::WaitWithDeadline(Mutex* mutex, Time deadline) {
  static auto* const wait = InAbseil<bool(CondVar*, Mutex*, Time)>("7CondVar16WaitWithDeadlineEPNS0_5MutexENS0_4TimeE");
  const Waiting waiting(mutex);
  return wait(this, mutex, deadline);
}

// These two lock a mutex of their own in ways that are not shown here. They are shown as one thing.
void Notification::Notify() {
  static auto* const notify = InAbseil<void(Notification*)>("12Notification6NotifyEv");
  __tsan_release(&notified_yet_);
  const Call call;
  notify(this);
}

void Notification::WaitForNotification() const {
  static auto* const wait = InAbseil<void(const Notification*)>("12Notification19WaitForNotificationEv", "_ZNK4absl");
  {
    const Call call;
    wait(this);
  }
  __tsan_acquire(const_cast<std::atomic<bool>*>(&notified_yet_));
}

bool BlockingCounter::DecrementCount() {
  static auto* const decrement = InAbseil<bool(BlockingCounter*)>("15BlockingCounter14DecrementCountEv");
  __tsan_release(&count_);
  const Call call;
  return decrement(this);
}

void BlockingCounter::Wait() {
  static auto* const wait = InAbseil<void(BlockingCounter*)>("15BlockingCounter4WaitEv");
  {
    const Call call;
    wait(this);
  }
  __tsan_acquire(&count_);
}

ABSL_NAMESPACE_END
}  // namespace absl
