// A bounded queue between the callers of Storage and its threads.
#ifndef INDGANG_SERVER_STORAGE_SQLITE_WORK_QUEUE_H_
#define INDGANG_SERVER_STORAGE_SQLITE_WORK_QUEUE_H_

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace indgang::storage {

// First in, first out. All methods may be called from any thread.
template <typename Item>
class WorkQueue {
 public:
  // `waiting`, unless it is nullptr, always holds how many items are in the queue; it outlives the queue.
  explicit WorkQueue(std::size_t capacity, std::atomic<int>* waiting = nullptr)
      : capacity_(capacity), waiting_(waiting) {}

  // Moves from `item` and returns true; leaves it alone and returns false when the queue is full or closed.
  bool Push(Item& item) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (closed_ || items_.size() >= capacity_) return false;
      items_.push_back(std::move(item));
      TellWaiting();
    }
    not_empty_.notify_one();
    return true;
  }

  // Waits for items and moves up to `most` of them into `items`, which it empties first. False when the queue is closed
  // and empty.
  bool Pop(std::size_t most, std::vector<Item>& items) {
    items.clear();
    std::unique_lock<std::mutex> lock(mutex_);
    not_empty_.wait(lock, [this] { return closed_ || !items_.empty(); });
    if (items_.empty()) return false;
    while (!items_.empty() && items.size() < most) {
      items.push_back(std::move(items_.front()));
      items_.pop_front();
    }
    TellWaiting();
    return true;
  }

  // Takes no more items; what is in the queue can still be taken out.
  void Close() {
    const std::lock_guard<std::mutex> lock(mutex_);
    closed_ = true;
    not_empty_.notify_all();
  }

 private:
  void TellWaiting() {
    if (waiting_ != nullptr) waiting_->store(static_cast<int>(items_.size()), std::memory_order_relaxed);
  }

  const std::size_t capacity_;
  std::atomic<int>* const waiting_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable not_empty_;
  std::deque<Item> items_;
  bool closed_ = false;
};

}  // namespace indgang::storage

#endif  // INDGANG_SERVER_STORAGE_SQLITE_WORK_QUEUE_H_
