#include "server/service/knowledge_source.h"

#include <chrono>

#include "base/errors.h"
#include "base/status_macros.h"
#include "knowledge/bundle.h"

namespace indgang::service {

absl::StatusOr<std::unique_ptr<KnowledgeSource>> KnowledgeSource::Open(const std::string& path, const Clock& clock,
                                                                       Log& log) {
  std::unique_ptr<KnowledgeSource> source(new KnowledgeSource(path, clock, log));
  // Looked at before it is read: a change in between is then found at the first Refresh.
  source->seen_ = SignatureOf(path);
  INDGANG_ASSIGN_OR_RETURN(Loaded loaded, source->Load());
  absl::MutexLock lock(&source->mutex_);
  source->newest_ = std::move(loaded);
  return source;
}

absl::StatusOr<KnowledgeSource::Loaded> KnowledgeSource::Load() const {
  const auto began = std::chrono::steady_clock::now();
  INDGANG_ASSIGN_OR_RETURN(std::shared_ptr<const knowledge::Bundle> bundle, knowledge::LoadBundle(path_));
  Loaded loaded;
  loaded.router = std::make_shared<const knowledge::Router>(std::move(bundle));
  loaded.time = clock_.Now();
  loaded.took = absl::FromChrono(std::chrono::steady_clock::now() - began);
  return loaded;
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
  return newest_.router;
}

KnowledgeSource::Loaded KnowledgeSource::Newest() const {
  absl::MutexLock lock(&mutex_);
  return newest_;
}

void KnowledgeSource::Refresh() {
  const FileSignature now = SignatureOf(path_);
  if (now == seen_) return;
  seen_ = now;
  absl::StatusOr<Loaded> loaded = Load();
  if (!loaded.ok()) {
    LogEvent(log_, clock_.Now(), "knowledge_refused",
             {{"reason", GetReason(loaded.status())}, {"message", std::string(loaded.status().message())}},
             LogLevel::kWarning);
    return;
  }
  const std::string hash = loaded->router->bundle().message().revision().content_hash();
  {
    absl::MutexLock lock(&mutex_);
    newest_ = *std::move(loaded);
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
