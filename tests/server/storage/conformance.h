// What every storage backend must do. The tests are in conformance_*.cc; a backend adds a thin file with
// INSTANTIATE_TEST_SUITE_P(NAME, StorageConformance, ::testing::Values(BACKEND)).
#ifndef INDGANG_TESTS_SERVER_STORAGE_CONFORMANCE_H_
#define INDGANG_TESTS_SERVER_STORAGE_CONFORMANCE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "server/storage/storage.h"
#include "tests/support/error_matchers.h"

namespace indgang::storage {

// How to get at a database of one backend, empty at first.
class ConformanceDatabase {
 public:
  virtual ~ConformanceDatabase() = default;
  // Opens the database, again after the storage opened before was destroyed. `max_queue` limits waiting bodies.
  virtual std::unique_ptr<Storage> Open(int max_queue) = 0;
};

using ConformanceBackend = std::function<std::unique_ptr<ConformanceDatabase>()>;

class StorageConformance : public ::testing::TestWithParam<ConformanceBackend> {
 protected:
  static constexpr int kMaxQueue = 1'000;

  void SetUp() override;
  void Reopen();

  // Runs the body, which must succeed.
  void Read(ReadBody body);
  void Write(WriteBody body);

  std::unique_ptr<ConformanceDatabase> database_;
  std::unique_ptr<Storage> storage_;
};

// Records whose fields all differ with `number`.
std::string NumberOf(int number);
StoredCase MakeCase(int number, cases::v1::Case::State state = cases::v1::Case::STATE_REGISTERED,
                    absl::string_view cvr = "", absl::string_view contact_person = "");
cases::v1::Referral MakeReferral(int number, int index, absl::string_view authority, absl::Time due,
                                 cases::v1::Referral::State state = cases::v1::Referral::STATE_SENT);
cases::v1::Interaction MakeInteraction(int number, int index);
cases::v1::CaseEvent MakeEvent(int number, int sequence, absl::string_view note = "");
cases::v1::CasePlan MakePlan(int number, absl::string_view package);
StoredToken MakeToken(absl::string_view id, absl::Time created, absl::string_view display_name = "Mette Holm");

// Conditions of a CaseQuery.
CaseCondition StateIs(cases::v1::Case::State state);
CaseCondition TextIs(CaseField field, absl::string_view value);

// Matches a protobuf message with the same bytes.
MATCHER_P(EqualsProto, expected, "") {
  *result_listener << arg.ShortDebugString();
  return arg.SerializeAsString() == expected.SerializeAsString();
}

using ::indgang::testing::IsError;
using ::indgang::testing::IsOk;

}  // namespace indgang::storage

#endif  // INDGANG_TESTS_SERVER_STORAGE_CONFORMANCE_H_
