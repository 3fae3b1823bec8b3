#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "tests/client/cli_harness.h"

namespace indgang::client {
namespace {

using testing::HasSubstr;

constexpr char kPlan[] =
    R"(plan { name: 'cases/2026-000001/plan' package: 'cafe' start_date: '2026-11-20' newer_content: true
  totals { needed: 2 maybe: 1 authorities: 2 known_fees_minor: 67050 unknown_fees: 1 earliest_opening: '2026-12-28'
           unknown_times: 1 }
  steps { service: 'location-check' authority: 'building' need: NEED_NEEDED critical: true begin_date: '2026-11-20'
          done_date: '2026-11-27' state: STATE_APPLIED applied_date: '2026-11-21' promised_date: '2026-11-30' }
  steps { service: 'outdoor-serving' authority: 'city-life' need: NEED_MAYBE begin_date: '2026-11-20'
          state: STATE_NOT_STARTED } })";

class PlanCommandsTest : public testing::Test {
 protected:
  CliHarness harness_;
};

TEST_F(PlanCommandsTest, ShowIsATableWithTheSumsAbove) {
  harness_.On("GetPlan", Answer(kPlan));
  const CommandResult result = harness_.Run({"plan", "show", "2026-000001"});
  EXPECT_EQ(
      result.out,
      "Package           cafe\n"
      "Counted from      2026-11-20\n"
      "Needed            2, maybe 1\n"
      "Authorities       2\n"
      "Earliest opening  2026-12-28, unknown times not counted: 1\n"
      "Fees              670.50 DKK, and unknown ones of 1\n"
      "Content           has changed since; indgang plan compare shows how\n"
      "\n"
      "SERVICE          AUTHORITY  NEED              BEGIN       DONE        STATE\n"
      "location-check   building   needed, critical  2026-11-20  2026-11-27  applied 2026-11-21, promised 2026-11-30\n"
      "outdoor-serving  city-life  maybe             2026-11-20\n")
      << result.err;
  EXPECT_EQ(harness_.calls()[0].request, R"(name: "cases/2026-000001/plan")");
}

TEST_F(PlanCommandsTest, JsonIsTheResponse) {
  harness_.On("GetPlan", Answer("plan { package: 'cafe' }"));
  EXPECT_EQ(harness_.Run({"--output", "json", "plan", "show", "cases/2026-000001/plan"}).out,
            "{\n \"plan\": {\n  \"package\": \"cafe\"\n }\n}\n");
  EXPECT_EQ(harness_.calls()[0].request, R"(name: "cases/2026-000001/plan")");
}

TEST_F(PlanCommandsTest, VerbsSendWhatWasTyped) {
  const struct {
    std::vector<std::string> arguments;
    std::string method;
    std::string request;
  } cases[] = {
      {{"plan", "start", "2026-000001", "--package", "cafe", "--yes", "a", "--from", "2026-12-01", "--etag", "e"},
       "StartPlan",
       R"(request_id: "i" parent: "cases/2026-000001" etag: "e" package: "cafe" answers { key: "a" value: true } start_date: "2026-12-01")"},
      {{"plan", "step", "2026-000001", "location-check", "applied"},
       "UpdatePlanStep",
       R"(request_id: "i" name: "cases/2026-000001/plan" step { service: "location-check" state: STATE_APPLIED applied_date: "2026-11-23" } update_mask: "state" update_mask: "applied_date")"},
      {{"plan", "step", "2026-000001", "location-check", "in-place", "--on", "2026-11-22", "--applied-on", "2026-11-20",
        "--note", "n"},
       "UpdatePlanStep",
       R"(request_id: "i" name: "cases/2026-000001/plan" step { service: "location-check" state: STATE_IN_PLACE applied_date: "2026-11-20" decided_date: "2026-11-22" note: "n" } update_mask: "state" update_mask: "decided_date" update_mask: "applied_date" update_mask: "note")"},
      {{"plan", "step", "2026-000001", "location-check", "dropped"},
       "UpdatePlanStep",
       R"(request_id: "i" name: "cases/2026-000001/plan" step { service: "location-check" state: STATE_DROPPED } update_mask: "state")"},
      {{"plan", "compare", "2026-000001"}, "ComparePlan", R"(name: "cases/2026-000001/plan")"},
      {{"plan", "revise", "2026-000001", "--no", "a", "--unanswered", "b", "--etag", "e"},
       "RevisePlan",
       R"(request_id: "i" name: "cases/2026-000001/plan" etag: "e" answers { key: "a" value: false } unanswered: "b")"},
  };
  for (const auto& test : cases) {
    std::vector<std::string> arguments = test.arguments;
    arguments.insert(arguments.end(), {"--request-id", "i"});
    const CommandResult result = harness_.Run(arguments);
    EXPECT_EQ(result.exit_code, 0) << test.method << ": " << result.err;
    ASSERT_FALSE(harness_.calls().empty()) << test.method;
    EXPECT_EQ(harness_.calls().back().method, test.method);
    EXPECT_EQ(harness_.calls().back().request, test.request);
  }
}

TEST_F(PlanCommandsTest, CompareShowsWhatWouldChange) {
  EXPECT_EQ(harness_.Run({"plan", "compare", "2026-000001"}).out, "Nothing would change.\n");
  harness_.On("ComparePlan", Answer(R"(
    differences { service: 'cvr-registration' kind: KIND_CHANGED fields: 'fee_minor' fields: 'fee' }
    differences { service: 'waste-sorting' kind: KIND_REMOVED }
    totals_before { needed: 5 known_fees_minor: 67050 earliest_opening: '2026-12-28' }
    totals_after { needed: 4 known_fees_minor: 70000 earliest_opening: '2026-12-28' })"));
  EXPECT_EQ(harness_.Run({"plan", "compare", "2026-000001"}).out,
            "SERVICE           CHANGE   FIELDS\n"
            "cvr-registration  changed  fee_minor, fee\n"
            "waste-sorting     removed\n"
            "\n"
            "Needed            5 → 4\n"
            "Earliest opening  2026-12-28\n"
            "Fees              670.50 DKK → 700 DKK\n");
}

TEST_F(PlanCommandsTest, NothingIsSentWhenTheCommandContradictsItself) {
  const CommandResult both = harness_.Run({"plan", "start", "2026-000001", "--yes", "a", "--no", "a"});
  EXPECT_EQ(both.exit_code, 2);
  EXPECT_THAT(both.err, HasSubstr("--no a is also answered --yes"));
  const CommandResult nothing = harness_.Run({"plan", "step", "2026-000001", "location-check"});
  EXPECT_EQ(nothing.exit_code, 2);
  EXPECT_THAT(nothing.err, HasSubstr("nothing to record"));
  EXPECT_TRUE(harness_.calls().empty());
}

TEST_F(PlanCommandsTest, ADraftIsPrintedAsALetterAndItsTextWrittenToAFile) {
  harness_.On("DraftAnswer",
              Answer("subject: 'About a café' text: 'Dear Lis\\n\\n1. CVR\\n   Price: free.\\n' language: 'en'"));
  const std::string file = harness_.folder() + "/answer.txt";
  const CommandResult result =
      harness_.Run({"answer", "draft", "2026-000001", "--answer-in", "en", "--text-file", file});
  EXPECT_EQ(result.out, "About a café\n\nDear Lis\n\n1. CVR\n   Price: free.\n") << result.err;
  EXPECT_EQ(harness_.calls()[0].request, R"(name: "cases/2026-000001" language: "en")");
  EXPECT_EQ(ReadFile(file).value(), "Dear Lis\n\n1. CVR\n   Price: free.\n");
}

TEST_F(PlanCommandsTest, AnAnswerIsSentWordForWord) {
  const CommandResult result = harness_.Run(
      {"answer", "send", "2026-000001", "--text", "-", "--etag", "e", "--request-id", "i"}, "Dear Lis\n\n1. CVR\n");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(harness_.calls()[0].method, "SendAnswer");
  EXPECT_EQ(harness_.calls()[0].request,
            R"(request_id: "i" name: "cases/2026-000001" etag: "e" channel: CHANNEL_EMAIL text: "Dear Lis\n\n1. CVR")");
}

}  // namespace
}  // namespace indgang::client
