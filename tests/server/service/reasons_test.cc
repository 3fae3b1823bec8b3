// docs/errors.md against the sources: what is used stands there, and what stands there is used.
#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>
#include <string>

#include "base/files.h"
#include "gtest/gtest.h"
#include "tests/support/error_matchers.h"

namespace indgang {
namespace {

std::set<std::string> Matches(const std::string& text, const std::regex& pattern) {
  std::set<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it) found.insert((*it)[1]);
  return found;
}

// Everything in the sources that is written as a reason is: after a status code, or handed to a helper that adds one.
std::set<std::string> UsedReasons() {
  static const std::regex after_code(R"(absl::StatusCode::k\w+,\s*"([A-Z][A-Z0-9_]+)\")");
  static const std::regex to_helper(R"((?:FileError|OpenError|Refuse|NotFound|Invalid)\([^";]*"([A-Z][A-Z0-9_]+)\")");
  static const std::regex conditional(R"([?:]\s*(?:FileError\([^";]*)\"([A-Z][A-Z0-9_]+)\")");
  static const std::regex constant(R"(constexpr \S+ k\w*Reason(?:\[\])? = "([A-Z][A-Z0-9_]+)\")");
  std::set<std::string> used;
  for (const char* folder : {"base", "knowledge", "server", "client", "sitegen"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".cc" && extension != ".h") continue;
      const absl::StatusOr<std::string> text = ReadFile(entry.path().string());
      EXPECT_THAT(text, testing::IsOk());
      for (const std::regex* pattern : {&after_code, &to_helper, &conditional, &constant}) {
        const std::set<std::string> found = Matches(*text, *pattern);
        used.insert(found.begin(), found.end());
      }
    }
  }
  return used;
}

std::set<std::string> DocumentedReasons() {
  const absl::StatusOr<std::string> text = ReadFile("docs/errors.md");
  EXPECT_THAT(text, testing::IsOk());
  return Matches(*text, std::regex(R"(\n\| `([A-Z][A-Z0-9_]+)` \|)"));
}

std::set<std::string> Minus(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::set<std::string> rest;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::inserter(rest, rest.end()));
  return rest;
}

TEST(ReasonsTest, EveryReasonUsedIsDocumented) {
  EXPECT_THAT(Minus(UsedReasons(), DocumentedReasons()), ::testing::IsEmpty()) << "add them to docs/errors.md";
}

TEST(ReasonsTest, EveryDocumentedReasonIsUsed) {
  EXPECT_THAT(Minus(DocumentedReasons(), UsedReasons()), ::testing::IsEmpty()) << "take them out of docs/errors.md";
}

TEST(ReasonsTest, TheSearchFindsReasonsInEveryForm) {
  const std::set<std::string> used = UsedReasons();
  for (const char* reason : {"FIELD_INVALID", "OVERLOADED", "CASE_CLOSED", "SERVICE_NOT_FOUND", "FILE_NOT_FOUND",
                             "LISTEN_NEEDS_TLS", "DATABASE_IN_USE", "COMMAND_LINE", "USAGE"}) {
    EXPECT_EQ(used.count(reason), 1u) << reason;
  }
}

}  // namespace
}  // namespace indgang
