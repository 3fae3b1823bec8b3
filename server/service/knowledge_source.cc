#include "server/service/knowledge_source.h"

#include "base/errors.h"
#include "base/status_macros.h"
#include "knowledge/bundle.h"

namespace indgang::service {

absl::StatusOr<std::unique_ptr<KnowledgeSource>> KnowledgeSource::Open(const std::string& path, const Clock& clock,
                                                                       Log& log) {
  std::unique_ptr<KnowledgeSource> source(new KnowledgeSource(path, clock, log));
  // Looked at before it is read: a change in between is then found at the first Refresh.
  source->seen_ = SignatureOf(path);
  INDGANG_ASSIGN_OR_RETURN(std::shared_ptr<const knowledge::Bundle> bundle, knowledge::LoadBundle(path));
  auto router = std::make_shared<const knowledge::Router>(std::move(bundle));
  absl::MutexLock lock(&source->mutex_);
  source->current_ = std::move(router);
  source->loaded_ = clock.Now();
  return source;
}

KnowledgeSource::~KnowledgeSource() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (watcher_.joinable()) watcher_.join();
}

std::shared_ptr<const knowledge::Router> KnowledgeSource::Current() const {
  absl::MutexLock lock(&mutex_);
  return current_;
}

KnowledgeSource::Loaded KnowledgeSource::Newest() const {
  absl::MutexLock lock(&mutex_);
  return {current_, loaded_};
}

void KnowledgeSource::Refresh() {
  const FileSignature now = SignatureOf(path_);
  if (now == seen_) return;
  seen_ = now;
  absl::StatusOr<std::shared_ptr<const knowledge::Bundle>> bundle = knowledge::LoadBundle(path_);
  if (!bundle.ok()) {
    LogEvent(log_, clock_.Now(), "knowledge_refused",
             {{"reason", GetReason(bundle.status())}, {"message", std::string(bundle.status().message())}},
             LogLevel::kWarning);
    return;
  }
  const std::string hash = (*bundle)->message().revision().content_hash();
  auto router = std::make_shared<const knowledge::Router>(*std::move(bundle));
  {
    absl::MutexLock lock(&mutex_);
    current_ = std::move(router);
    loaded_ = clock_.Now();
  }
  LogEvent(log_, clock_.Now(), "knowledge_loaded", {{"content_hash", hash}});
}

void KnowledgeSource::StartWatching(absl::Duration interval) {
  watcher_ = std::thread([this, interval] {
    while (true) {
      {
        absl::MutexLock lock(&mutex_);
        if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), interval)) return;
      }
      Refresh();
    }
  });
}

}  // namespace indgang::service
