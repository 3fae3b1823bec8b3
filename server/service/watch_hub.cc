#include "server/service/watch_hub.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "indgang/cases/v1/watch_service.pb.h"
#include "server/domain/events.h"
#include "server/domain/names.h"
#include "server/domain/people.h"
#include "server/service/event_visibility.h"

namespace indgang::service {
namespace {

using cases::v1::Case;
using cases::v1::CaseEvent;
using cases::v1::Referral;
using cases::v1::WatchCasesResponse;
using cases::v1::WatchReferralsResponse;
using storage::FeedEntry;
using storage::FeedPlace;
using storage::ReadTransaction;

// Events read at a time.
constexpr int kBatch = 200;
constexpr std::size_t kTokenHashBytes = 8;
constexpr absl::Duration kTick = absl::Seconds(1);
// Before looking again whether a stream that catches up takes more.
constexpr absl::Duration kBreath = absl::Milliseconds(5);

grpc::ByteBuffer ToBuffer(const google::protobuf::MessageLite& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

// The referral that the event tells of; nullptr when it tells of none.
const Referral* ReferralIn(const CaseEvent& event) {
  const cases::v1::ReferralChanged* changed = domain::ReferralChangeOf(event);
  return changed == nullptr ? nullptr : &changed->referral();
}

absl::Status ResumeTokenInvalid() {
  return MakeError(absl::StatusCode::kInvalidArgument, "RESUME_TOKEN_INVALID",
                   "resume_token is not from a stream of this service; wanted: the last one received, or none");
}

}  // namespace

std::string MakeResumeToken(const FeedPlace& place) {
  return absl::WebSafeBase64Escape(absl::StrCat(place.hash.substr(0, kTokenHashBytes), place.sequence));
}

absl::StatusOr<std::int64_t> ReadResumeToken(ReadTransaction& tx, absl::string_view token) {
  std::string bytes;
  std::int64_t sequence = 0;
  if (!absl::WebSafeBase64Unescape(token, &bytes) || bytes.size() <= kTokenHashBytes ||
      !absl::SimpleAtoi(bytes.substr(kTokenHashBytes), &sequence) || sequence < 0) {
    return ResumeTokenInvalid();
  }
  INDGANG_ASSIGN_OR_RETURN(const std::optional<FeedPlace> place, tx.GetFeedPlace(sequence));
  if (!place.has_value() || MakeResumeToken(*place) != token) return ResumeTokenInvalid();
  return sequence;
}

// Some events, and the messages that tell of them: each made once, however many watch.
struct WatchHub::Batch {
  struct Item {
    FeedEntry entry;
    std::shared_ptr<const std::string> token;
    // Scopes that see the case; "" always does.
    std::set<std::string> visible_to;
    // As it is now; only what is needed.
    std::string contact_person;
    std::optional<Case> current;
    // By kind and scope.
    std::map<std::pair<WatchWish::Kind, std::string>, grpc::ByteBuffer> messages;
  };
  std::vector<Item> items;
  // Nothing comes after them yet.
  bool last = false;
};

namespace {

// Whether what the watcher is shown depends on who the contact person is.
bool NeedsCase(const WatchWish& wish) { return !wish.contact_person.empty() || !wish.caller->authority().empty(); }

bool Matches(const WatchWish& wish, const std::string& scope, const FeedEntry& entry,
             const std::string& contact_person) {
  if (!wish.case_number.empty() && wish.case_number != entry.case_number) return false;
  if (wish.kind == WatchWish::Kind::kCases) {
    // Whoever had the case is still told that it went to somebody else.
    return wish.contact_person.empty() || wish.contact_person == contact_person ||
           wish.contact_person == entry.event.contact_person_handed_over().from().id();
  }
  const Referral* referral = ReferralIn(entry.event);
  return referral != nullptr && (wish.authority.empty() || wish.authority == referral->authority()) &&
         (scope.empty() || scope == referral->authority());
}

}  // namespace

WatchHub::WatchHub(storage::Storage& storage, const TokenTable& tokens, const DirectoryTable& directory,
                   AccessLog& access, const WatchOptions& options)
    : storage_(storage), tokens_(tokens), directory_(directory), access_(access), options_(options) {
  storage_.OnCommit([this] {
    const absl::MutexLock lock(&mutex_);
    committed_ = true;
  });
  thread_ = std::thread([this] { Run(); });
}

WatchHub::~WatchHub() {
  storage_.OnCommit(nullptr);
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void WatchHub::Add(std::shared_ptr<Watcher> watcher, const std::string& resume_token) {
  absl::Status refused;
  {
    const absl::MutexLock lock(&mutex_);
    refused = end_;
    if (refused.ok() && watchers_ >= options_.max_watchers) {
      refused = MakeError(absl::StatusCode::kResourceExhausted, "TOO_MANY_WATCHERS",
                          absl::StrCat("there are ", options_.max_watchers, " streams already; end one, or try later"));
    }
    if (refused.ok()) {
      ++watchers_;
      Follower& joining = joining_.emplace_back();
      joining.watcher = std::move(watcher);
      joining.resume_token = resume_token;
      return;
    }
  }
  watcher->End(refused);
}

void WatchHub::EndAll(const absl::Status& status) {
  const absl::MutexLock lock(&mutex_);
  end_ = status;
}

void WatchHub::Run() {
  absl::Time next_tick = absl::Now() + kTick;
  absl::Status told_to_end;
  bool got_on = true;
  while (true) {
    const bool behind =
        std::any_of(followers_.begin(), followers_.end(), [](const Follower& each) { return !each.live; });
    {
      const absl::MutexLock lock(&mutex_);
      const auto something = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return committed_ || stopping_ || !joining_.empty() || !end_.ok();
      };
      if (end_.ok() && !(behind && got_on)) {
        mutex_.AwaitWithDeadline(absl::Condition(&something), behind ? absl::Now() + kBreath : next_tick);
      }
      if (stopping_) return;
      committed_ = false;
      for (Follower& each : joining_) followers_.push_back(std::move(each));
      joining_.clear();
      told_to_end = end_;
      // Nobody is let in any more; all there is to do is to stop.
      if (!end_.ok() && followers_.empty()) mutex_.AwaitWithTimeout(absl::Condition(&stopping_), kTick);
    }
    if (!told_to_end.ok()) {
      for (Follower& each : followers_) each.watcher->End(told_to_end);
      watchers_ -= static_cast<int>(followers_.size());
      followers_.clear();
      continue;
    }
    Begin();
    Follow();
    got_on = false;
    for (Follower& each : followers_) {
      if (each.begun && !each.live) got_on |= CatchUp(each);
    }
    if (absl::Now() >= next_tick) {
      Tick();
      next_tick = absl::Now() + kTick;
    }
  }
}

void WatchHub::Begin() {
  if (std::all_of(followers_.begin(), followers_.end(), [](const Follower& each) { return each.begun; })) return;
  const bool none_live =
      std::none_of(followers_.begin(), followers_.end(), [](const Follower& each) { return each.live; });
  const absl::Status read = storage::ReadAndWait(storage_, [&](ReadTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(const FeedPlace end, tx.GetFeedEnd());
    const auto end_token = std::make_shared<const std::string>(MakeResumeToken(end));
    if (none_live) position_ = end.sequence;
    for (Follower& each : followers_) {
      if (each.begun) continue;
      each.begun = true;
      each.position = end.sequence;
      each.token = end_token;
      if (!each.resume_token.empty()) {
        const absl::StatusOr<std::int64_t> sequence = ReadResumeToken(tx, each.resume_token);
        if (!sequence.ok()) {
          each.watcher->End(sequence.status());
          continue;
        }
        each.position = *sequence;
        each.token = std::make_shared<const std::string>(each.resume_token);
      }
      SendToken(each);
      each.live = each.position >= position_ && each.position == end.sequence;
    }
    return absl::OkStatus();
  });
  if (read.ok()) return;
  for (Follower& each : followers_) {
    if (!each.begun) each.watcher->End(read);
    each.begun = true;
  }
}

absl::StatusOr<WatchHub::Batch> WatchHub::ReadBatch(std::int64_t after, int limit,
                                                    const std::vector<std::string>& scopes, bool with_cases,
                                                    bool live) const {
  Batch batch;
  const absl::Status read = storage::ReadAndWait(storage_, [&](ReadTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(std::vector<FeedEntry> entries, tx.ListFeed(after, limit));
    batch.last = static_cast<int>(entries.size()) < limit;
    for (FeedEntry& entry : entries) {
      Batch::Item& item = batch.items.emplace_back();
      item.token = std::make_shared<const std::string>(MakeResumeToken(entry.place));
      for (const std::string& scope : scopes) {
        bool visible = scope.empty();
        if (!visible) {
          INDGANG_ASSIGN_OR_RETURN(visible, tx.IsReferredTo(entry.case_number, scope));
        }
        if (visible) item.visible_to.insert(scope);
      }
      if (with_cases) {
        INDGANG_ASSIGN_OR_RETURN(std::optional<storage::StoredCase> stored, tx.GetCase(entry.case_number));
        if (stored.has_value()) {
          item.contact_person = stored->message.contact_person().id();
          if (live) item.current = std::move(stored->message);
        }
      }
      item.entry = std::move(entry);
    }
    return absl::OkStatus();
  });
  if (!read.ok()) return read;
  return batch;
}

void WatchHub::Deliver(Follower& follower, Batch& batch) const {
  const WatchWish& wish = follower.watcher->wish();
  for (Batch::Item& item : batch.items) {
    if (item.entry.place.sequence <= follower.position) continue;
    follower.position = item.entry.place.sequence;
    follower.token = item.token;
    const std::string& scope = domain::ScopeOn(*wish.caller, item.contact_person);
    if (item.visible_to.count(wish.caller->authority()) == 0 || !Matches(wish, scope, item.entry, item.contact_person))
      continue;
    auto [message, made] = item.messages.try_emplace({wish.kind, scope});
    if (made) {
      CaseEvent event = item.entry.event;
      HideFromScope(event, scope);
      if (wish.kind == WatchWish::Kind::kCases) {
        WatchCasesResponse response;
        response.set_resume_token(*item.token);
        *response.mutable_event() = std::move(event);
        if (item.current.has_value()) *response.mutable_case_() = *item.current;
        message->second = ToBuffer(response);
      } else {
        WatchReferralsResponse response;
        response.set_resume_token(*item.token);
        *response.mutable_referral() = *ReferralIn(item.entry.event);
        *response.mutable_event() = std::move(event);
        message->second = ToBuffer(response);
      }
    }
    const absl::Status logged = access_.Add({wish.caller, wish.method, {domain::CaseName(item.entry.case_number)}});
    if (!logged.ok()) {
      follower.watcher->End(logged);
      return;
    }
    follower.watcher->Send(message->second, *item.token, options_.max_waiting);
  }
}

void WatchHub::Follow() {
  while (true) {
    std::set<std::string> scopes;
    bool with_cases = false;
    bool anybody = false;
    for (const Follower& each : followers_) {
      if (!each.live) continue;
      anybody = true;
      scopes.insert(each.watcher->wish().caller->authority());
      with_cases |= NeedsCase(each.watcher->wish()) || each.watcher->wish().kind == WatchWish::Kind::kCases;
    }
    if (!anybody) return;
    absl::StatusOr<Batch> batch =
        ReadBatch(position_, kBatch, {scopes.begin(), scopes.end()}, with_cases, /*live=*/true);
    // The next commit or tick tries again.
    if (!batch.ok() || batch->items.empty()) return;
    for (Follower& each : followers_) {
      if (each.live) Deliver(each, *batch);
    }
    position_ = batch->items.back().entry.place.sequence;
    if (batch->last) return;
  }
}

bool WatchHub::CatchUp(Follower& follower) {
  // A reader of the past gets no more than it takes; half of the queue stays free for what happens now.
  if (follower.watcher->ended() || follower.watcher->waiting() > options_.max_waiting / 4) return false;
  const int limit = std::clamp(static_cast<int>(options_.max_waiting / 4), 1, kBatch);
  const WatchWish& wish = follower.watcher->wish();
  absl::StatusOr<Batch> batch =
      ReadBatch(follower.position, limit, {wish.caller->authority()}, /*with_cases=*/NeedsCase(wish), /*live=*/false);
  if (!batch.ok()) {
    follower.watcher->End(batch.status());
    return false;
  }
  Deliver(follower, *batch);
  // Whatever the live ones have been told of was in the database before this read.
  follower.live = batch->last;
  return true;
}

void WatchHub::SendToken(Follower& follower) const {
  if (follower.watcher->wish().kind == WatchWish::Kind::kCases) {
    WatchCasesResponse response;
    response.set_resume_token(*follower.token);
    follower.watcher->Send(ToBuffer(response), *follower.token, options_.max_waiting);
  } else {
    WatchReferralsResponse response;
    response.set_resume_token(*follower.token);
    follower.watcher->Send(ToBuffer(response), *follower.token, options_.max_waiting);
  }
}

void WatchHub::Tick() {
  const absl::Time now = absl::Now();
  const DirectoryTable::Snapshot directory = directory_.Stored();
  for (auto each = followers_.begin(); each != followers_.end();) {
    if (each->watcher->gone()) {
      each = followers_.erase(each);
      --watchers_;
      continue;
    }
    const absl::Status token = tokens_.Authenticate(each->watcher->wish().authorization, *directory).status();
    if (!token.ok()) {
      each->watcher->End(token);
    } else if (each->live && now - each->watcher->last_sent() >= options_.heartbeat) {
      SendToken(*each);
    }
    each->watcher->CutIfStuck(now - options_.patience);
    ++each;
  }
}

}  // namespace indgang::service
