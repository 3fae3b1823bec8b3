#include "server/domain/events.h"

#include <functional>

#include "absl/strings/escaping.h"
#include "server/domain/names.h"
#include "tests/server/domain/case_fixture.h"
#include "tests/support/error_matchers.h"

namespace indgang::domain {
namespace {

using cases::v1::CaseEvent;

class EventChainTest : public CaseFixture {
 protected:
  EventChainTest() {
    Register();
    Tell(cases::v1::Interaction::KIND_MESSAGE);
    Triage(knowledge::v1::COMPLEXITY_MEDIUM);
    Tell(cases::v1::Interaction::KIND_ANSWER);
  }

  absl::Status Check(const std::vector<CaseEvent>& events) { return Verify("2026-000001", events, end_); }

  static auto Broken() { return testing::IsError(absl::StatusCode::kDataLoss, "EVENT_CHAIN_BROKEN"); }
};

TEST_F(EventChainTest, WholeChainIsAccepted) {
  ASSERT_EQ(events_.size(), 5u);
  EXPECT_EQ(events_[0].previous_hash(), std::string(32, '\0'));
  for (std::size_t i = 0; i < events_.size(); ++i) {
    EXPECT_EQ(events_[i].sequence(), static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(events_[i].name(), EventName("2026-000001", events_[i].sequence()));
    EXPECT_EQ(events_[i].hash().size(), 32u);
    EXPECT_EQ(FromTimestamp(events_[i].time()), now_);
  }
  EXPECT_EQ(end_.sequence, 5);
  EXPECT_EQ(end_.hash, events_.back().hash());
  EXPECT_THAT(Check(events_), testing::IsOk());
  EXPECT_THAT(Verify("2026-000001", {}, ChainEnd()), testing::IsOk());
}

TEST_F(EventChainTest, HashDoesNotChangeBetweenVersions) {
  CaseEvent event;
  event.set_sequence(1);
  event.mutable_closed()->set_note("æ");
  // SHA-256 of the bytes 10 01 6a 04 12 02 c3 a6, put together by hand. Stored chains would no longer verify if it
  // changed.
  EXPECT_EQ(absl::BytesToHexString(HashEvent(event)),
            "a258930793ccf389e800207e4c1e0bc3729bc5a6b8b4920d610051db8a81a8ee");
}

TEST_F(EventChainTest, EveryDeletionIsSeen) {
  for (std::size_t i = 0; i < events_.size(); ++i) {
    std::vector<CaseEvent> cut = events_;
    cut.erase(cut.begin() + static_cast<std::ptrdiff_t>(i));
    const absl::Status status = Check(cut);
    EXPECT_THAT(status, Broken()) << i;
    EXPECT_EQ(GetErrorInfo(status)->metadata().at("sequence"), std::to_string(i + 1));
  }
  EXPECT_THAT(Check({}), Broken());
}

TEST_F(EventChainTest, EveryCutAtTheEndIsSeen) {
  for (std::size_t size = 0; size < events_.size(); ++size) {
    EXPECT_THAT(Check({events_.begin(), events_.begin() + static_cast<std::ptrdiff_t>(size)}), Broken()) << size;
  }
}

TEST_F(EventChainTest, EverySwapIsSeen) {
  for (std::size_t i = 0; i < events_.size(); ++i) {
    for (std::size_t j = i + 1; j < events_.size(); ++j) {
      std::vector<CaseEvent> swapped = events_;
      std::swap(swapped[i], swapped[j]);
      EXPECT_THAT(Check(swapped), Broken()) << i << " and " << j;
    }
  }
}

TEST_F(EventChainTest, EveryEditIsSeen) {
  using Edit = std::function<void(CaseEvent&)>;
  const std::vector<std::pair<const char*, Edit>> edits = {
      {"time", [](CaseEvent& event) { event.mutable_time()->set_nanos(event.time().nanos() + 1); }},
      {"actor", [](CaseEvent& event) { event.mutable_actor()->set_display_name("En anden"); }},
      {"detail", [](CaseEvent& event) { event.mutable_closed()->set_note("x"); }},
      {"name", [](CaseEvent& event) { event.set_name("cases/2026-000002/events/1"); }},
      {"sequence", [](CaseEvent& event) { event.set_sequence(event.sequence() + 1); }},
      {"previous_hash", [](CaseEvent& event) { event.set_previous_hash(std::string(32, 'x')); }},
      {"hash", [](CaseEvent& event) { event.mutable_hash()->at(0) ^= 1; }},
  };
  for (std::size_t i = 0; i < events_.size(); ++i) {
    for (const auto& [what, edit] : edits) {
      std::vector<CaseEvent> edited = events_;
      edit(edited[i]);
      EXPECT_THAT(Check(edited), Broken()) << what << " of " << i;
      // An editor who also makes the hash fit breaks the link to the next event, or to the case.
      edited[i].set_hash(HashEvent(edited[i]));
      const absl::Status refitted = Check(edited);
      if (absl::string_view(what) == "hash") {
        EXPECT_THAT(refitted, testing::IsOk());
      } else {
        EXPECT_THAT(refitted, Broken()) << what << " of " << i << ", hash fitted";
      }
    }
  }
}

TEST_F(EventChainTest, ChainMadeAnewFromTheMiddleIsSeen) {
  std::vector<CaseEvent> forged = events_;
  forged[2].mutable_triaged()->set_reason("forged");
  std::vector<CaseEvent> tail(forged.begin() + 2, forged.end());
  Append("2026-000001", {2, forged[1].hash()}, By(front_desk_), tail);
  std::copy(tail.begin(), tail.end(), forged.begin() + 2);
  EXPECT_THAT(Check(forged), Broken()) << "the case still knows the old end";
}

TEST_F(EventChainTest, EventTheCaseDoesNotKnowIsSeen) {
  std::vector<CaseEvent> longer = events_;
  std::vector<CaseEvent> extra(1);
  extra[0].mutable_closed();
  Append("2026-000001", end_, By(front_desk_), extra);
  longer.push_back(extra[0]);
  EXPECT_THAT(Check(longer), Broken());
}

TEST_F(EventChainTest, EventsOfAnotherCaseAreSeen) { EXPECT_THAT(Verify("2026-000002", events_, end_), Broken()); }

}  // namespace
}  // namespace indgang::domain
