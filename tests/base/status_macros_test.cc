#include "base/status_macros.h"

#include <memory>
#include <string>

#include "gmock/gmock.h"

namespace indgang {
namespace {

absl::Status ReturnIfError(const absl::Status& status, int& reached) {
  INDGANG_RETURN_IF_ERROR(status);
  ++reached;
  return absl::OkStatus();
}

absl::StatusOr<std::string> Concatenate(absl::StatusOr<std::unique_ptr<std::string>> first,
                                        const absl::StatusOr<std::string>& second) {
  INDGANG_ASSIGN_OR_RETURN(const std::unique_ptr<std::string> owned, std::move(first));
  std::string text;
  INDGANG_ASSIGN_OR_RETURN(text, second);
  return *owned + text;
}

TEST(StatusMacrosTest, ReturnIfErrorGoesOnOnlyWhenOk) {
  int reached = 0;
  EXPECT_EQ(ReturnIfError(absl::OkStatus(), reached), absl::OkStatus());
  EXPECT_EQ(reached, 1);
  EXPECT_EQ(ReturnIfError(absl::AbortedError("no"), reached), absl::AbortedError("no"));
  EXPECT_EQ(reached, 1);
}

TEST(StatusMacrosTest, AssignOrReturnMovesTheValueOrReturnsTheError) {
  EXPECT_EQ(*Concatenate(std::make_unique<std::string>("a"), std::string("b")), "ab");
  EXPECT_EQ(Concatenate(absl::NotFoundError("first"), std::string("b")).status(), absl::NotFoundError("first"));
  EXPECT_EQ(Concatenate(std::make_unique<std::string>("a"), absl::NotFoundError("second")).status(),
            absl::NotFoundError("second"));
}

}  // namespace
}  // namespace indgang
