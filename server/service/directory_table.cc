#include "server/service/directory_table.h"

#include <string>
#include <utility>
#include <vector>

#include "base/status_macros.h"

namespace indgang::service {

absl::Status DirectoryTable::Load(storage::Storage& storage) {
  return storage::ReadAndWait(storage, [this](storage::ReadTransaction& tx) -> absl::Status {
    constexpr int kPage = 500;
    std::vector<directory::v1::Member> members;
    while (true) {
      const std::string after = members.empty() ? "" : members.back().id();
      INDGANG_ASSIGN_OR_RETURN(std::vector<directory::v1::Member> page, tx.ListMembers(after, kPage));
      members.insert(members.end(), page.begin(), page.end());
      if (page.size() < kPage) break;
    }
    absl::MutexLock lock(&mutex_);
    stored_ = newest_ = std::make_shared<const domain::Directory>(std::move(members));
    return absl::OkStatus();
  });
}

DirectoryTable::Snapshot DirectoryTable::Stored() const {
  absl::MutexLock lock(&mutex_);
  return stored_;
}

DirectoryTable::Snapshot DirectoryTable::Newest() const {
  absl::MutexLock lock(&mutex_);
  return newest_;
}

void DirectoryTable::Stage(Snapshot next) {
  absl::MutexLock lock(&mutex_);
  newest_ = std::move(next);
}

void DirectoryTable::Publish(Snapshot next) {
  absl::MutexLock lock(&mutex_);
  stored_ = std::move(next);
}

}  // namespace indgang::service
