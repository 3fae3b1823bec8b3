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
