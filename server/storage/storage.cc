#include "server/storage/storage.h"

#include <utility>

#include "absl/synchronization/notification.h"

namespace indgang::storage {

absl::Status ReadAndWait(Storage& storage, ReadBody body) {
  absl::Notification finished;
  absl::Status result;
  storage.Read(std::move(body), [&](absl::Status status) {
    result = std::move(status);
    finished.Notify();
  });
  finished.WaitForNotification();
  return result;
}

absl::Status WriteAndWait(Storage& storage, WriteBody body) {
  absl::Notification finished;
  absl::Status result;
  storage.Write(std::move(body), [&](absl::Status status) {
    result = std::move(status);
    finished.Notify();
  });
  finished.WaitForNotification();
  return result;
}

}  // namespace indgang::storage
