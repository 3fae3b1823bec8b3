// Conformance: records as they lie there, for checking the audit trail.
#include "absl/strings/str_cat.h"
#include "tests/server/storage/conformance.h"

namespace indgang::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_P(StorageConformance, PlacesHoldTheBytesOfTheirEvents) {
  Write([](WriteTransaction& write) {
    for (const int number : {1, 2}) EXPECT_THAT(write.PutCase(MakeCase(number)), IsOk());
    for (const auto& [number, sequence] : {std::pair{2, 1}, {1, 1}, {2, 2}}) {
      EXPECT_THAT(write.AddEvent(NumberOf(number), MakeEvent(number, sequence)), IsOk());
    }
    return absl::OkStatus();
  });
  Read([](ReadTransaction& read) {
    const std::vector<FeedEntry> feed = read.ListFeed(0, 10).value();
    const std::vector<AuditedPlace> places = read.ListAuditedPlaces(0, 10).value();
    EXPECT_THAT(places, SizeIs(3));
    for (std::size_t i = 0; i < places.size(); ++i) {
      EXPECT_EQ(places[i].sequence, static_cast<std::int64_t>(i + 1));
      EXPECT_EQ(places[i].place_of_event, places[i].sequence);
      EXPECT_EQ(places[i].hash, feed[i].place.hash);
      EXPECT_EQ(places[i].case_number, feed[i].case_number);
      EXPECT_EQ(places[i].event_sequence, feed[i].event.sequence());
      EXPECT_EQ(places[i].event, feed[i].event.SerializeAsString());
    }
    EXPECT_THAT(read.ListAuditedPlaces(1, 1).value(), SizeIs(1));
    EXPECT_THAT(read.ListAuditedPlaces(3, 10).value(), IsEmpty());

    const std::vector<AuditedEvent> events = read.ListAuditedEvents(NumberOf(2), -1, 10).value();
    EXPECT_THAT(events, SizeIs(2));
    EXPECT_EQ(events[1].sequence, 2);
    EXPECT_EQ(events[1].place, 3);
    EXPECT_TRUE(events[1].in_feed);
    EXPECT_EQ(events[1].bytes, MakeEvent(2, 2).SerializeAsString());
    EXPECT_THAT(read.ListAuditedEvents(NumberOf(2), 1, 10).value(), SizeIs(1));
    EXPECT_THAT(read.ListAuditedEvents(NumberOf(3), -1, 10).value(), IsEmpty());
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, RecordsOfACaseComeWithTheirNamesAndBytes) {
  StoredCase stored = MakeCase(1);
  stored.last_sequence = 7;
  stored.last_hash = std::string(32, 'h');
  cases::v1::Note note;
  note.set_text("note");
  note.set_visibility(cases::v1::Note::VISIBILITY_STAFF);
  cases::v1::Attachment attachment;
  attachment.set_file_name("a.pdf");
  cases::v1::FollowUp follow_up;
  follow_up.set_due_date("2026-12-01");
  Write([&](WriteTransaction& write) {
    EXPECT_THAT(write.PutCase(stored), IsOk());
    EXPECT_THAT(write.PutCase(MakeCase(2)), IsOk());
    for (const int number : {1, 2}) {
      EXPECT_THAT(write.AddInteraction(NumberOf(number), 1, MakeInteraction(number, 1)), IsOk());
      EXPECT_THAT(write.AddNote(NumberOf(number), 1, note), IsOk());
      EXPECT_THAT(write.AddAttachment(NumberOf(number), 3, attachment), IsOk());
      EXPECT_THAT(write.PutFollowUp(NumberOf(number), 1, follow_up), IsOk());
      EXPECT_THAT(write.PutPlan(NumberOf(number), MakePlan(number, "cafe")), IsOk());
      EXPECT_THAT(write.PutReferral(NumberOf(number), 1, MakeReferral(number, 1, "building", absl::UnixEpoch())),
                  IsOk());
    }
    return absl::OkStatus();
  });
  Read([&](ReadTransaction& read) {
    const std::optional<AuditedCase> kept = read.GetAuditedCase(NumberOf(1)).value();
    EXPECT_TRUE(kept.has_value());
    EXPECT_EQ(kept->last_sequence, 7);
    EXPECT_EQ(kept->last_hash, stored.last_hash);
    EXPECT_EQ(kept->bytes, stored.message.SerializeAsString());
    EXPECT_FALSE(read.GetAuditedCase(NumberOf(3)).value().has_value());
    std::vector<std::string> names;
    const std::vector<AuditedRecord> records = read.ListAuditedRecords(NumberOf(1)).value();
    for (const AuditedRecord& record : records) {
      names.push_back(record.name);
      if (record.name == "cases/2026-000001/notes/1") {
        EXPECT_EQ(record.bytes, note.SerializeAsString());
      } else if (record.name == "cases/2026-000001/plan") {
        EXPECT_EQ(record.bytes, MakePlan(1, "cafe").SerializeAsString());
      }
    }
    EXPECT_THAT(names, ElementsAre("cases/2026-000001/interactions/1", "cases/2026-000001/referrals/1",
                                   "cases/2026-000001/notes/1", "cases/2026-000001/attachments/3",
                                   "cases/2026-000001/followUps/1", "cases/2026-000001/plan"));
    EXPECT_THAT(read.ListAuditedRecords(NumberOf(3)).value(), IsEmpty());
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, ANumberThatWasGivenOutAndHasNoCaseIsMissing) {
  Write([](WriteTransaction& write) {
    for (const int year : {2026, 2026, 2026, 2026, 2028}) EXPECT_THAT(write.NextCaseNumber(year), IsOk());
    for (const int number : {1, 3}) EXPECT_THAT(write.PutCase(MakeCase(number)), IsOk());
    return absl::OkStatus();
  });
  Read([](ReadTransaction& read) {
    EXPECT_EQ(read.FindNextRecords("").value().missing, "");
    EXPECT_EQ(read.FindNextRecords(NumberOf(1)).value().missing, NumberOf(2));
    EXPECT_EQ(read.FindNextRecords(NumberOf(3)).value().missing, NumberOf(4));
    EXPECT_EQ(read.FindNextRecords(NumberOf(4)).value().missing, "2028-000001");
    EXPECT_EQ(read.FindNextRecords("2028-000001").value().missing, "");
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, WhatComesNextIsFoundFromEveryCase) {
  Read([](ReadTransaction& read) {
    EXPECT_EQ(read.FindNextRecords("").value().case_number, "");
    return absl::OkStatus();
  });
  Write([](WriteTransaction& write) {
    for (const int number : {3, 5}) {
      EXPECT_THAT(write.PutCase(MakeCase(number)), IsOk());
      EXPECT_THAT(write.AddEvent(NumberOf(number), MakeEvent(number, 1)), IsOk());
    }
    return absl::OkStatus();
  });
  Read([](ReadTransaction& read) {
    for (const auto& [after, next] :
         {std::pair{std::string(), NumberOf(3)}, {NumberOf(3), NumberOf(5)}, {NumberOf(5), std::string()}}) {
      EXPECT_EQ(read.FindNextRecords(after).value().case_number, next) << after;
      EXPECT_EQ(read.FindNextRecords(after).value().stray_events, "") << after;
    }
    return absl::OkStatus();
  });
}

}  // namespace
}  // namespace indgang::storage
