// The time, as something that is passed in. Code that needs "now" takes a Clock&; only main functions make a
// SystemClock.
#ifndef INDGANG_BASE_CLOCK_H_
#define INDGANG_BASE_CLOCK_H_

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace indgang {

// Tells the time. Implementations may be called from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

// The machine's clock.
class SystemClock final : public Clock {
 public:
  absl::Time Now() const override;
};

// A clock that stands still until it is told otherwise: `SimulatedClock clock(start); clock.Advance(absl::Hours(24));`.
class SimulatedClock final : public Clock {
 public:
  explicit SimulatedClock(absl::Time now) : now_(now) {}
  absl::Time Now() const override;
  void Set(absl::Time now);
  void Advance(absl::Duration duration);

 private:
  mutable absl::Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace indgang

#endif  // INDGANG_BASE_CLOCK_H_
