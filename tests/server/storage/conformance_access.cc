// Conformance: who read what, and emergency access.
#include "absl/strings/str_cat.h"
#include "tests/server/storage/conformance.h"

namespace indgang::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

admin::v1::AccessRecord MakeRecord(int number, absl::string_view member) {
  admin::v1::AccessRecord record;
  record.set_case_(absl::StrCat("cases/", NumberOf(number)));
  record.mutable_actor()->set_member(std::string(member));
  record.set_method(absl::StrCat("method ", number));
  record.set_count(number);
  return record;
}

std::vector<std::int64_t> IdsOf(ReadTransaction& read, const AccessQuery& query) {
  std::vector<std::int64_t> ids;
  const auto records = read.ListAccessRecords(query);
  EXPECT_THAT(records, IsOk());
  for (const admin::v1::AccessRecord& record : *records) ids.push_back(record.id());
  return ids;
}

TEST_P(StorageConformance, ReadingsAreListedNewestFirstByCaseAndMember) {
  Write([](WriteTransaction& write) {
    for (const auto& [number, member] :
         {std::pair{1, "mette"}, {2, "mette"}, {1, "jens"}, {1, ""}, {3, "jens"}, {1, "mette"}}) {
      EXPECT_THAT(write.AddAccessRecord(MakeRecord(number, member)), IsOk());
    }
    return absl::OkStatus();
  });
  Reopen();
  Read([](ReadTransaction& read) {
    EXPECT_THAT(IdsOf(read, {}), ElementsAre(6, 5, 4, 3, 2, 1));
    EXPECT_THAT(IdsOf(read, {.limit = 2}), ElementsAre(6, 5));
    EXPECT_THAT(IdsOf(read, {.before = 5, .limit = 2}), ElementsAre(4, 3));
    EXPECT_THAT(IdsOf(read, {.case_number = NumberOf(1)}), ElementsAre(6, 4, 3, 1));
    EXPECT_THAT(IdsOf(read, {.case_number = NumberOf(1), .before = 4, .limit = 1}), ElementsAre(3));
    EXPECT_THAT(IdsOf(read, {.member = "jens"}), ElementsAre(5, 3));
    EXPECT_THAT(IdsOf(read, {.member = "jens", .before = 5}), ElementsAre(3));
    EXPECT_THAT(IdsOf(read, {.case_number = NumberOf(1), .member = "mette"}), ElementsAre(6, 1));
    EXPECT_THAT(IdsOf(read, {.case_number = NumberOf(9)}), IsEmpty());
    admin::v1::AccessRecord wanted = MakeRecord(3, "jens");
    wanted.set_id(5);
    EXPECT_THAT(read.ListAccessRecords({.before = 6, .limit = 1}).value()[0], EqualsProto(wanted));
    return absl::OkStatus();
  });
  EXPECT_THAT(WriteAndWait(*storage_, [](WriteTransaction& write) { return write.AddAccessRecord({}); }),
              IsError(absl::StatusCode::kInternal, "STORAGE_FAILED"));
}

TEST_P(StorageConformance, OldReadingsAreDeletedOldestFirstAndNothingElse) {
  const absl::Time start = absl::FromUnixSeconds(1'000);
  const auto at = [](int second) {
    admin::v1::AccessRecord record = MakeRecord(1, "mette");
    record.mutable_time()->set_seconds(1'000 + second);
    record.mutable_time()->set_nanos(1'000);
    return record;
  };
  Write([&](WriteTransaction& write) {
    EXPECT_THAT(write.PutCase(MakeCase(1)), IsOk());
    EXPECT_THAT(write.AddEvent(NumberOf(1), MakeEvent(1, 1)), IsOk());
    // The clock was set back before the fourth.
    for (const int second : {10, 20, 30, 5, 40}) EXPECT_THAT(write.AddAccessRecord(at(second)), IsOk());
    return absl::OkStatus();
  });
  const auto delete_before = [&](absl::Time time, int limit) {
    int deleted = -1;
    Write([&](WriteTransaction& write) -> absl::Status {
      const absl::StatusOr<int> result = write.DeleteAccessRecordsBefore(time, limit);
      EXPECT_THAT(result, IsOk());
      deleted = result.value_or(-1);
      return absl::OkStatus();
    });
    return deleted;
  };
  const auto left = [&] {
    std::vector<std::int64_t> ids;
    Read([&](ReadTransaction& read) {
      ids = IdsOf(read, {});
      EXPECT_THAT(IdsOf(read, {.member = "mette"}), ids);
      EXPECT_THAT(IdsOf(read, {.case_number = NumberOf(1)}), ids);
      return absl::OkStatus();
    });
    return ids;
  };
  EXPECT_EQ(delete_before(absl::InfinitePast(), 10), 0);
  EXPECT_EQ(delete_before(start, 10), 0);
  EXPECT_EQ(delete_before(start + absl::Seconds(35), 0), 0);
  EXPECT_EQ(delete_before(start + absl::Seconds(35), 2), 2);
  EXPECT_THAT(left(), ElementsAre(5, 3, 2)) << "the oldest went, not those written first";
  EXPECT_EQ(delete_before(start + absl::Seconds(30) + absl::Microseconds(1), 10), 1) << "those at that time stay";
  Reopen();
  EXPECT_THAT(left(), ElementsAre(5, 3));
  EXPECT_EQ(delete_before(start + absl::Hours(1), 10), 2);
  EXPECT_THAT(left(), IsEmpty());
  Read([&](ReadTransaction& read) {
    EXPECT_EQ(read.GetFeedEnd().value().sequence, 1);
    EXPECT_EQ(read.ListEvents(NumberOf(1), 0, 10).value().size(), 1u);
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, EmergencyAccessIsOfOneTokenToOneCase) {
  const absl::Time until = absl::UnixEpoch() + absl::Hours(1);
  Write([&](WriteTransaction& write) {
    for (const int number : {1, 2}) EXPECT_THAT(write.PutCase(MakeCase(number)), IsOk());
    EXPECT_THAT(write.PutEmergencyAccess(NumberOf(1), "tok_a", until), IsOk());
    return write.PutEmergencyAccess(NumberOf(2), "tok_a", until - absl::Minutes(5));
  });
  Write([&](WriteTransaction& write) { return write.PutEmergencyAccess(NumberOf(2), "tok_a", until); });
  Reopen();
  Read([&](ReadTransaction& read) {
    EXPECT_EQ(read.GetEmergencyAccess(NumberOf(1), "tok_a").value(), until);
    EXPECT_EQ(read.GetEmergencyAccess(NumberOf(2), "tok_a").value(), until) << "the later one counts";
    EXPECT_EQ(read.GetEmergencyAccess(NumberOf(1), "tok_b").value(), absl::InfinitePast());
    EXPECT_EQ(read.GetEmergencyAccess(NumberOf(3), "tok_a").value(), absl::InfinitePast());
    return absl::OkStatus();
  });
}

}  // namespace
}  // namespace indgang::storage
