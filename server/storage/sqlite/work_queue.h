// A bounded queue between the callers of Storage and its threads.
#ifndef INDGANG_SERVER_STORAGE_SQLITE_WORK_QUEUE_H_
#define INDGANG_SERVER_STORAGE_SQLITE_WORK_QUEUE_H_

#include <cstddef>
#include <deque>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace indgang::storage {

// First in, first out. All methods may be called from any thread.
template <typename Item>
class WorkQueue {
 public:
  explicit WorkQueue(std::size_t capacity) : capacity_(capacity) {}

  // Moves from `item` and returns true; leaves it alone and returns false when the queue is full or closed.
  bool Push(Item& item) {
    absl::MutexLock lock(&mutex_);
    if (closed_ || items_.size() >= capacity_) return false;
    items_.push_back(std::move(item));
    not_empty_.Signal();
    return true;
  }

  // Waits for items and moves up to `most` of them into `items`, which it empties first. False when the queue is closed
  // and empty.
  bool Pop(std::size_t most, std::vector<Item>& items) {
    items.clear();
    absl::MutexLock lock(&mutex_);
    while (items_.empty()) {
      if (closed_) return false;
      not_empty_.Wait(&mutex_);
    }
    while (!items_.empty() && items.size() < most) {
      items.push_back(std::move(items_.front()));
      items_.pop_front();
    }
    return true;
  }

  // Takes no more items; what is in the queue can still be taken out.
  void Close() {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
    not_empty_.SignalAll();
  }

 private:
  const std::size_t capacity_;
  absl::Mutex mutex_;
  absl::CondVar not_empty_;
  std::deque<Item> items_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace indgang::storage

#endif  // INDGANG_SERVER_STORAGE_SQLITE_WORK_QUEUE_H_
