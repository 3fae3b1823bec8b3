#include "server/service/search_indexer.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "server/domain/search_terms.h"

namespace indgang::service {
namespace {

using cases::v1::CaseEvent;
using cases::v1::Enquiry;
using cases::v1::Note;
using storage::FeedEntry;
using storage::ReadTransaction;
using storage::WriteTransaction;

// Events in one commit: few enough that other writes hardly wait.
constexpr int kBatch = 100;
// Between two batches, so that a long backlog leaves room for the writes of callers.
constexpr absl::Duration kPause = absl::Milliseconds(10);

// What a case gets to be found by.
struct Texts {
  std::string everybody;
  std::string staff;
};

void AddEnquiry(const Enquiry& enquiry, std::string& text) {
  absl::StrAppend(&text, " ", enquiry.text(), " ", enquiry.company().display_name(), " ",
                  enquiry.company().cvr_number());
}

absl::Status AddNote(ReadTransaction& tx, const FeedEntry& entry, Texts& texts) {
  const std::string& name = entry.event.note_added().name();
  int index = 0;
  if (!absl::SimpleAtoi(absl::string_view(name).substr(name.rfind('/') + 1), &index)) return absl::OkStatus();
  INDGANG_ASSIGN_OR_RETURN(const std::vector<Note> notes,
                           tx.ListNotes({.case_number = entry.case_number, .after = index - 1, .limit = 1}));
  if (notes.empty() || notes[0].name() != name) return absl::OkStatus();
  std::string& text = notes[0].visibility() == Note::VISIBILITY_AUTHORITIES ? texts.everybody : texts.staff;
  absl::StrAppend(&text, " ", notes[0].text());
  return absl::OkStatus();
}

// Referrals are left out: what one authority is asked and answers is not for the others.
absl::Status AddEvent(ReadTransaction& tx, const FeedEntry& entry, Texts& texts) {
  const CaseEvent& event = entry.event;
  switch (event.detail_case()) {
    case CaseEvent::kRegistered:
      AddEnquiry(event.registered().enquiry(), texts.everybody);
      absl::StrAppend(&texts.everybody, " ", entry.case_number);
      return absl::OkStatus();
    case CaseEvent::kEnquiryAttached:
      AddEnquiry(event.enquiry_attached().enquiry(), texts.everybody);
      return absl::OkStatus();
    case CaseEvent::kInteractionRecorded:
      absl::StrAppend(&texts.everybody, " ", event.interaction_recorded().interaction().text());
      return absl::OkStatus();
    case CaseEvent::kNoteAdded:
      return AddNote(tx, entry, texts);
    default:
      return absl::OkStatus();
  }
}

}  // namespace

SearchIndexer::~SearchIndexer() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

absl::StatusOr<bool> SearchIndexer::TakeSome() {
  std::int64_t reached = 0;
  std::map<std::string, Texts> texts;  // by case number
  const absl::Status read = storage::ReadAndWait(storage_, [&](ReadTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(reached, tx.GetIndexed());
    INDGANG_ASSIGN_OR_RETURN(const std::vector<FeedEntry> entries, tx.ListFeed(reached, kBatch));
    for (const FeedEntry& entry : entries) {
      reached = entry.place.sequence;
      INDGANG_RETURN_IF_ERROR(AddEvent(tx, entry, texts[entry.case_number]));
    }
    return absl::OkStatus();
  });
  if (!read.ok()) return read;
  if (texts.empty()) return false;
  // Analysed here, so that the writer has less to do.
  for (auto& [case_number, found] : texts) {
    found = {domain::SearchTerms(found.everybody), domain::SearchTerms(found.staff)};
  }
  const absl::Status written = storage::WriteAndWait(storage_, [&](WriteTransaction& tx) -> absl::Status {
    for (const auto& [case_number, found] : texts) {
      if (found.everybody.empty() && found.staff.empty()) continue;
      INDGANG_RETURN_IF_ERROR(tx.AddTerms(case_number, found.everybody, found.staff));
    }
    return tx.SetIndexed(reached);
  });
  if (!written.ok()) return written;
  return true;
}

absl::Status SearchIndexer::CatchUp() {
  while (true) {
    INDGANG_ASSIGN_OR_RETURN(const bool more, TakeSome());
    if (!more) return absl::OkStatus();
    absl::MutexLock lock(&mutex_);
    if (thread_.joinable() && mutex_.AwaitWithTimeout(absl::Condition(&stopping_), kPause)) return absl::OkStatus();
  }
}

void SearchIndexer::Start(absl::Duration interval) {
  thread_ = std::thread([this, interval] {
    while (true) {
      {
        absl::MutexLock lock(&mutex_);
        if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), interval)) return;
      }
      // The storage has told its log; the next round tries again.
      CatchUp().IgnoreError();
    }
  });
}

}  // namespace indgang::service
